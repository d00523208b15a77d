from maillage.accounts.models.access import ApiToken, Invitation, Membership, SupportAccess
from maillage.accounts.models.mail import OutboundMail
from maillage.accounts.models.people import User

__all__ = ["ApiToken", "Invitation", "Membership", "OutboundMail", "SupportAccess", "User"]
