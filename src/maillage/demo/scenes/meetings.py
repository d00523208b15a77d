"""Two years of meetings: those held, with who was there, what was advised and decided; those to come, one convened."""

from datetime import time, timedelta

from django.utils import timezone
from django_scopes import scope

from maillage.accounts.models import OutboundMail, User
from maillage.demo.scenes.bodies import COMMITTEE, STEERING, TECHNICAL
from maillage.demo.scenes.people import BY_KEY
from maillage.demo.scenes.territory import SLUG
from maillage.governance.domain.agenda import add_item
from maillage.governance.domain.attendance import Mark, close_meeting, mark_all
from maillage.governance.domain.convocations import convene
from maillage.governance.domain.minutes import add_line, approve_minutes, submit_minutes
from maillage.governance.domain.outcomes import give_opinion, promise_action, take_decision
from maillage.governance.domain.plan import lay_pattern, plan_meeting
from maillage.governance.domain.polls import answer_poll, open_poll
from maillage.governance.domain.register import move_decision
from maillage.governance.models import Body, Mandate, Meeting
from maillage.governance.queries.calendar_days import moment
from maillage.governance.queries.days import is_working_day
from maillage.governance.queries.patterns import PatternFacts
from maillage.partners.models import Organisation
from maillage.territories.models import Authority

FINISHED_AFTER, LONG_AGO = 50, 400  # days
THURSDAY = 3  # market day at Baccarat
OUTCOMES_AFTER = {False: ("started",), True: ("started", "done")}
PLACES = {
    COMMITTEE: "Salle des fêtes de Baccarat",
    STEERING: "Siège du pays, salle du conseil",
    TECHNICAL: "Mission locale de l’Exemple, Lunéville",
}
# how long ago in days, then its items: (title, kind, topics, what was noted, what came of it)
PAST = {
    COMMITTEE: (
        (
            640,
            (
                (
                    "Installation du comité",
                    "information",
                    [],
                    "Le comité prend connaissance de son règlement intérieur.",
                    None,
                ),
                (
                    "Qualité des services",
                    "discussion",
                    ["service_quality"],
                    "Correspondances manquées en gare de Lunéville, le soir surtout.",
                    None,
                ),
            ),
        ),
        (
            300,
            (
                (
                    "Navette du jeudi, jour de marché",
                    "opinion",
                    ["offer"],
                    "Essai de six mois proposé entre le Piémont et Baccarat.",
                    (
                        "favourable",
                        "Le comité est favorable à l’essai, et demande un bilan au bout de six mois.",
                    ),
                ),
                (
                    "Information des usagers",
                    "discussion",
                    ["user_information"],
                    "Les fiches horaires papier manquent en mairie.",
                    None,
                ),
                (
                    "Compte rendu du contrat opérationnel de mobilité",
                    "information",
                    ["contract_account"],
                    "Deux actions sur cinq sont engagées, la billettique commune prend du retard.",
                    None,
                ),
            ),
        ),
        (
            95,
            (
                (
                    "Bilan de la navette du jeudi",
                    "opinion",
                    ["offer", "service_quality"],
                    "Quatorze personnes par voyage en moyenne, dont la moitié de plus de 75 ans.",
                    ("reserved", "Favorable à la poursuite, si le retour est avancé d’une demi-heure."),
                ),
                (
                    "Information des usagers",
                    "discussion",
                    ["user_information"],
                    "Un numéro de téléphone unique est demandé.",
                    None,
                ),
            ),
        ),
    ),
    STEERING: (
        (
            560,
            (
                (
                    "Feuille de route",
                    "decision",
                    [],
                    "Les trois priorités de l’année sont arrêtées.",
                    ("Engager le diagnostic partagé", 200),
                ),
            ),
        ),
        (
            250,
            (
                (
                    "Budget de l’aide au permis",
                    "decision",
                    [],
                    "Enveloppe portée à 20 000 euros.",
                    ("Ouvrir l’aide au permis aux apprentis", 90),
                ),
            ),
        ),
        (
            60,
            (
                (
                    "Numéro unique",
                    "decision",
                    [],
                    "Un numéro, tenu par l’agence de Lunéville.",
                    ("Ouvrir un numéro de téléphone unique", 45),
                ),
            ),
        ),
    ),
    TECHNICAL: (
        (
            410,
            (
                (
                    "Recensement des solutions",
                    "discussion",
                    [],
                    "Trente solutions repérées, huit sans conditions claires.",
                    None,
                ),
            ),
        ),
        (
            185,
            (
                (
                    "Préparer le questionnaire",
                    "decision",
                    [],
                    "Version papier et version en ligne.",
                    ("Tester le questionnaire sur deux marchés", 60),
                ),
            ),
        ),
        (
            40,
            (
                (
                    "Suivi des actions",
                    "decision",
                    [],
                    "La liste d’attente du garage solidaire s’allonge.",
                    ("Chercher un deuxième atelier", 120),
                ),
            ),
        ),
    ),
}


def is_played() -> bool:
    return Meeting.everywhere.filter(body__authority__slug=SLUG).exists()


def play() -> None:
    pays = Authority.objects.get(slug=SLUG)
    aicha, bruno = (User.objects.get(email=BY_KEY[key].email) for key in ("aicha", "bruno"))
    with scope(authority=pays):
        for name, meetings in PAST.items():
            body = Body.objects.get(name=name)
            for rank, (days, items) in enumerate(meetings):
                hold_one(body, days, items, rank, by=aicha, secretary=bruno)
        plan_ahead(pays, by=aicha)
        convene_next(Body.objects.get(name=TECHNICAL), by=aicha)
        ask_dates(Body.objects.get(name=COMMITTEE), by=aicha)


