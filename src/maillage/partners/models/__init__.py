from maillage.partners.models.contacts import (
    VERIFICATION_LASTS,
    Function,
    Interaction,
    Organisation,
    Person,
    freshness_of,
)

__all__ = [
    "VERIFICATION_LASTS",
    "Function",
    "Interaction",
    "Organisation",
    "Person",
    "freshness_of",
]
