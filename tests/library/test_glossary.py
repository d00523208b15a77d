"""The glossary: shared words, an authority's own, and each marked once where it first stands."""

import pytest
from django.test import Client

from maillage.common.errors import DomainError
from maillage.common.text import render_markdown
from maillage.library.domain.glossary import take_back_term, write_term
from maillage.library.models import Term
from maillage.library.queries.glossary import Marker, Word, shared_words, word_named, words_of
from tests.plan.factories import make_note

GLOSSARY = "/pays-des-sources/espace/glossaire/"


def marked(text: str, *words: Word) -> str:
    html = render_markdown(text).strip()
    return Marker(words).mark(html, lambda said, word: f"[{word.key}:{said}]", set())


PAMS = Word("pams", "plan d’action commun", "Le plan.", ("PAMS",))
TAD = Word("tad", "transport à la demande", "Réservé.", ("TAD",))
AOM = Word("aom", "AOM", "L’autorité.")


def test_the_file_holds_whole_words_and_no_form_twice():
    words = shared_words().values()
    forms = [form.lower() for word in words for form in word.forms]

    assert len(words) >= 60
    assert sorted(forms) == sorted(set(forms))
    assert [
        word.name for word in words if not word.definition.endswith(".") or len(word.definition) > 250
    ] == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Le PAMS et le PAMS.", "<p>Le [pams:PAMS] et le PAMS.</p>"),
        ("Le Plan d'action commun.", "<p>Le [pams:Plan d'action commun].</p>"),
        ("Des transports à la demande.", "<p>Des [tad:transports à la demande].</p>"),
        ("Un tad, des aom.", "<p>Un tad, des aom.</p>"),  # an acronym reads in capitals
        (
            "[Le TAD](/x) et le TAD.",
            '<p><a href="/x" rel="noopener noreferrer">Le TAD</a> et le [tad:TAD].</p>',
        ),
        ("### Le TAD\n\nLe TAD.", "<h3>Le TAD</h3>\n<p>Le [tad:TAD].</p>"),
        ("Le **TAD** & <script>", "<p>Le <strong>[tad:TAD]</strong> &amp; &lt;script&gt;</p>"),
        ("STADE, TAD-bis", "<p>STADE, TAD-bis</p>"),
    ],
)
def test_a_word_is_marked_once_where_it_reads_as_such(text, html):
    assert marked(text, PAMS, TAD, AOM) == html


def test_an_authority_says_a_shared_word_otherwise_and_takes_it_back(cast):
    shared = word_named(cast.pays, "quorum")
    write_term(cast.pays, key="quorum", name="quorum", definition="La moitié des membres.", by=cast.theo)

    assert word_named(cast.pays, "quorum").definition == "La moitié des membres."
    assert word_named(cast.elsewhere, "quorum") == shared
    assert len(words_of(cast.pays)) == len(shared_words())

    assert take_back_term(cast.pays, "quorum", by=cast.theo) is True
    assert word_named(cast.pays, "quorum") == shared


def test_a_word_of_ones_own_comes_and_goes(cast):
    write_term(
        cast.pays, name="Pôle d’échange", definition="La gare.", also="PEM, gare centrale", by=cast.theo
    )

    assert [word.key for word in words_of(cast.pays, "gare centrale")] == ["pole-dechange"]
    assert take_back_term(cast.pays, "pole-dechange", by=cast.theo) is False
    assert Term.everywhere.count() == 0


def test_what_is_known_is_not_added_twice_and_what_is_not_ones_own_not_taken_back(cast):
    with pytest.raises(DomainError, match="déjà dans le glossaire"):
        write_term(cast.pays, name="Quorum", definition="Encore.", by=cast.theo)
    with pytest.raises(DomainError, match="pas de votre main"):
        take_back_term(cast.pays, "quorum", by=cast.theo)
    with pytest.raises(DomainError, match="plus dans le glossaire"):
        write_term(cast.pays, key="disparu", name="Disparu", definition="Rien.", by=cast.theo)


def test_a_page_links_each_word_to_the_glossary_of_the_house_it_is_read_in(client, cast):
    make_note(cast.plan, objectives="Réunir le comité des partenaires, faute de pouvoir mieux.")
    client.force_login(cast.theo)
    page = client.get("/pays-des-sources/espace/plan/note/").content.decode()

    assert 'href="/pays-des-sources/espace/glossaire/#comite-des-partenaires"' in page
    assert "sens-pouvoir" not in page  # an everyday word
    assert 'id="sens-comite-des-partenaires" role="tooltip" hidden>' in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_glossary_costs_the_same_for_one_word_or_three(client, cast, django_assert_num_queries, count):
    for rank in range(count):
        write_term(cast.pays, name=f"mot {'abc'[rank]}", definition="Un mot.", by=cast.theo)
    client.force_login(cast.bruno)

    with django_assert_num_queries(9):
        response = client.get(GLOSSARY)

    assert sum(word.is_own for word in response.context["words"]) == count


def test_anyone_reads_the_words_of_a_published_site(cast):
    page = Client().get("/pays-des-sources/glossaire/?q=quorum").content.decode()

    assert '<dt id="quorum">' in page
    assert '<dt id="navette">' not in page
