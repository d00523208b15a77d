"""A letter that writes itself: the editor ticks facts, each reader gets the common part and what touches them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from maillage.accounts.models import OutboundMail
from maillage.common.errors import DomainError
from maillage.governance.queries.facts import FACTS as GOVERNANCE
from maillage.outreach.domain import letters, sending
from maillage.outreach.models import Block
from maillage.outreach.queries.letters import facts_to_tick
from maillage.outreach.queries.pieces import for_reader, pieces_of
from maillage.partners.queries.facts import Fact, Touches, facts_since
from tests.governance.factories import make_body, make_group, make_mandate, make_meeting, make_seat
from tests.outreach.factories import know_facts, make_audience, make_letter, make_subscriber
from tests.partners.factories import make_contact, make_organisation

DAY = date(2026, 3, 2)
SPACE = "/pays-des-sources/partenaires/"


def fact(key, text, *, touches=None, **facts) -> Fact:
    known = {"url": f"/pays-des-sources/actualites/{key}/", "day": DAY, "is_public": True}
    return Fact(kind="test", key=key, text=text, touches=touches or Touches(), **known | facts)


@pytest.fixture
def table(cast, monkeypatch):
    """Two contacts, one body where Zoé sits; a fact for all, one for the body, one for Léa's organisation."""
    zoe = make_contact(make_organisation(cast.pays, "CCAS", sphere="social"), "Zoé")
    lea = make_contact(make_organisation(cast.pays, "Transdev", sphere="mobility"), "Léa")
    body = make_body(cast.pays, "Comité technique")
    make_mandate(make_seat(make_group(body)), zoe)
    know_facts(
        monkeypatch,
        fact("1", "La navette roule."),
        fact(
            "2",
            "Le comité décide l’essai.",
            touches=Touches(circles=frozenset({body.circle_id})),
            is_public=False,
            url=SPACE,
        ),
        fact("3", "Transdev s’en charge.", touches=Touches(spheres=frozenset({"mobility"}))),
    )
    letter = make_letter(
        cast.pays,
        make_audience(cast.pays, "contacts:", "subscribers:"),
        by=cast.theo,
        text="",
        facts_since=DAY,
    )
    letters.add_block(letter, "title", text="Pour vous", by=cast.theo)
    letters.tick_facts(letter, ["test:1", "test:2", "test:3"], ["test:1"], by=cast.theo)
    return letter, zoe, lea


def said(letter, person) -> list[str]:
    pieces, _ = pieces_of(letter)
    return [piece.text for piece in for_reader(pieces, person.pk if person else None)]


def test_two_readers_and_a_subscriber_get_three_correct_letters(cast, table):
    letter, zoe, lea = table
    assert said(letter, zoe) == ["Pour vous", "La navette roule.", "Le comité décide l’essai."]
    assert said(letter, lea) == ["Pour vous", "La navette roule.", "Transdev s’en charge."]
    assert said(letter, None) == ["Pour vous", "La navette roule."]


def test_what_leaves_is_what_was_read_and_each_sentence_leads_to_its_source(cast, table):
    letter, zoe, lea = table
    make_subscriber(cast.pays)
    sending.release(letter, at=None, typed=None, by=cast.theo)
    sending.send_letters()

    mails = {mail.to: mail for mail in OutboundMail.everywhere.filter(kind="letter")}
    assert sorted(mails) == sorted(["marie@habitant.example", lea.email, zoe.email])
    of_zoe, of_lea = mails[zoe.email], mails[lea.email]
    for mail in (of_zoe, of_lea):
        assert mail.text.count("La navette roule.") == mail.html.count("La navette roule.") == 1
        assert "http://localhost:8000/pays-des-sources/actualites/1/" in mail.text
        assert 'href="http://localhost:8000/pays-des-sources/actualites/1/"' in mail.html
    assert "Le comité décide" in of_zoe.text
    assert "Transdev" not in of_zoe.text + of_zoe.html
    assert "Le comité" not in of_lea.text + of_lea.html
    # what is behind the partners' door opens by her own link
    door = next(line.strip() for line in of_zoe.text.splitlines() if "/partenaires/entrer/" in line)
    assert door.endswith(f"?vers={SPACE}")
    assert door in of_zoe.html
    assert "lettre.invalid" not in "".join(mail.text + mail.html for mail in mails.values())


def test_a_fact_reserved_for_partners_never_reaches_a_subscriber_nor_the_archive(cast, table):
    letter, _, _ = table
    letters.tick_facts(letter, ["test:2"], ["test:2"], by=cast.theo)  # « à tous »
    make_subscriber(cast.pays)
    assert said(letter, None) == []  # and the title left alone goes too
    sending.release(letter, at=None, typed=None, by=cast.theo)
    sending.begin(letter.pk)
    letter.refresh_from_db()
    assert letter.web_html == ""


def test_a_fact_is_told_as_it_stands_and_one_that_is_gone_holds_the_letter_back(cast, table, monkeypatch):
    letter, _zoe, _lea = table
    know_facts(monkeypatch, fact("1", "La navette roule le jeudi et le samedi."))
    pieces, lost = pieces_of(letter)
    assert [piece.text for piece in pieces][1:] == ["La navette roule le jeudi et le samedi."]
    assert [block.fact for block in lost] == ["test:2", "test:3"]
    with pytest.raises(DomainError, match="n’existe plus"):
        sending.release(letter, at=None, typed=None, by=cast.theo)
    for block in lost:
        letters.remove_block(block, by=cast.theo)
    sending.release(letter, at=None, typed=None, by=cast.theo)


def test_ticking_keeps_the_order_and_takes_out_what_is_unticked(cast, table):
    letter, _, _ = table
    letters.tick_facts(letter, ["test:3", "test:1"], [], by=cast.theo)
    blocks = Block.everywhere.filter(letter=letter, kind="fact").values_list("fact", "is_for_all")
    assert list(blocks) == [("test:1", False), ("test:3", False)]
    groups = facts_to_tick(letter)
    assert [(row["fact"].key, row["ticked"]) for row in groups[0]["rows"]] == [
        ("1", True),
        ("2", False),
        ("3", True),
    ]


def test_a_fact_for_nobody_in_particular_is_for_all_whatever_is_ticked(cast, table):
    letter, _, _ = table
    letters.tick_facts(letter, ["test:1"], [], by=cast.theo)
    assert said(letter, None) == ["Pour vous", "La navette roule."]


def test_bodies_tell_their_dates_to_those_who_sit_there(cast):
    body = make_body(cast.pays, "Comité technique")
    make_meeting(body, starts_at=timezone.now() + timedelta(days=10), place="Mairie")
    make_meeting(body, starts_at=timezone.now() - timedelta(days=10))
    kind = next(kind for kind in GOVERNANCE if kind.name == "meeting")
    found = list(kind.since(cast.pays, DAY))
    assert len(found) == 1
    assert found[0].text.startswith("Comité technique se réunit ")
    assert found[0].text.endswith(", Mairie.")
    assert (found[0].touches.circles, found[0].is_public) == (frozenset({body.circle_id}), False)


@pytest.mark.parametrize("size", [1, 3])
def test_all_facts_of_an_authority_cost_the_same(cast, django_assert_num_queries, size):
    body = make_body(cast.pays)
    for rank in range(size):
        make_meeting(body, starts_at=timezone.now() + timedelta(days=rank + 1))
    with django_assert_num_queries(11):
        assert len(facts_since(cast.pays, DAY)) == size
