import pytest
import time_machine

from maillage.plan import domain, queries
from maillage.plan.models import FramingNoteVersion
from tests.plan.factories import make_note, make_plan


@pytest.mark.parametrize(
    ("day", "current"), [("2025-06-01", 0), ("2027-06-01", 0), ("2029-01-02", 1), ("2040-01-01", 1)]
)
def test_the_current_plan_is_the_last_that_has_begun(cast, in_pays, day, current):
    later = make_plan(cast.pays, "La suite")
    later.first_year, later.last_year = 2029, 2031
    later.save()

    with time_machine.travel(day):
        assert queries.current_plan(cast.bruno) == [cast.plan, later][current]


def test_a_search_without_words_finds_nobody(cast):
    assert queries.invitable(cast.plan, "  ") == []


def test_what_the_plan_holds_on_a_person_is_exported_then_erased(cast):
    make_note(cast.plan, cast.theo, objectives="Un")
    make_note(cast.plan, cast.aicha, objectives="Deux")

    [row] = queries.note_versions_written_by(cast.theo)
    assert (row["autorité"], row["projet"], row["version"]) == (
        "Pays des Sources",
        "Projet de mobilité solidaire",
        1,
    )

    assert domain.forget_author(cast.theo) == 1
    versions = FramingNoteVersion.everywhere.order_by("number")
    assert [(v.author, v.sections["objectives"]) for v in versions] == [(None, "Un"), (cast.aicha, "Deux")]
