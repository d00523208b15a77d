import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maillage.journal.domain import record
from maillage.journal.models import Entry
from tests.territories.factories import make_commune


def url(name):
    return reverse(f"workspace:{name}", args=["pays-des-sources"])


def test_someone_with_one_territory_goes_straight_to_it(client, cast):
    client.force_login(cast.bruno)

    assert client.get("/mes-territoires/")["Location"] == url("dashboard")


def test_someone_with_two_territories_chooses(client, cast):
    cast.bruno.memberships(manager="everywhere").create(authority=cast.elsewhere, role="team")
    client.force_login(cast.bruno)

    response = client.get("/mes-territoires/")

    assert response.context["authorities"] == [(cast.elsewhere, "équipe"), (cast.pays, "lecteur")]


def test_the_dashboard_says_what_to_do_first(client, cast):
    client.force_login(cast.theo)

    page = client.get(url("dashboard")).content.decode()

    assert "Écrire le cadrage" in page
    assert "8 phases restent à dater" in page


def test_a_reader_is_not_offered_to_write(client, cast):
    client.force_login(cast.bruno)

    assert "Écrire le cadrage" not in client.get(url("dashboard")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_journal_costs_the_same_for_one_line_or_three(client, cast, django_assert_num_queries, count):
    for _ in range(count):
        record("a testé", actor=cast.aicha, authority=cast.pays)
    client.force_login(cast.aicha)

    with django_assert_num_queries(8):
        response = client.get(url("journal"))

    assert response.context["page"].paginator.count == count


def test_the_journal_of_others_stays_theirs(client, cast):
    record("a testé", actor=cast.eve, authority=cast.elsewhere)
    record("a testé", actor=cast.aicha, authority=cast.pays)
    client.force_login(cast.aicha)

    page = client.get(url("journal")).context["page"]

    assert [entry.authority for entry in page] == [cast.pays]


def test_the_journal_answers_htmx_with_a_piece_of_its_page(client, cast):
    record("a testé", actor=cast.aicha, authority=cast.pays)
    client.force_login(cast.aicha)

    page = client.get(url("journal"), {"q": "aicha"}).content.decode()
    piece = client.get(url("journal"), {"q": "aicha"}, headers={"HX-Request": "true"}).content.decode()

    assert piece.strip().startswith('<section class="card" id="resultats"')
    assert piece.strip() in page


def test_a_search_without_result_says_so(client, cast):
    client.force_login(cast.aicha)

    assert "Aucune ligne ne correspond à « zzz »" in client.get(url("journal"), {"q": "zzz"}).content.decode()


def test_a_line_of_the_journal_is_written_once(cast):
    entry = record("a testé", actor=cast.aicha, authority=cast.pays)

    with pytest.raises(TypeError, match="append-only"):
        entry.save()
    with pytest.raises(TypeError, match="append-only"):
        entry.delete()
    with pytest.raises(TypeError, match="append-only"):
        Entry.everywhere.all().delete()


@pytest.mark.parametrize("name", ["dashboard", "mobilise", "listen", "decipher", "act"])
def test_a_page_costs_the_same_for_one_commune_or_three(client, cast, name, django_assert_num_queries):
    client.force_login(cast.theo)
    cast.pays.communes.set([make_commune("54001", "Aval", epci="200000001")])
    with CaptureQueriesContext(connection) as alone:
        client.get(url(name))
    cast.pays.communes.add(
        make_commune("54002", "Amont", epci="200000001"), make_commune("54003", "Gué", epci="200000002")
    )

    with django_assert_num_queries(len(alone)):
        client.get(url(name))
