"""The public documents of the library, read by other programs: what anyone may read, and nothing else."""

from datetime import datetime
from typing import Annotated

from django.conf import settings
from django.urls import reverse
from ninja import Field, Query, Router, Schema

from maillage.library.queries.documents import Asked, documents_for
from maillage.partners.queries.circles import Reader

router = Router()
PAGE = 100


class DocumentOut(Schema):
    """Un document public, dans sa version en vigueur."""

    id: int = Field(title="Identifiant")
    title: str = Field(title="Titre")
    summary: str = Field(title="En deux mots")
    folder: str | None = Field(title="Dossier", alias="folder.name", default=None)
    version: int = Field(title="Numéro de la version", alias="last.number")
    name: str = Field(title="Nom du fichier", alias="last.name")
    media_type: str = Field(title="Type du fichier", alias="last.media_type")
    size: int = Field(title="Taille, en octets", alias="last.size")
    sha256: str = Field(title="Empreinte SHA-256", alias="last.sha256")
    changed_at: datetime = Field(title="Changé le")
    url: str = Field(title="Adresse du fichier")

    @staticmethod
    def resolve_url(document) -> str:
        path = reverse("library:file", args=[document.authority.slug, document.last.key])
        return f"{settings.BASE_URL}{path}"


@router.get("/documents", response=list[DocumentOut], summary="Les documents publics")
def documents(
    request,
    q: Annotated[str, Query(title="Mots du document", max_length=200)] = "",
    page: Annotated[int, Query(title=f"Page, de {PAGE} documents", ge=1, le=10_000)] = 1,
):
    """Le plus récent d’abord, ou celui dont le titre porte les mots. La première page vide dit la fin."""
    rows = documents_for(Reader(), request.api_token.authority, Asked(text=q)).select_related("authority")
    return rows[(page - 1) * PAGE : page * PAGE]
