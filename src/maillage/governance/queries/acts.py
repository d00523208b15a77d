"""« Peut-on mettre cette délibération au vote ? »: what the law asks first, and the last safe day of each step.

Nothing here is legal advice. The council's own notice (`COUNCIL_NOTICE`) is recalled, not read: « à vérifier ».
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, Q
from django.utils import timezone

from maillage.governance.enums import DayCount, MeetingState, Sense
from maillage.governance.models import BodyRules, Deliberation, Meeting, Opinion
from maillage.governance.queries.days import last_day_to_send
from maillage.law.enums import BodyKind, Outcome, Severity
from maillage.law.models import ActFacts
from maillage.law.queries.engine import verdicts_on_act

COUNCIL_NOTICE = 5  # clear days, CGCT L.2121-12 by L.5211-1: confidence C
SOON = timedelta(days=14)
USUAL_NOTICE, USUAL_COUNT = (
    5,
    DayCount.WORKING,
)  # where the rules of procedure say nothing (CRPA R.133-8 as a model)


@dataclass(frozen=True)
class Step:
    """One step before a vote: the last day when it is still in time, and the day it was or will be done."""

    key: str
    label: str
    last_on: date
    why: str
    done_on: date | None = None
    planned_on: date | None = None

    @property
    def state(self) -> str:
        today = timezone.localdate()
        if self.done_on:
            return "done" if self.done_on <= self.last_on else "done_late"
        if (self.planned_on or today) > self.last_on:
            return "late"
        return "soon" if self.last_on - today <= SOON else "ahead"


def deliberations_of(authority):
    """The planned and past votes, with the opinions given on each."""
    opinions = Opinion.objects.exclude(sense=Sense.NONE).select_related("item__body")
    return (
        Deliberation.objects.filter(authority=authority)
        .select_related("body", "meeting__body")
        .prefetch_related(
            Prefetch("opinions", opinions, to_attr="heard"),
            Prefetch("body__rules", BodyRules.objects.all()),
        )
    )


def opinions_heard(act: Deliberation) -> list[Opinion]:
    """The opinions of a partners' committee on this act; « pas d’avis rendu » is none."""
    rows = getattr(act, "heard", None)
    if rows is None:
        rows = act.opinions.exclude(sense=Sense.NONE).select_related("item__body")
    return [row for row in rows if row.item.body.kind == BodyKind.PARTNERS_COMMITTEE]


def facts_of_act(act: Deliberation) -> ActFacts:
    return ActFacts(
        kind=act.kind,
        decided_on=act.decided_on or act.planned_on,
        title=act.title,
        opinions=tuple(sorted(row.given_on for row in opinions_heard(act))),
        reason=act.override_reason,
    )


def verdicts_of_act(act: Deliberation) -> list:
    """What the rules in force on the day of the vote say of it; those that do not concern it are left out."""
    return [
        verdict for verdict in verdicts_on_act(facts_of_act(act)) if verdict.outcome != Outcome.NOT_APPLICABLE
    ]


def is_blocked(verdicts) -> bool:
    """Whether a legal duty is not met yet: the vote then needs a written reason."""
    return any(verdict.is_blocking for verdict in verdicts)


def needs_reason(verdicts) -> bool:
    """Whether a vote asks for one in writing: a duty is not met, or nobody can tell which came first that day."""
    unsure = (Outcome.NOT_MET, Outcome.QUESTION)
    return any(
        verdict.rule.severity == Severity.ERROR and verdict.outcome in unsure and not verdict.waived_because
        for verdict in verdicts
    )


def must_be_heard_first(kind: str, day: date) -> bool:
    """Whether a vote of this kind, on that day, may not come before the opinion of the committee."""
    return is_blocked(verdicts_on_act(ActFacts(kind=kind, decided_on=day)))


