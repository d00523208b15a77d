from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.plan.enums import PhaseKind


class AccessibilityStatus(models.TextChoices):
    """What French law lets a site say of itself (loi 2005-102, art. 47). Without an audit: not compliant."""

    NONE = "none", "non conforme"
    PARTIAL = "partial", "partiellement conforme"
    FULL = "full", "totalement conforme"


# The eight phases as the public reads them: name, meaning, phases.
STEPS = [
    (_("Préparer"), _("Qui travaille ensemble, et comment."), [PhaseKind.FRAMING]),
    (
        _("Comprendre"),
        _("Vos trajets, vos besoins, vos idées."),
        [PhaseKind.DIAGNOSIS, PhaseKind.CONSULTATION],
    ),
    (_("Décider"), _("Ce qu’on va faire, et avec quel argent."), [PhaseKind.STRATEGY, PhaseKind.ACTION_PLAN]),
    (_("Agir"), _("Essayer, puis généraliser ce qui marche."), [PhaseKind.EXPERIMENT, PhaseKind.DEPLOYMENT]),
    (_("Évaluer"), _("Ce qui a changé pour vous."), [PhaseKind.EVALUATION]),
]

# Acronyms that open the official name of an EPCI, and what they stand for.
SHORT_FORMS = {
    "CC": _("Communauté de communes"),
    "CA": _("Communauté d’agglomération"),
    "CU": _("Communauté urbaine"),
}
