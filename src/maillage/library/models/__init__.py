from maillage.library.models.documents import Document, DocumentVersion, Folder, FoundWords
from maillage.library.models.fates import FinalSort
from maillage.library.models.resources import Resource

__all__ = [
    "Document",
    "DocumentVersion",
    "FinalSort",
    "Folder",
    "FoundWords",
    "Resource",
]