def answer_on(act: Deliberation, verdicts) -> dict:
    """The answer in one word and one sentence, for the top of the screen."""
    if act.decided_on:
        return {"tone": "done", "word": "Votée", "text": "La délibération a été votée."}
    if act.dropped_on:
        return {"tone": "", "word": "Abandonnée", "text": "Cette délibération n’ira pas au vote."}
    if is_blocked(verdicts):
        text = "Non, pas encore : l’avis du comité des partenaires doit venir avant le vote."
        return {"tone": "late", "word": "Pas encore", "text": text}
    if any(verdict.outcome == Outcome.QUESTION for verdict in verdicts):
        return {
            "tone": "now",
            "word": "À apprécier",
            "text": "C’est à vous d’apprécier : lisez les points ci-dessous.",
        }
    return {"tone": "done", "word": "Oui", "text": "Oui : rien de ce que nous savons ne s’y oppose."}


def rules_of_procedure(body, day: date) -> BodyRules | None:
    known = body.rules.all() if body else []  # the latest first
    return next((rules for rules in known if rules.adopted_on <= day), None)


def steps_to(act: Deliberation) -> list[Step]:
    """From the vote backwards: opinion, meeting, convocation, file. Each with its last safe day."""
    vote_on = act.decided_on or act.planned_on
    vote = Step("vote", "L’assemblée vote", vote_on, "La date que vous avez prévue.", done_on=act.decided_on)
    if not act.body and not verdicts_of_act(act):
        return [vote]  # nobody has to be heard first
    council = last_day_to_send(vote_on, COUNCIL_NOTICE, DayCount.CLEAR)
    heard_on = min((row.given_on for row in opinions_heard(act)), default=None)
    why = f"{COUNCIL_NOTICE} jours francs avant le vote (CGCT, L.2121-12 : à vérifier pour votre assemblée)."
    opinion = Step("opinion", "L’avis rejoint le dossier des élus", council, why, done_on=heard_on)
    return [*steps_of_meeting(act, council - timedelta(days=1)), opinion, vote]


def steps_of_meeting(act: Deliberation, last_on: date) -> list[Step]:
    """The file and the convocation, then the meeting of the body, which may be no later than `last_on`."""
    meeting = act.meeting
    meeting_on = meeting.day if meeting else last_on
    rules = rules_of_procedure(act.body, meeting_on)
    days, count = (rules.notice_days, rules.notice_count) if rules else (USUAL_NOTICE, USUAL_COUNT)
    convene_last = last_day_to_send(min(meeting_on, last_on), days, count)
    why = origin(rules, f"{days} {DayCount(count).label} avant la séance")
    is_held = bool(meeting) and meeting.state == MeetingState.HELD
    convened_at = meeting.convened_at if meeting else None
    convened_on = timezone.localtime(convened_at).date() if convened_at else None
    return [
        Step("file", "Le dossier est prêt", convene_last, "Il part avec la convocation.", convened_on),
        Step("convocation", "Le comité est convoqué", convene_last, why, convened_on),
        Step(
            "meeting",
            "Le comité se réunit",
            last_on,
            "La veille de l’envoi du dossier aux élus, au plus tard.",
            done_on=meeting_on if is_held else None,
            planned_on=meeting_on if meeting and not is_held else None,
        ),
    ]


def origin(rules: BodyRules | None, notice: str) -> str:
    if rules is None:
        return f"{notice}, faute de règlement intérieur (modèle : CRPA, R.133-8)."
    return f"{notice}, selon le règlement intérieur du {rules.adopted_on:%d/%m/%Y}."


def meetings_in_time(act: Deliberation, body) -> list[Meeting]:
    """The meetings of a body, still to come or held, whose opinion would come before the vote."""
    rows = Meeting.objects.filter(body=body).exclude(state=MeetingState.CANCELLED)
    rows = rows.filter(starts_at__date__lt=act.planned_on)
    return list(rows.filter(Q(starts_at__date__gte=timezone.localdate()) | Q(state=MeetingState.HELD)))


def sorted_by_state(rows) -> dict:
    """The list in three: to come, with what the law says of each today; voted; dropped."""
    rows = list(rows)
    coming = [row for row in rows if not row.decided_on and not row.dropped_on]
    for row in coming:
        row.answer = answer_on(row, verdicts_of_act(row))
    return {
        "coming": coming,
        "voted": sorted(
            (row for row in rows if row.decided_on), key=lambda row: row.decided_on, reverse=True
        ),
        "dropped": [row for row in rows if row.dropped_on],
    }
