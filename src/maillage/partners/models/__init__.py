from maillage.partners.models.circles import Circle
from maillage.partners.models.contacts import (
    Function,
    Interaction,
    Organisation,
    Person,
    known_day,
)
from maillage.partners.models.imports import (
    FORGOTTEN_AFTER,
    UNDONE_WITHIN,
    Import,
    ImportedRow,
    MergedRecord,
    SetAside,
)
from maillage.partners.models.notices import Notice, NoticeSettings
from maillage.partners.models.upkeep import Finding, PurgeLog, UpkeepSettings, Verification

__all__ = [
    "FORGOTTEN_AFTER",
    "UNDONE_WITHIN",
    "Circle",
    "Finding",
    "Function",
    "Import",
    "ImportedRow",
    "Interaction",
    "MergedRecord",
    "Notice",
    "NoticeSettings",
    "Organisation",
    "Person",
    "PurgeLog",
    "SetAside",
    "UpkeepSettings",
    "Verification",
    "known_day",
]
