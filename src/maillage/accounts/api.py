from ninja import Field, Router, Schema

from maillage.accounts.queries.authority import authority_facts

router = Router()


class Part(Schema):
    """Ce que l’autorité a choisi : un EPCI, une commune, un département ou une région."""

    level: str = Field(title="Niveau", examples=["epci"])
    code: str = Field(title="Code officiel", examples=["200067643"])
    vintage: int = Field(title="Millésime du code officiel géographique", examples=[2026])


class AuthorityFacts(Schema):
    """Une autorité et son périmètre."""

    slug: str = Field(title="Adresse courte", examples=["pays-du-lunevillois"])
    name: str = Field(title="Nom")
    kind: str = Field(title="Nature", examples=["petr"])
    kind_label: str = Field(title="Nature, en toutes lettres")
    parts: list[Part] = Field(title="Parties choisies")
    communes: list[str] = Field(title="Codes INSEE des communes, triés")
    vintage: int | None = Field(title="Millésime des communes")
    population: int | None = Field(title="Population municipale totale")


@router.get("/autorite", response=AuthorityFacts, summary="L’autorité du jeton")
def authority(request):
    """Qui est l’autorité, et quelles communes forment son périmètre."""
    return authority_facts(request.api_token.authority)
