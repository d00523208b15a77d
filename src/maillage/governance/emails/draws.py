from django.conf import settings
from django.urls import reverse

from maillage.accounts.emails.gate import post
from maillage.governance.enums import CandidateOutcome
from maillage.governance.models import Candidate

# What became of a candidate: how the mail begins, and its text.
SAID = {
    CandidateOutcome.SELECTED: ("Vous êtes tiré au sort", "governance/mail/draw_selected"),
    CandidateOutcome.RESERVE: ("Vous êtes sur la liste de réserve", "governance/mail/draw_reserve"),
    CandidateOutcome.NOT_DRAWN: ("Le tirage a eu lieu", "governance/mail/draw_not_drawn"),
}


def registered(candidate: Candidate, token: str) -> None:
    """To who has just registered, or registered again: their code, and the link by which they see it or leave."""
    draw = candidate.draw
    slug = draw.authority.slug
    send(
        candidate,
        kind="draw_registered",
        subject=f"Votre candidature : {draw}",
        template="governance/mail/draw_registered",
        link=settings.BASE_URL + reverse("governance:draw_candidacy", args=[slug, token]),
    )


def drawn(candidate: Candidate) -> None:
    """To each candidate once the seed is revealed, and to who takes another's place: drawn, in reserve, or not."""
    draw = candidate.draw
    beginning, template = SAID[CandidateOutcome(candidate.outcome)]
    send(
        candidate,
        kind=f"draw_{candidate.outcome}",
        subject=f"{beginning} : {draw}",
        template=template,
        page=settings.BASE_URL + reverse("governance:draw_public", args=[draw.authority.slug, draw.pk]),
    )


def send(candidate: Candidate, *, kind: str, subject: str, template: str, **context) -> None:
    if candidate.email:
        post(
            kind=kind,
            to=candidate.email,
            subject=subject,
            template=template,
            context={"candidate": candidate, "draw": candidate.draw, **context},
            authority=candidate.draw.authority,
        )
