"""What a letter may tell of the library."""

from datetime import date

import pytest

from maillage.library.queries.facts import documents_since
from tests.library.factories import make_document
from tests.partners.factories import make_circle

LONG_AGO = date(2020, 1, 1)


@pytest.mark.parametrize("number", [1, 3])
def test_finished_documents_are_told_to_those_who_may_read_them(cast, django_assert_num_queries, number):
    circle = make_circle(cast.pays)
    for rank in range(number):
        make_document(
            cast.pays, f"Pour tous {rank}", state="final", audience="public", communicability="open"
        )
        make_document(cast.pays, f"Entre nous {rank}", state="final", audience="partners")
        make_document(cast.pays, f"Au comité {rank}", state="final", audience="circle", circle=circle)
        make_document(cast.pays, f"Brouillon {rank}", audience="partners")
        make_document(cast.pays, f"À l’équipe {rank}", state="final", audience="team")

    with django_assert_num_queries(1):
        facts = list(documents_since(cast.pays, LONG_AGO))

    told = {fact.text.split("\u00a0")[1][:-2]: (fact.is_public, fact.touches.circles) for fact in facts}
    assert told == {
        "Pour tous": (True, frozenset()),
        "Entre nous": (False, frozenset()),
        "Au comité": (False, frozenset({circle.pk})),
    }
    assert {fact.url for fact in facts} == {
        "/pays-des-sources/documents/",
        "/pays-des-sources/partenaires/documents/",
    }


def test_what_is_older_or_from_elsewhere_is_not_told(cast):
    make_document(cast.elsewhere, state="final", audience="partners")
    make_document(cast.pays, state="final", audience="partners")

    assert list(documents_since(cast.pays, date(2100, 1, 1))) == []
    assert len(list(documents_since(cast.pays, LONG_AGO))) == 1
