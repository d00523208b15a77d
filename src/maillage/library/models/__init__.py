from maillage.library.models.cards import RoleCard
from maillage.library.models.dialogues import Dialogue
from maillage.library.models.documents import Document, DocumentVersion, Folder, FoundWords
from maillage.library.models.fates import FinalSort
from maillage.library.models.glossary import Term
from maillage.library.models.resources import Resource
from maillage.library.models.threads import Follow, Post, Thread
from maillage.library.models.welcome import Welcome

__all__ = [
    "Dialogue",
    "Document",
    "DocumentVersion",
    "FinalSort",
    "Folder",
    "Follow",
    "FoundWords",
    "Post",
    "Resource",
    "RoleCard",
    "Term",
    "Thread",
    "Welcome",
]
