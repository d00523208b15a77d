from maillage.accounts.models.access import ApiToken, Invitation, Membership, SupportAccess
from maillage.accounts.models.mail import AddressHold, InboundMessage, OutboundMail, SenderCheck
from maillage.accounts.models.people import User

__all__ = [
    "AddressHold",
    "ApiToken",
    "InboundMessage",
    "Invitation",
    "Membership",
    "OutboundMail",
    "SenderCheck",
    "SupportAccess",
    "User",
]
