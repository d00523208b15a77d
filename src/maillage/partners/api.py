"""The partners, read by other programs. No address or phone of a person leaves by here."""

from datetime import date
from typing import Annotated

from django.http import Http404
from ninja import Field, Query, Router, Schema

from maillage.partners.enums import OrganisationKind, Sphere
from maillage.partners.queries.contacts import organisations_of

router = Router()
PAGE = 100


class OrganisationOut(Schema):
    """Un partenaire de l’autorité."""

    id: int = Field(title="Identifiant")
    name: str = Field(title="Nom")
    kind: OrganisationKind = Field(title="Nature")
    kind_label: str = Field(title="Nature, en toutes lettres", alias="get_kind_display")
    sphere: Sphere = Field(title="Sphère")
    sphere_label: str = Field(title="Sphère, en toutes lettres", alias="get_sphere_display")
    siren: str = Field(title="SIREN")
    siret: str = Field(title="SIRET")
    commune: str | None = Field(title="Code INSEE de la commune", alias="commune_id")
    address: str = Field(title="Adresse")
    phone: str = Field(title="Téléphone général")
    email: str = Field(title="Courriel général")
    website: str = Field(title="Site")
    is_active: bool = Field(title="Faux si le partenaire est retiré de la liste")
    last_exchange: date | None = Field(title="Dernier échange")
    verified_on: date | None = Field(title="Dernière vérification d’un contact", alias="known_on")


@router.get("/organisations", response=list[OrganisationOut], summary="Les partenaires")
def organisations(
    request,
    q: Annotated[str, Query(title="Mots du nom, de la commune ou d’un contact")] = "",
    sphere: Annotated[Sphere | None, Query(title="Une seule sphère")] = None,
    nature: Annotated[OrganisationKind | None, Query(title="Une seule nature")] = None,
    page: Annotated[int, Query(title=f"Page, de {PAGE} partenaires", ge=1, le=10_000)] = 1,
):
    """Par nom. La première page vide dit la fin."""
    rows = organisations_of(request.api_token.authority, text=q, sphere=sphere or "", kind=nature or "")
    return rows[(page - 1) * PAGE : page * PAGE]


@router.get("/organisations/{int:pk}", response=OrganisationOut, summary="Un partenaire")
def organisation(request, pk: int):
    """Par son identifiant, retiré de la liste ou non."""
    authority = request.api_token.authority
    rows = (organisations_of(authority, active=active).filter(pk=pk).first() for active in (True, False))
    if (found := next(filter(None, rows), None)) is None:
        raise Http404
    return found
