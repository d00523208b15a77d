from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django_scopes import scope

from maillage.accounts.enums import Role
from maillage.accounts.models import User
from maillage.plan.models import Plan
from maillage.territories.models import Authority
from tests.accounts.factories import make_person
from tests.plan.factories import make_copilot, make_plan
from tests.portal.factories import make_site
from tests.territories.factories import make_authority


@dataclass(frozen=True)
class Cast:
    """The same people in every test, so that a test reads like a story."""

    pays: Authority  # a PETR, with its plan and its published site
    region: Authority  # invited on that plan, on nothing else
    elsewhere: Authority  # another PETR, a stranger
    plan: Plan  # the plan of `pays`
    aicha: User  # pilot, with a second factor
    paul: User  # pilot, without a second factor yet
    theo: User  # team
    chloe: User  # partner
    driss: User  # surveyor
    anne: User  # adviser
    bruno: User  # reader
    greta: User  # pilot of the région: co-pilots the plan
    eve: User  # pilot of the other PETR: sees nothing of ours
    root: User  # runs the machine, belongs to no authority


PEOPLE = ("aicha", "paul", "theo", "chloe", "driss", "anne", "bruno", "greta", "eve", "root")


@pytest.fixture(autouse=True)
def fresh_cache():
    """Limits on tries and turns of jobs are counted there: each test starts from nought."""
    cache.clear()


@pytest.fixture
def cast(db) -> Cast:
    pays = make_authority("Pays des Sources", slug="pays-des-sources")
    region = make_authority("Région Aval", slug="region-aval", kind="region")
    elsewhere = make_authority("Ailleurs", slug="pays-d-ailleurs")
    plan = make_plan(pays)
    make_copilot(plan, region)
    make_site(pays)
    return Cast(
        pays=pays,
        region=region,
        elsewhere=elsewhere,
        plan=plan,
        aicha=make_person("aicha", pays, Role.PILOT, second_factor=True),
        paul=make_person("paul", pays, Role.PILOT),
        theo=make_person("theo", pays, Role.TEAM),
        chloe=make_person("chloe", pays, Role.PARTNER),
        driss=make_person("driss", pays, Role.SURVEYOR),
        anne=make_person("anne", pays, Role.ADVISER),
        bruno=make_person("bruno", pays, Role.READER),
        greta=make_person("greta", region, Role.PILOT, second_factor=True),
        eve=make_person("eve", elsewhere, Role.PILOT, second_factor=True),
        root=make_person("root", is_instance_admin=True),
    )


@pytest.fixture
def in_pays(cast):
    """The scope of `pays`, as a request under its address would open it."""
    with scope(authority=cast.pays):
        yield cast.pays
