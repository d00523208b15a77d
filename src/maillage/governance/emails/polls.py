from django.conf import settings
from django.urls import reverse

from maillage.accounts.emails.gate import post
from maillage.accounts.models import OutboundMail
from maillage.governance.models import PollGuest


def poll_invitation(guest: PollGuest, token: str) -> OutboundMail:
    """To one member asked for their dates, as the poll opens: the only place where their link is ever written."""
    poll = guest.poll
    return post(
        kind="date_poll",
        to=guest.mandate.person.email,
        subject=f"{poll.body} : quelles dates vous conviennent ?",
        template="governance/mail/poll",
        context={
            "guest": guest,
            "poll": poll,
            "options": list(poll.options(manager="everywhere").all()),
            "link": settings.BASE_URL + reverse("governance:poll_answer", args=[token]),
        },
        authority=poll.body.authority,
    )
