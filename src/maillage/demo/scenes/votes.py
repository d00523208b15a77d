"""Three votes: one that may not be held yet, one whose opinion came first, one that asks for nothing."""

from datetime import timedelta

from django.utils import timezone
from django_scopes import scope

from maillage.accounts.models import User
from maillage.demo.scenes.bodies import COMMITTEE
from maillage.demo.scenes.people import BY_KEY
from maillage.demo.scenes.territory import SLUG
from maillage.governance.domain.acts import plan_deliberation, record_vote
from maillage.governance.domain.agenda import add_item
from maillage.governance.models import Body, Deliberation, Meeting, Opinion
from maillage.territories.models import Authority


def is_played() -> bool:
    return Deliberation.everywhere.filter(authority__slug=SLUG).exists()


def play() -> None:
    pays = Authority.objects.get(slug=SLUG)
    aicha = User.objects.get(email=BY_KEY["aicha"].email)
    with scope(authority=pays):
        committee = Body.objects.get(name=COMMITTEE)
        coming = Meeting.objects.filter(body=committee, starts_at__gt=timezone.now()).first()
        act = plan_deliberation(
            pays,
            title="Tarif solidaire à un euro pour les demandeurs d’emploi",
            kind="tariff_orientation",
            planned_on=coming.day + timedelta(days=35),
            summary="Un aller simple à un euro sur tout le réseau, sur présentation d’une attestation.",
            body=committee,
            meeting=coming,
            by=aicha,
        )
        add_item(
            coming,
            title="Tarif solidaire à un euro",
            kind="opinion",
            topics=["tariffs"],
            minutes=45,
            deliberation=act,
            by=aicha,
        )
        voted(pays, committee, by=aicha)
        plan_deliberation(
            pays,
            title="Convention avec le garage solidaire",
            kind="other",
            planned_on=timezone.localdate() + timedelta(days=60),
            by=aicha,
        )


def voted(pays, committee, *, by) -> None:
    """The shuttle: an opinion, then the vote."""
    opinion = Opinion.objects.filter(item__title="Navette du jeudi, jour de marché").get()
    vote_on = opinion.given_on + timedelta(days=30)
    act = plan_deliberation(
        pays,
        title="Essai d’une navette le jeudi, jour de marché",
        kind="offer_substantial_change",
        planned_on=vote_on,
        body=committee,
        meeting=opinion.item.meeting,
        by=by,
    )
    # the minutes are frozen: the opinion itself does not change, only what it prepares is told
    Opinion.everywhere.filter(pk=opinion.pk).update(deliberation=act)
    record_vote(act, decided_on=vote_on, number=f"{vote_on.year}-18", by=by)
