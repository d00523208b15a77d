"""The law, for any program: no token, nothing is kept."""

from datetime import date

from django.utils import timezone
from ninja import Field, Router, Schema

from maillage.law.enums import BodyKind, Outcome, Severity
from maillage.law.queries.composition import CompositionIn, answer

router = Router()


class VerdictOut(Schema):
    """Ce qu’une règle dit de cette composition."""

    rule: str = Field(title="Règle", examples=["CP-04"])
    title: str = Field(title="Ce que la règle demande")
    outcome: Outcome = Field(title="Respecté, non respecté, à apprécier ou sans objet")
    severity: Severity = Field(title="Obligation, à apprécier ou pour information")
    message: str = Field(title="En une phrase")
    facts: list[str] = Field(title="Sur quoi cela repose")
    since: date | None = Field(title="En vigueur depuis")
    until: date | None = Field(title="N’est plus en vigueur à partir de")
    article: str = Field(title="Article")
    text: str = Field(title="Texte qui l’a posée")
    source: str = Field(title="Où nous l’avons lue")
    confidence: str = Field(title="Confiance : A, B, C, ou - pour une bonne pratique", examples=["B"])
    confidence_label: str = Field(title="La même, en mots")
    to_verify: bool = Field(title="Vrai si le texte reste à vérifier")
    notice: str = Field(title="Avertissement")


class CompositionOut(Schema):
    """Les verdicts des règles en vigueur ce jour-là."""

    kind: BodyKind = Field(title="Nature de l’instance")
    at: date = Field(title="Jour où l’on regarde")
    is_valid: bool = Field(title="Vrai si aucune obligation connue ne manque")
    notice: str = Field(title="Avertissement")
    verdicts: list[VerdictOut] = Field(title="Une ligne par règle en vigueur")


@router.post(
    "/law/composition",
    response=CompositionOut,
    summary="Vérifier une composition",
    url_name="law_composition",
)
def composition(request, composition: CompositionIn):
    """Sans compte ni jeton, rien n’est gardé. Répond aussi à l’adresse courte /api/law/composition."""
    return answer(composition, composition.at or timezone.localdate())
