from django.conf import settings
from django.urls import reverse

from maillage.accounts.emails.gate import post
from maillage.accounts.models import Invitation


def invitation(row: Invitation, token: str) -> None:
    """To the address invited, as soon as the invitation is kept: the only place where its key is ever written."""
    post(
        kind="invitation",
        to=row.email,
        subject=f"{row.authority} vous invite sur Maillage",
        template="accounts/mail/invitation",
        context={
            "invitation": row,
            "link": settings.BASE_URL + reverse("accounts:invitation", args=[token]),
        },
        authority=row.authority,
    )
