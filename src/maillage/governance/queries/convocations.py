"""Who is to be called to a meeting, whether it may be convened today, and what came back."""

import base64
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format

from maillage.accounts.queries.tokens import fingerprint
from maillage.governance.enums import Answer, Channel, ConvocationState, DayCount, MandateRole, MeetingState
from maillage.governance.models import AgendaItem, BodyRules, Convocation, Mandate, Meeting
from maillage.governance.queries.days import last_day_to_send, notice_between
from maillage.governance.queries.meetings import rules_of

USUAL_DAYS, USUAL_COUNT = (
    5,
    DayCount.WORKING,
)  # where the rules of procedure say nothing: CRPA R.133-8 as a model
SHORTEST_REASON = 20  # letters: « urgent » is no reason
LINK_LASTS = timedelta(days=7)  # after the meeting
ONE_DAY = {DayCount.WORKING: "jour ouvré", DayCount.CLEAR: "jour franc", DayCount.CALENDAR: "jour"}


@dataclass(frozen=True)
class Callee:
    """Someone to call, by which way, and why by that one. The list that previews is the list that is called."""

    mandate: Mandate
    channel: str
    why_letter: str
    stands_in: bool  # an alternate, called because nobody is titular of the seat


def callees_of(meeting: Meeting) -> list[Callee]:
    """One person per seat on the day of the meeting: the titular, or the first alternate where there is none.

    Other alternates are called only when a titular answers that they will come instead.
    """
    open_seat = Q(seat__closed_on=None) | Q(seat__closed_on__gt=meeting.day)
    held = Mandate.everywhere.held(meeting.day).filter(open_seat, seat__group__body=meeting.body_id)
    rows = held.select_related("person", "seat__group", "seat__organisation")
    rows = rows.order_by(
        "seat__group__order", "seat__group", "seat__order", "seat", "-role", "starts_on", "pk"
    )
    callees, seats, people = [], set(), set()
    for mandate in rows:
        if mandate.seat_id in seats or mandate.person_id in people:
            continue
        seats.add(mandate.seat_id)
        people.add(mandate.person_id)
        why = why_not_by_mail(mandate.person)
        channel = Channel.LETTER if why else Channel.MAIL
        callees.append(Callee(mandate, channel, why, mandate.role == MandateRole.ALTERNATE))
    return callees


def why_not_by_mail(person) -> str:
    """Nothing if a mail may reach them. An opposition to mail does not lift the duty to convene: a letter does it."""
    if not person.email:
        return "pas de courriel connu"
    if person.opposed_on:
        return "ne veut plus de courriel"
    return "courriel en échec" if person.bounced_on else ""


@dataclass(frozen=True)
class Notice:
    """The notice that the rules of procedure ask for, and what is left of it today."""

    days: int
    count: str
    last_on: date
    given: int  # if the convocation left today
    rules: BodyRules | None

    @property
    def is_late(self) -> bool:
        return self.given < self.days

    @property
    def said(self) -> str:
        unit = DayCount(self.count).label if self.days > 1 else ONE_DAY[self.count]
        return f"{self.days}\u00a0{unit}"

    @property
    def origin(self) -> str:
        if self.rules is None:
            return "faute de règlement intérieur (modèle : CRPA, R.133-8)"
        return f"règlement intérieur du {said_day(self.rules.adopted_on)}"


def said_day(day: date) -> str:
    return date_format(day, "1\\e\\r F Y" if day.day == 1 else "j F Y")


def notice_of(meeting: Meeting) -> Notice:
    rules = rules_of(meeting)
    days, count = (rules.notice_days, rules.notice_count) if rules else (USUAL_DAYS, USUAL_COUNT)
    return Notice(
        days=days,
        count=count,
        last_on=last_day_to_send(meeting.day, days, count),
        given=notice_between(timezone.localdate(), meeting.day, count),
        rules=rules,
    )


@dataclass(frozen=True)
class Check:
    """One thing to look at before calling: `late` stops the call, `now` asks for a reason, `done` is right."""

    state: str
    label: str
    text: str


def checks_of(meeting: Meeting) -> list[Check]:
    """What `convene` looks at, in the order of the screen."""
    return [
        when_check(meeting),
        agenda_check(meeting),
        notice_check(meeting),
        place_check(meeting),
        people_check(meeting),
    ]


def when_check(meeting: Meeting) -> Check:
    if meeting.starts_at <= timezone.now():
        return Check("late", "Date", "Cette séance est passée : changez sa date d’abord.")
    return Check("done", "Date", "La séance est à venir.")


def agenda_check(meeting: Meeting) -> Check:
    number = AgendaItem.everywhere.filter(meeting=meeting).count()
    if not number:
        return Check("late", "Ordre du jour", "L’ordre du jour est vide : ajoutez au moins un point.")
    return Check("done", "Ordre du jour", f"{number} point{'s' * (number > 1)}.")


def notice_check(meeting: Meeting) -> Check:
    notice = notice_of(meeting)
    asked = f"{notice.said} avant la séance, {notice.origin}"
    if notice.is_late:
        last = said_day(notice.last_on)
        text = f"Il fallait convoquer le {last} au plus tard : {asked}. Écrivez pourquoi vous le faites hors délai."
        return Check("now", "Délai", text)
    return Check("done", "Délai", f"{asked[0].upper()}{asked[1:]} : à temps.")