def working_day(days: int):
    """The first working day from so many days ahead (or ago)."""
    day = timezone.localdate() + timedelta(days=days)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def hold_one(body: Body, days_ago: int, items, rank: int, *, by, secretary) -> None:
    """A meeting from beginning to end, as the screens would do it; the last minutes wait for their approval."""
    starts_at = moment(working_day(-days_ago), time(14))
    meeting = plan_meeting(
        body, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), place=PLACES[body.name], by=by
    )
    rows = [
        (add_item(meeting, title=title, kind=kind, topics=topics, minutes=40, by=by), noted, outcome)
        for title, kind, topics, noted, outcome in items
    ]
    mark_all(meeting, marks_of(body, meeting, rank), by=secretary)
    decisions = []
    for item, noted, outcome in rows:
        add_line(item, noted, by=secretary)
        decisions += write_outcome(item, outcome, by=secretary)
    close_meeting(meeting, by=secretary)
    submit_minutes(meeting, by=secretary)
    # they were sent ten days after: the verb only knows today, and those mails left long ago
    Meeting.everywhere.filter(pk=meeting.pk).update(minutes_sent_on=meeting.day + timedelta(days=10))
    OutboundMail.everywhere.filter(authority=body.authority, kind="minutes").delete()
    if days_ago > FINISHED_AFTER:
        approve_minutes(meeting, on=min(meeting.day + timedelta(days=40), timezone.localdate()), by=by)
        for decision in decisions:
            for state in OUTCOMES_AFTER[days_ago > LONG_AGO]:
                move_decision(decision, state, by=secretary)
                decision.refresh_from_db()


def marks_of(body: Body, meeting: Meeting, rank: int) -> dict:
    """Who was there: everybody but one, never the same."""
    members = list(Mandate.everywhere.held(meeting.day).filter(seat__group__body=body).order_by("pk"))
    marks = {member: Mark("present") for member in members}
    marks[members[-1 - rank % len(members)]] = Mark("excused")
    if len(members) > rank + 2:
        marks[members[rank]] = Mark("remote")
    return marks


def write_outcome(item, outcome, *, by) -> list:
    """The opinion of an item, or its decision and who said they would follow it; returns the decisions."""
    if item.kind == "opinion":
        sense, text = outcome
        groups = item.body.groups.exclude(kind="drawn_inhabitants")
        give_opinion(item, sense=sense, text=text, votes=dict.fromkeys(groups, (1, 0, 0)), by=by)
    if item.kind != "decision":
        return []
    text, due = outcome
    owner = Organisation.objects.get(name="Mission locale de l’Exemple")
    due_on, review_on = (item.meeting.day + timedelta(days=days) for days in (due, 360))
    promise_action(item, text="Faire le point au prochain comité", owner=owner, due_on=due_on, by=by)
    return [take_decision(item, text=text, owner=owner, due_on=due_on, review_on=review_on, by=by)]


def plan_ahead(pays, *, by) -> None:
    """A year and more to come, away from school holidays, public holidays, August and market days."""
    first, last = working_day(25), working_day(25 + 400)
    for name, months, weekday, rank, hour in (
        (COMMITTEE, 6, 1, 2, 18),
        (STEERING, 4, 3, 3, 10),
        (TECHNICAL, 2, 1, 1, 14),
    ):
        facts = PatternFacts(
            every_months=months,
            weekday=weekday,
            rank=rank,
            starts_at=time(hour),
            first_on=first,
            last_on=last,
            place=PLACES[name],
            market_days=() if weekday == THURSDAY else (THURSDAY,),
        )
        lay_pattern(Body.objects.get(name=name), facts, by=by)


def convene_next(body: Body, *, by) -> None:
    """One meeting has its agenda and its members are called."""
    starts_at = moment(working_day(20), time(14))
    meeting = plan_meeting(
        body,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place=PLACES[TECHNICAL],
        address="3 rue de l’Exemple, 54300 Lunéville",
        access_note="À sept minutes à pied de la gare. Parking gratuit derrière le bâtiment.",
        by=by,
    )
    for title, kind, minutes in (
        ("Retour du questionnaire des marchés", "information", 20),
        ("Deuxième atelier de réparation", "discussion", 40),
        ("Calendrier du plan d’action commun", "decision", 30),
    ):
        add_item(meeting, title=title, kind=kind, minutes=minutes, presenter="Aïcha Fontaine", by=by)
    convene(meeting, by=by)


def ask_dates(body: Body, *, by) -> None:
    """A poll still open: three dates, and half of the members have answered."""
    moments = [moment(working_day(days), time(hour)) for days, hour in ((34, 14), (36, 10), (41, 18))]
    poll = open_poll(
        body,
        title="Atelier sur l’information des usagers",
        moments=moments,
        closes_on=timezone.localdate() + timedelta(days=12),
        place=PLACES[body.name],
        by=by,
    )
    options = list(poll.options.order_by("starts_at"))
    said = (("yes", "maybe", "no"), ("no", "yes", "yes"), ("yes", "yes", "maybe"))
    for rank, guest in enumerate(poll.guests.exclude(token_hash="").order_by("pk")[:4]):
        answers = zip(options, said[rank % len(said)], strict=True)
        answer_poll(guest, answers={option.pk: value for option, value in answers})
