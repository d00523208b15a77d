from maillage.accounts.emails.gate import post
from maillage.accounts.models import OutboundMail
from maillage.governance.models import PollGuest
from maillage.governance.queries.polls import link_of
from maillage.partners.queries.space import space_link


def poll_invitation(guest: PollGuest) -> OutboundMail:
    """To one member asked for their dates, as the poll opens."""
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
            "link": link_of(guest),
            "space": space_link(guest.mandate.person),
        },
        authority=poll.body.authority,
    )
