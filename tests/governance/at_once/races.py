"""Several people do the same thing at the same moment, each on a connection of their own. Prints what each got.

Run by tests/governance/at_once/test_races.py on a machine of its own.
"""

import json
import sys
import threading
from collections import Counter
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from maillage.accounts.enums import Role
from maillage.accounts.models import OutboundMail
from maillage.common.errors import DomainError
from maillage.governance.domain import (
    agenda,
    answers,
    attendance,
    convocations,
    minutes,
    outcomes,
    plan,
    polls,
    register,
)
from maillage.governance.enums import PollAnswerValue
from maillage.governance.models import (
    Attendance,
    Convocation,
    Decision,
    GroupVote,
    Meeting,
    MinuteLine,
    Opinion,
    RegisterEntry,
)
from maillage.governance.queries.register import verify_register
from tests.accounts.factories import make_person
from tests.governance.factories import (
    make_body,
    make_group,
    make_mandate,
    make_meeting,
    make_rules,
    make_seat,
)
from tests.partners.factories import make_organisation
from tests.territories.factories import make_authority

PEOPLE = 4
DONE = "fait"


def at_once(*gestures) -> list[str]:
    """Each gesture in a thread of its own, all let go together; what each got: done, or the sentence it read."""
    gate, got = threading.Barrier(len(gestures)), [""] * len(gestures)

    def make(rank, gesture):
        gate.wait()
        try:
            gesture()
            got[rank] = DONE
        except DomainError as error:
            got[rank] = str(error)
        except Exception as error:  # noqa: BLE001  what a page would answer 500 to
            got[rank] = f"{type(error).__name__}: {error}"
        finally:
            connection.close()

    threads = [threading.Thread(target=make, args=each) for each in enumerate(gestures)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def all_at_once(gesture) -> dict[str, int]:
    return dict(Counter(at_once(*[gesture] * PEOPLE)))


class Scene:
    """A committee of three members, one meeting to come and one just held."""

    def __init__(self, authority, by, name: str):
        self.by = by
        self.body = make_body(authority, name)
        make_rules(self.body, max_proxies=1)
        self.group = make_group(self.body)
        self.mandates = [
            make_mandate(make_seat(self.group, make_organisation(authority, f"{name} {rank}")))
            for rank in range(3)
        ]
        now = timezone.now()
        self.coming = make_meeting(self.body, now + timedelta(days=30), place="Mairie")
        self.item = agenda.add_item(self.coming, title="Tarifs", kind="opinion", by=by)
        self.held = make_meeting(self.body, now - timedelta(hours=3), place="Mairie")
        self.past_item = agenda.add_item(self.held, title="Navette", kind="opinion", by=by)

    def close(self):
        attendance.close_meeting(self.fresh(self.held), by=self.by)

    def submitted(self):
        self.close()
        outcomes.take_decision(self.past_item, text="Ouvrir une ligne", by=self.by)
        minutes.submit_minutes(self.fresh(self.held), by=self.by)

    def fresh(self, row):
        return type(row).everywhere.get(pk=row.pk)


# One wins, the others read why not


def convene(scene):
    got = all_at_once(lambda: convocations.convene(scene.fresh(scene.coming), by=scene.by))
    return got, Convocation.everywhere.filter(meeting=scene.coming).count()


def cancel(scene):
    got = all_at_once(
        lambda: convocations.cancel_meeting(scene.fresh(scene.coming), because="Grève", by=scene.by)
    )
    return got, scene.fresh(scene.coming).sequence


def close(scene):
    got = all_at_once(lambda: attendance.close_meeting(scene.fresh(scene.held), by=scene.by))
    return got, Attendance.everywhere.filter(meeting=scene.held).count()


def submit(scene):
    scene.close()
    before = OutboundMail.everywhere.count()
    got = all_at_once(lambda: minutes.submit_minutes(scene.fresh(scene.held), by=scene.by))
    return got, OutboundMail.everywhere.count() - before


def approve(scene):
    scene.submitted()
    got = all_at_once(
        lambda: minutes.approve_minutes(scene.fresh(scene.held), on=timezone.localdate(), by=scene.by)
    )
    return got, RegisterEntry.everywhere.filter(decision__item=scene.past_item).count()


def call_again(scene):
    Meeting.everywhere.filter(pk=scene.held.pk).update(state="convened")
    day = timezone.now() + timedelta(days=9)
    got = all_at_once(lambda: convocations.call_again(scene.fresh(scene.held), starts_at=day, by=scene.by))
    return got, Meeting.everywhere.filter(second_call_of=scene.held).count()


def start_decision(scene):
    scene.submitted()
    minutes.approve_minutes(scene.fresh(scene.held), on=timezone.localdate(), by=scene.by)
    decision = Decision.everywhere.get(item=scene.past_item)
    rows = iter([scene.fresh(decision) for _ in range(PEOPLE)])  # all have read the same page
    return all_at_once(lambda: register.move_decision(next(rows), "started", by=scene.by)), 1


def settle(scene):
    days = [timezone.now() + timedelta(days=60 + rank) for rank in range(2)]
    poll = polls.open_poll(
        scene.body, title="Rentrée", moments=days, closes_on=timezone.localdate(), by=scene.by
    )
    option = poll.options(manager="everywhere").first()
    got = all_at_once(lambda: polls.settle_poll(scene.fresh(poll), option, by=scene.by))
    return got, Meeting.everywhere.filter(title="Rentrée", body=scene.body).count()


def plan_same_hour(scene):
    start = timezone.now() + timedelta(days=80)
    end = start + timedelta(hours=2)
    got = all_at_once(lambda: plan.plan_meeting(scene.body, starts_at=start, ends_at=end, by=scene.by))
    return got, Meeting.everywhere.filter(body=scene.body, starts_at=start).count()


def write_same_line(scene):
    line = minutes.add_line(scene.past_item, "Dit", by=scene.by)
    texts = iter([f"Version {rank}" for rank in range(PEOPLE)])
    got = all_at_once(
        lambda: minutes.write_line(scene.fresh(line), next(texts), version=1, by=scene.by),
    )
    return got, scene.fresh(line).version


def give_opinion(scene):
    got = all_at_once(
        lambda: outcomes.give_opinion(
            scene.past_item,
            sense="favourable",
            text="Oui",
            votes={scene.group: (2, 1, 0)},
            version=0,
            by=scene.by,
        )
    )
    rows = Opinion.everywhere.filter(item=scene.past_item)
    return got, [rows.count(), GroupVote.everywhere.filter(opinion__in=rows).count()]


def give_proxy(scene):
    """Two members give their voice to the third, who may carry one."""
    convocations.convene(scene.coming, by=scene.by)
    first, second, third = Convocation.everywhere.filter(meeting=scene.coming).order_by("pk")
    got = at_once(
        *[
            lambda row=row: answers.answer(scene.fresh(row), "proxy", proxy_to=third.mandate)
            for row in (first, second)
        ]
    )
    return dict(Counter(got)), Convocation.everywhere.filter(proxy_to=third.mandate).count()


# Nobody loses anything


def add_lines(scene):
    texts = iter([f"Ligne {rank}" for rank in range(PEOPLE)])
    got = all_at_once(lambda: minutes.add_line(scene.past_item, next(texts), by=scene.by))
    ranks = list(MinuteLine.everywhere.filter(item=scene.past_item).values_list("order", flat=True))
    return got, [ranks, len({line.text for line in MinuteLine.everywhere.filter(item=scene.past_item)})]


def add_items(scene):
    got = all_at_once(
        lambda: agenda.add_item(scene.fresh(scene.coming), title="Encore", kind="exchange", by=scene.by)
    )
    return got, list(scene.coming.items(manager="everywhere").values_list("order", flat=True))


def answer_poll(scene):
    days = [timezone.now() + timedelta(days=60 + rank) for rank in range(3)]
    poll = polls.open_poll(
        scene.body, title="Rentrée", moments=days, closes_on=timezone.localdate(), by=scene.by
    )
    guest = poll.guests(manager="everywhere").first()
    yes = {each.pk: PollAnswerValue.YES for each in poll.options(manager="everywhere").all()}
    got = all_at_once(lambda: polls.answer_poll(scene.fresh(guest), answers=yes))
    return got, guest.answers(manager="everywhere").count()


def move_while_members_answer(scene):
    """Whoever writes on the authority and whoever writes on the meeting never wait for each other in a ring."""
    convocations.convene(scene.coming, by=scene.by)
    rows = list(Convocation.everywhere.filter(meeting=scene.coming).order_by("pk"))
    later = scene.coming.starts_at + timedelta(days=1)
    got = at_once(
        lambda: plan.move_meeting(scene.fresh(scene.coming), starts_at=later, by=scene.by),
        *[lambda row=row: answers.answer(scene.fresh(row), "yes") for row in rows],
        lambda: agenda.add_item(scene.fresh(scene.coming), title="Encore", kind="exchange", by=scene.by),
        lambda: attendance.mark(
            scene.fresh(scene.coming), scene.mandates[0], attendance.Mark("excused"), by=scene.by
        ),
    )
    return dict(Counter(got)), scene.fresh(scene.coming).sequence


# Two different gestures


def convene_and_cancel(scene):
    """Whatever comes first, nobody stays called to a meeting that is off."""
    got = at_once(
        lambda: convocations.convene(scene.fresh(scene.coming), by=scene.by),
        lambda: convocations.cancel_meeting(scene.fresh(scene.coming), because="Grève", by=scene.by),
    )
    left = Convocation.everywhere.filter(meeting=scene.coming).count()
    return {"annulation": got[1]}, [scene.fresh(scene.coming).state, left]


def approve_and_write(scene):
    """A line is in the minutes that were approved, or refused: never slipped in afterwards."""
    scene.submitted()
    got = at_once(
        lambda: minutes.approve_minutes(scene.fresh(scene.held), on=timezone.localdate(), by=scene.by),
        *[lambda: minutes.add_line(scene.past_item, "Glissée", by=scene.by)] * 3,
    )
    return {"approbation": got[0]}, MinuteLine.everywhere.filter(item=scene.past_item).count()


RACES = [
    convene,
    cancel,
    close,
    submit,
    approve,
    call_again,
    start_decision,
    settle,
    plan_same_hour,
    write_same_line,
    give_opinion,
    give_proxy,
    add_lines,
    add_items,
    answer_poll,
    move_while_members_answer,
    convene_and_cancel,
    approve_and_write,
]


def many_approvals(turn: int, by) -> list:
    """The minutes of several bodies approved together: the register is one chain, without a gap."""
    authority = make_authority(f"Pays {turn}", slug=f"pays-{turn}")
    scenes = [Scene(authority, by, f"Chaîne {rank}") for rank in range(PEOPLE)]
    for scene in scenes:
        scene.submitted()
    got = at_once(
        *[
            lambda scene=scene: minutes.approve_minutes(
                scene.fresh(scene.held), on=timezone.localdate(), by=by
            )
            for scene in scenes
        ]
    )
    check = verify_register(authority)
    rows = RegisterEntry.everywhere.filter(authority=authority).count()
    return [dict(Counter(got)), [check.holds, check.rows == rows == PEOPLE]]


def main(rounds: str) -> None:
    authority = make_authority("Pays des Sources", slug="pays-des-sources")
    by = make_person("aicha", authority, Role.PILOT)
    told: dict[str, list] = {}
    for turn in range(int(rounds)):
        for race in RACES:
            scene = Scene(authority, by, f"{race.__name__} {turn}")
            told.setdefault(race.__name__, []).append(list(race(scene)))
        told.setdefault("many_approvals", []).append(many_approvals(turn, by))
    json.dump(told, sys.stdout, ensure_ascii=False)
