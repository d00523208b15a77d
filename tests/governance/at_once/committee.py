"""A committee to convene, then what became of its convocations: run on a machine of its own."""

import json
import sys
from collections import Counter
from datetime import timedelta

from django.utils import timezone

from maillage.accounts.enums import Role
from maillage.accounts.models import OutboundMail
from maillage.governance.domain import agenda, convocations
from maillage.governance.models import Convocation
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


def main(gesture: str, *arguments: str) -> None:
    {"convene": convene, "look": look, "hurry": hurry}[gesture](*arguments)


def convene(members: str) -> None:
    authority = make_authority("Pays des Sources", slug="pays-des-sources")
    by = make_person("aicha", authority, Role.PILOT)
    body = make_body(authority)
    make_rules(body)
    group = make_group(body)
    for rank in range(int(members)):
        make_mandate(make_seat(group, make_organisation(authority, f"Association {rank}")))
    meeting = make_meeting(body, timezone.now() + timedelta(days=30), place="Mairie")
    agenda.add_item(meeting, title="Tarifs", kind="opinion", by=by)
    convocations.convene(meeting, by=by)
    addresses = Convocation.everywhere.values_list("mandate__person__email", flat=True)
    json.dump(sorted(addresses), sys.stdout)


def look() -> None:
    states = dict(Counter(Convocation.everywhere.values_list("state", flat=True)))
    mails = dict(Counter(OutboundMail.everywhere.values_list("state", flat=True)))
    json.dump({"convocations": states, "mails": mails}, sys.stdout)


def hurry() -> None:
    """Let ten minutes pass for what a killed worker had taken."""
    long_ago = timezone.now() - timedelta(hours=1)
    OutboundMail.everywhere.filter(state="sending").update(claimed_at=long_ago)
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415

    DBTaskResult.objects.filter(status="RUNNING").update(started_at=long_ago)
