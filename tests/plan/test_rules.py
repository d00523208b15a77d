import pytest

from maillage.plan.models import Copilot
from tests.conftest import PEOPLE

READERS = "aicha paul theo chloe driss anne bruno greta"


@pytest.mark.parametrize(
    ("perm", "role", "allowed"),
    [
        ("plan.read", "reader", READERS),
        ("plan.edit", "reader", "aicha paul theo"),
        ("plan.edit", "editor", "aicha paul theo greta"),
        ("plan.administer", "editor", "aicha"),
    ],
)
def test_who_may_do_what_on_a_plan(cast, perm, role, allowed):
    Copilot.everywhere.update(role=role)

    assert [name for name in PEOPLE if getattr(cast, name).has_perm(perm, cast.plan)] == allowed.split()


@pytest.mark.parametrize(
    ("perm", "allowed"), [("plan.answer_copilot_invitation", "greta"), ("plan.end_copilot", "aicha greta")]
)
def test_who_may_do_what_on_an_invitation(cast, perm, allowed):
    seat = Copilot.everywhere.get()

    assert [name for name in PEOPLE if getattr(cast, name).has_perm(perm, seat)] == allowed.split()
