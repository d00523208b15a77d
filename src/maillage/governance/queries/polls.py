"""What members said of the dates, and which date keeps every college at the table."""

import base64
from collections import defaultdict
from dataclasses import dataclass
from math import prod

from django.conf import settings
from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format

from maillage.accounts.queries.tokens import fingerprint
from maillage.governance.enums import MandateRole, PollAnswerValue
from maillage.governance.models import Body, DatePoll, Mandate, PollAnswer, PollGuest, PollOption
from maillage.governance.queries.calendar_days import hour_in_words
from maillage.governance.queries.forecast import MAYBE, NO, YES, Habit, at_least, habits_of, percent
from maillage.partners.queries.contacts import people_under_address_of

ROUND = 2  # chances of a college are compared to one point in a hundred: below, the headcount decides
WORDS = ("aucune", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")


@dataclass(frozen=True)
class Voter:
    """One member asked, for the arithmetic: their college, their habit, their answer by date."""

    group: int
    habit: Habit
    answers: dict[int, str]

    def chance(self, option: int) -> float:
        return {
            PollAnswerValue.YES: YES * self.habit.word,
            PollAnswerValue.MAYBE: MAYBE * self.habit.word,
            PollAnswerValue.NO: NO,
        }.get(self.answers.get(option), self.habit.presence)


@dataclass(frozen=True)
class Standing:
    """How one date stands. `emptied`: the colleges whose every member said no."""

    option: int
    every_group: float
    expected: float
    yes: int
    maybe: int
    groups: dict[int, float]
    emptied: tuple[int, ...]

    @property
    def percent(self) -> int:
        return percent(self.every_group)

    @property
    def rank(self) -> tuple:
        """Fewest colleges emptied, then the best chance that each is there, then most people."""
        return len(self.emptied), -round(self.every_group, ROUND), -round(self.expected, ROUND)


def standing(option: int, voters: list[Voter]) -> Standing:
    groups = defaultdict(list)
    for voter in voters:
        groups[voter.group].append(voter)
    chances = {
        group: at_least(1, [each.chance(option) for each in members]) for group, members in groups.items()
    }
    said = [voter.answers.get(option) for voter in voters]
    return Standing(
        option,
        every_group=prod(chances.values()),
        expected=sum(voter.chance(option) for voter in voters),
        yes=said.count(PollAnswerValue.YES),
        maybe=said.count(PollAnswerValue.MAYBE),
        groups=chances,
        emptied=tuple(
            group
            for group, members in groups.items()
            if all(each.answers.get(option) == PollAnswerValue.NO for each in members)
        ),
    )


def best_first(options: list[int], voters: list[Voter]) -> list[Standing]:
    """The dates, the one to propose first; at equal rank, the earliest (the order in which they are given)."""
    return sorted((standing(option, voters) for option in options), key=lambda each: each.rank)


def trade(standings: list[Standing], days: dict[int, str], names: dict[int, str]) -> str:
    """What the first date costs beside the one that would bring most people, in French words."""
    best = standings[0]
    crowd = max(standings, key=lambda each: (round(each.expected, ROUND), each is best))
    more = round(crowd.expected - best.expected)
    if crowd is best or more < 1:
        return "Aucune autre date ne réunit plus de monde."
    people = f"{WORDS[more] if more < len(WORDS) else more} personne{'s' if more > 1 else ''} de plus"
    start = f"{days[crowd.option]} réunit sans doute {people}, mais "
    if lost := [group for group in crowd.emptied if group not in best.emptied]:
        return f"{start}laisse {quoted(lost, names)} vide{'s' if len(lost) > 1 else ''}."
    weak = min(crowd.groups, key=lambda group: crowd.groups[group] - best.groups[group])
    now, then = (percent(each.groups[weak]) for each in (best, crowd))
    return f"{start}rend moins sûre la présence du collège « {names[weak]} » ({then} % au lieu de {now} %)."


def quoted(groups: list[int], names: dict[int, str]) -> str:
    listed = ", ".join(f"« {names[group]} »" for group in groups)
    return f"les collèges {listed}" if len(groups) > 1 else f"le collège {listed}"


def polls_of(user):
    """The polls of the bodies that a person may see, the newest first, with how many answered."""
    return (
        DatePoll.objects.visible_to(user)
        .select_related("body", "meeting")
        .annotate(
            asked=Count("guests", distinct=True),
            answered=Count("guests", filter=Q(guests__answered_at__isnull=False), distinct=True),
        )
    )


def results_of(poll: DatePoll) -> dict:
    """The matrix of a poll, by college, and what it suggests."""
    options = list(poll.options.all())
    guests = list(guests_of(poll))
    habits = habits_of({guest.mandate.person_id for guest in guests}, timezone.now())
    for guest in guests:
        guest.by_option = {answer.option_id: answer for answer in guest.all_answers}
        guest.cells = [guest.by_option.get(option.pk) for option in options]
    voters = [voter_of(guest, habits) for guest in guests]
    standings = best_first([option.pk for option in options], voters) if voters else []
    groups = defaultdict(list)
    for guest in guests:
        groups[guest.mandate.seat.group].append(guest)
    names = {group.pk: group.name for group in groups}
    by_pk = {option.pk: option for option in options}
    days = {pk: f"Le {date_format(timezone.localtime(row.starts_at), 'j F')}" for pk, row in by_pk.items()}
    return {
        "options": options,
        "columns": [columns_of(option, standings, names) for option in options],
        "groups": [(group, rows) for group, rows in groups.items()],
        "to_call": [guest for guest in guests if not guest.token_hash and not guest.answered_at],
        "answered": sum(1 for guest in guests if guest.answered_at),
        "asked": len(guests),
        "best": by_pk[standings[0].option] if standings else None,
        "best_standing": standings[0] if standings else None,
        "trade": trade(standings, days, names) if standings else "",
    }


def columns_of(option: PollOption, standings: list[Standing], names: dict[int, str]) -> dict:
    """The foot of one column of the matrix."""
    each = next((row for row in standings if row.option == option.pk), None)
    return {
        "option": option,
        "standing": each,
        "every_group": each.percent if each else 0,
        "emptied": [names[group] for group in each.emptied] if each else [],
        "is_best": bool(standings) and standings[0].option == option.pk,
    }


def voter_of(guest: PollGuest, habits: dict[int, Habit]) -> Voter:
    return Voter(
        guest.mandate.seat.group_id,
        habits.get(guest.mandate.person_id, Habit()),
        {option: answer.value for option, answer in guest.by_option.items()},
    )


def guests_of(poll: DatePoll):
    answers = Prefetch("answers", PollAnswer.everywhere.all(), to_attr="all_answers")
    rows = PollGuest.everywhere.filter(poll=poll).select_related(
        "mandate__person", "mandate__seat__group", "mandate__seat__organisation"
    )
    return rows.prefetch_related(answers).order_by(
        "mandate__seat__group__order", "mandate__seat__group_id", "mandate__person__full_name", "pk"
    )


def to_ask(body: Body) -> list[Mandate]:
    """Who is asked: the titular of each seat, or the alternate where there is none; nobody twice."""
    rows = Mandate.everywhere.held().filter(seat__group__body=body, seat__closed_on=None)
    rows = list(
        rows.select_related("person", "seat__group", "seat__organisation").order_by(
            "seat__group__order", "seat__order", "pk"
        )
    )
    taken = {mandate.seat_id for mandate in rows if mandate.role == MandateRole.TITULAR}
    people, asked = set(), []
    for mandate in rows:
        is_first = mandate.role == MandateRole.TITULAR or mandate.seat_id not in taken
        if is_first and mandate.person_id not in people:
            people.add(mandate.person_id)
            asked.append(mandate)
    return asked


def has_mail(person) -> bool:
    """Whether a mail may go there; whoever opposed mailings is called instead."""
    return bool(person.email) and person.opposed_on is None


def token_of(guest: PollGuest) -> str:
    """The secret of a member's link: made from the key of the machine, so that their space can show it again."""
    of = f"{guest.poll_id}:{guest.pk}:{guest.mandate_id}"
    digest = salted_hmac("maillage.governance.poll", of, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def link_of(guest: PollGuest) -> str:
    return settings.BASE_URL + reverse("governance:poll_answer", args=[token_of(guest)])


def guest_by_token(token: str) -> PollGuest | None:
    rows = PollGuest.everywhere.select_related("poll__body__authority", "poll__meeting", "mandate__person")
    return rows.filter(token_hash=fingerprint(token)).first()


def answers_of_person(user) -> list[dict]:
    """For a person's export: the polls they were asked in, under any of their addresses."""
    return answers_in_words(people_under_address_of(user))


def answers_in_words(people) -> list[dict]:
    rows = PollGuest.everywhere.filter(mandate__person__in=people)
    answers = Prefetch(
        "answers",
        PollAnswer.everywhere.select_related("option").order_by("option__starts_at"),
        to_attr="all_answers",
    )
    return [
        {
            "instance": guest.poll.body.name,
            "sondage": guest.poll.title,
            "répondu le": guest.answered_at.isoformat() if guest.answered_at else None,
            "réponses": [
                f"{date_format(timezone.localtime(answer.option.starts_at), 'j F Y')}, "
                f"{hour_in_words(answer.option.starts_at)} : {answer.get_value_display()}"
                for answer in guest.all_answers
            ],
            "mot": guest.note,
        }
        for guest in rows.select_related("poll__body").prefetch_related(answers)
    ]
