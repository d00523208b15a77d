from allauth.account.models import EmailAddress

from maillage.accounts.models import User


def person_at(email: str) -> User | None:
    """The account that has proven this address, or else the one that was opened with it."""
    proven = User.objects.filter(emailaddress__email__iexact=email, emailaddress__verified=True).first()
    return proven or User.objects.filter(email__iexact=email).first()


def owns_address(user, email: str) -> bool:
    """Whether this address is one that the person has proven to be theirs."""
    return EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()
