import pytest

from maillage.territories.models.hours import in_words


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], []),
        ([["lundi", "vendredi", [["08:00:00", "12:00:00"]]]], ["lundi à vendredi : 8 h – 12 h"]),
        (
            [["mardi", "mardi", [["08:30:00", "12:00:00"], ["13:30:00", "17:45:00"]]]],
            ["mardi : 8 h 30 – 12 h, 13 h 30 – 17 h 45"],
        ),
        ([["jeudi", "", [["14:00:00", "18:00:00"]]]], ["jeudi : 14 h – 18 h"]),
        ([["jeudi", "jeudi", []], ["samedi", "samedi", [["10:00:00", ""]]]], []),
        (
            ["n’importe quoi", ["lundi"], ["lundi", "mardi", [["09:00:00", "11:00:00"]]]],
            ["lundi à mardi : 9 h – 11 h"],
        ),
    ],
)
def test_opening_hours_in_words(rows, words):
    assert [line.replace("\u00a0", " ") for line in in_words(rows)] == words
