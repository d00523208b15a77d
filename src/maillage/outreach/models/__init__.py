from maillage.outreach.models.audiences import Audience, AudienceRule
from maillage.outreach.models.letters import Block, Delivery, Letter, LetterFile
from maillage.outreach.models.pages import News, Picture, Poster
from maillage.outreach.models.subscribers import Consent, Interest, LetterStop, Subscriber

__all__ = [
    "Audience",
    "AudienceRule",
    "Block",
    "Consent",
    "Delivery",
    "Interest",
    "Letter",
    "LetterFile",
    "LetterStop",
    "News",
    "Picture",
    "Poster",
    "Subscriber",
]