def place_check(meeting: Meeting) -> Check:
    if not (meeting.place or meeting.video_url):
        return Check("late", "Lieu", "Ni lieu ni lien de visioconférence : où vont-ils venir ?")
    return Check("done", "Lieu", meeting.place or "En visioconférence.")


def people_check(meeting: Meeting) -> Check:
    callees = callees_of(meeting)
    if not callees:
        return Check(
            "late", "Membres", "Personne ne siège ce jour-là : désignez d’abord les membres de l’instance."
        )
    letters = sum(callee.channel == Channel.LETTER for callee in callees)
    text = f"{len(callees)} personne{'s' * (len(callees) > 1)} à convoquer"
    return Check(
        "done", "Membres", f"{text}, dont {letters} par lettre." if letters else f"{text}, par courriel."
    )


def roll_of(meeting: Meeting) -> list[Convocation]:
    """Everyone called, seat by seat, with what is needed to say how they were reached and what they answered."""
    rows = Convocation.everywhere.filter(meeting=meeting).select_related(
        "mandate__person",
        "mandate__seat__group",
        "mandate__seat__organisation",
        "substitute__person",
        "proxy_to__person",
    )
    return list(
        rows.order_by("mandate__seat__group__order", "mandate__seat__group", "mandate__seat__order", "pk")
    )


def counts_of(roll: list[Convocation]) -> dict:
    """How many stand in each state, and how many gave each answer; every word named even when nobody did."""
    states = Counter(row.state for row in roll)
    answers = Counter(row.answer for row in roll)
    return {
        "states": [(state.value, state.label, states[state]) for state in ConvocationState],
        "answers": [(answer.value, answer.label, answers[answer]) for answer in Answer],
    }


def by_token(token: str) -> Convocation | None:
    """The convocation that a link opens, in a scope or outside any."""
    rows = Convocation.everywhere.select_related(
        "meeting__body__authority",
        "mandate__person",
        "mandate__seat__group",
        "mandate__seat__organisation",
        "substitute__person",
        "proxy_to__person",
    )
    return rows.filter(token_hash=fingerprint(token)).first()


def token_of(convocation: Convocation) -> str:
    """The secret of a member's link: the same in the invitation, its updates, the reminder and the letter.

    Made from the key of the machine rather than drawn, since only its hash is kept: a drawn one could not be
    written again, and the reminder would close the link of the first mail. It opens nothing once the hash is blank.
    """
    of = f"{convocation.meeting.uid}:{convocation.pk}"
    digest = salted_hmac("maillage.governance.convocation", of, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def link_of(convocation: Convocation) -> str:
    return settings.BASE_URL + reverse("governance:answer", args=[token_of(convocation)])


def link_is_open(convocation: Convocation) -> bool:
    return timezone.now() <= convocation.meeting.ends_at + LINK_LASTS


def may_still_answer(meeting: Meeting) -> bool:
    return meeting.state == MeetingState.CONVENED and timezone.now() < meeting.starts_at


def max_proxies_of(meeting: Meeting) -> int:
    rules = rules_of(meeting)
    return rules.max_proxies if rules else 1  # CRPA R.133-9 as a model


def holders_for(convocation: Convocation) -> list[Convocation]:
    """Who may carry this member's proxy: others called, not known to be away, with room under the rules."""
    room = max_proxies_of(convocation.meeting)
    others = Convocation.everywhere.filter(
        meeting=convocation.meeting_id, mandate__seat__group__has_vote=True
    )
    others = others.exclude(pk=convocation.pk).exclude(
        answer__in=[Answer.NO, Answer.PROXY, Answer.SUBSTITUTE]
    )
    carried = Counter(
        Convocation.everywhere.filter(meeting=convocation.meeting_id, answer=Answer.PROXY)
        .exclude(pk=convocation.pk)
        .values_list("proxy_to_id", flat=True)
    )
    rows = others.select_related("mandate__person", "mandate__seat__organisation", "mandate__seat__group")
    return [row for row in rows if carried[row.mandate_id] < room]


def orphan_proxies(roll: list[Convocation]) -> list[Convocation]:
    """Those who gave their proxy to somebody who will not come after all: to be called."""
    away = {row.mandate_id for row in roll if row.answer in {Answer.NO, Answer.PROXY, Answer.SUBSTITUTE}}
    return [row for row in roll if row.answer == Answer.PROXY and row.proxy_to_id in away]


def alternates_for(convocation: Convocation) -> list[Mandate]:
    """The alternates of the same seat on the day of the meeting."""
    held = Mandate.everywhere.held(convocation.meeting.day).filter(seat=convocation.mandate.seat_id)
    return list(
        held.filter(role=MandateRole.ALTERNATE).exclude(pk=convocation.mandate_id).select_related("person")
    )


def answers_by_meeting(meetings) -> dict[int, dict[str, int]]:
    """For lists of meetings: how many gave each answer, in one query."""
    rows = Convocation.everywhere.filter(meeting__in=meetings).values_list("meeting", "answer")
    found: dict[int, dict[str, int]] = {}
    for meeting, answer, number in rows.annotate(number=Count("pk")).order_by():
        found.setdefault(meeting, {})[answer] = number
    return found
