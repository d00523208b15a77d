"""« Toujours vous ? »: who is asked, what the link does, and what the team sees of it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.accounts.models import OutboundMail
from maillage.common.errors import DomainError
from maillage.journal.models import Entry
from maillage.partners.domain import upkeep as domain
from maillage.partners.enums import Outcome
from maillage.partners.models import Function, Interaction, Person, UpkeepSettings, Verification
from tests.partners.factories import function_of, make_contact, make_exchange, make_organisation

LINK = re.compile(r"/contacts/([\w-]+)/")
CHOICES = {
    "asks_by_mail": True,
    "threshold": 80,
    "daily_cap": 20,
    "contact_email": "mobilite@pays.example",
    "confirm_after_months": 24,
    "purge_after_months": 36,
}


def ago(days: int):
    return timezone.localdate() - timedelta(days=days)


def switch_on(authority, **choices) -> UpkeepSettings:
    return UpkeepSettings.everywhere.create(authority=authority, **CHOICES | choices)


def mails() -> list[tuple]:
    return list(OutboundMail.everywhere.order_by("pk").values_list("to", "kind"))


def asked(person, by=None) -> tuple[Verification, str]:
    """The question, and the key in its mail."""
    verification = domain.ask_still_you(person, by=by)
    text = OutboundMail.everywhere.filter(to=person.email).latest("pk").text
    return verification, LINK.search(text)[1]


def page(token: str, step: str = "") -> str:
    return f"/contacts/{token}/{step}"


# Who is asked


def test_nobody_is_asked_until_the_authority_says_so(cast):
    make_contact(make_organisation(cast.pays), verified_on=ago(900))

    assert domain.ask_everywhere() == 0
    switch_on(cast.pays, asks_by_mail=False)
    assert (domain.ask_everywhere(), mails()) == (0, [])


def test_the_job_asks_those_under_the_threshold_and_nobody_twice(cast):
    partner = make_organisation(cast.pays)
    for name, facts in {
        "Vieux": {"verified_on": ago(900)},
        "Import": {"origin": "import"},
        "Neuf": {"verified_on": ago(10)},
        "Opposé": {"verified_on": ago(900), "opposed_on": ago(5)},
        "Échec": {"verified_on": ago(900), "bounced_on": ago(5)},
        "Sollicité": {"verified_on": ago(900), "asked_on": ago(60)},
        "Oublié": {"verified_on": ago(800), "asked_on": ago(61)},
        "Muet": {"verified_on": ago(900), "email": ""},
        "Parti": {"verified_on": ago(900), "function": {"ends_on": ago(1)}},
    }.items():
        make_contact(partner, name, **facts)
    make_contact(make_organisation(cast.pays, "Fermé", is_active=False), "Fermé", verified_on=ago(900))
    make_contact(make_organisation(cast.elsewhere), "Ailleurs", verified_on=ago(900))
    switch_on(cast.pays)

    assert domain.ask_everywhere() == 3
    assert mails() == [
        (f"{name}@partenaire.example", "still_you") for name in ("import", "vieux", "oublie")
    ]  # the least sure first
    assert domain.ask_everywhere() == 0


def test_the_cap_of_the_day_holds(cast):
    partner = make_organisation(cast.pays)
    for rank in range(4):
        make_contact(partner, f"P{rank}", verified_on=ago(900 - rank))
    switch_on(cast.pays, daily_cap=3)

    assert domain.ask_everywhere() == 3
    assert domain.ask_everywhere() == 0
    Verification.everywhere.update(asked_at=timezone.now() - timedelta(days=1))
    assert domain.ask_everywhere() == 1


def test_choosing_to_write_needs_an_address_where_people_can_answer(cast):
    with pytest.raises(DomainError, match="Donnez l’adresse"):
        domain.choose_upkeep(cast.pays, by=cast.aicha, **CHOICES | {"contact_email": ""})
    with pytest.raises(DomainError, match="vient après"):
        domain.choose_upkeep(cast.pays, by=cast.aicha, **CHOICES | {"purge_after_months": 24})
    assert not UpkeepSettings.everywhere.exists()

    domain.choose_upkeep(cast.pays, by=cast.aicha, **CHOICES)
    domain.choose_upkeep(cast.pays, by=cast.aicha, **CHOICES | {"threshold": 70})

    assert UpkeepSettings.everywhere.get().threshold == 70
    assert "mobilite@pays.example" not in str(Entry.everywhere.latest("pk").details)


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"opposed_on": 1}, "ne veut plus"), ({"bounced_on": 1}, "en échec"), ({"asked_on": 3}, "vient de")],
)
def test_by_hand_too_one_does_not_write_to_just_anyone(cast, facts, words):
    person = make_contact(make_organisation(cast.pays), **{name: ago(days) for name, days in facts.items()})

    with pytest.raises(DomainError, match=words):
        domain.ask_still_you(person, by=cast.theo)

    assert (mails(), Verification.everywhere.count()) == ([], 0)


def test_a_new_link_closes_the_one_before(client, cast):
    person = make_contact(make_organisation(cast.pays))
    _, first = asked(person, by=cast.theo)
    Person.everywhere.update(asked_on=ago(4))
    _, second = asked(person, by=cast.theo)

    assert [client.get(page(token)).status_code for token in (first, second)] == [410, 200]
    assert first not in str(list(Verification.everywhere.values()))  # only its print is kept


# What the link does


def test_reading_changes_nothing_and_shows_what_is_held(client, cast):
    switch_on(cast.pays)
    person = make_contact(make_organisation(cast.pays), phone="06 39 98 00 00")
    _, token = asked(person)

    for step in ("", "corriger/", "remplacer/", "partir/", "opposition/", "effacer/"):
        assert client.get(page(token, step)).status_code == 200
    text = client.get(page(token)).content.decode()

    shown = ("Léa Martin", "directrice", "06 39 98 00 00", "rencontre ou réunion", "mobilite@pays.example")
    assert [word in text for word in shown] == [True] * 5
    assert Verification.everywhere.get().outcome == ""
    assert client.get(page("n-importe-quoi")).status_code == 404


def test_still_me_is_one_button_once(client, cast):
    person = make_contact(make_organisation(cast.pays), verified_on=ago(300))
    _, token = asked(person)

    answer = client.post(page(token), follow=True)
    again = client.post(page(token))

    assert "Merci, c’est noté" in answer.content.decode()
    assert "toujours en poste" in again.content.decode()
    person.refresh_from_db()
    assert (person.verified_on, person.notice_given_on) == (ago(0), ago(0))
    exchange = Interaction.everywhere.get()
    assert (exchange.kind, exchange.is_theirs, exchange.recorded_by) == ("answer", True, None)


def test_two_clicks_make_one_answer(cast):
    verification, _ = asked(make_contact(make_organisation(cast.pays)))

    domain.confirm(verification)
    with pytest.raises(DomainError, match="déjà servi"):
        domain.leave(verification)

    assert Function.everywhere.held().count() == 1


def test_an_old_link_opens_nothing(client, cast):
    switch_on(cast.pays)
    person = make_contact(make_organisation(cast.pays))
    _, token = asked(person)
    Verification.everywhere.update(expires_at=timezone.now())

    answer = client.post(page(token, "effacer/"))

    assert answer.status_code == 410
    assert "mobilite@pays.example" in answer.content.decode()
    assert "Léa" not in answer.content.decode()
    assert Person.everywhere.get() == person


def test_a_person_corrects_their_own_entry(client, cast):
    partner = make_organisation(cast.pays)
    person = make_contact(partner, notice_given_on=None)
    make_contact(partner, "Zoé Petit")
    _, token = asked(person)
    title = f"title_{function_of(person).pk}"
    facts = {"full_name": "Léa Martin-Roy", "email": "zoe@partenaire.example", title: "présidente"}

    taken = client.post(page(token, "corriger/"), facts)
    assert "d’une autre fiche" in taken.content.decode()
    assert "Zoé" not in taken.content.decode()  # nobody learns who else is in the list
    assert client.post(page(token, "corriger/"), facts | {"email": "lmr@x.example"}).status_code == 302

    person.refresh_from_db()
    assert (person.full_name, person.email, person.verified_on) == ("Léa Martin-Roy", "lmr@x.example", ago(0))
    assert function_of(person).title == "présidente"
    assert Verification.everywhere.get().outcome == Outcome.CORRECTED


def test_a_successor_takes_the_function_and_is_told(client, cast):
    switch_on(cast.pays)
    partner = make_organisation(cast.pays)
    person = make_contact(partner, function={"is_referent": True})
    _, token = asked(person)
    facts = {"function": function_of(person).pk, "full_name": "Max Roy", "email": person.email}

    own = client.post(page(token, "remplacer/"), facts).content.decode()
    assert "pas la vôtre" in own
    client.post(page(token, "remplacer/"), facts | {"email": "Max@Partenaire.example"})

    successor = Person.everywhere.get(full_name="Max Roy")
    assert (successor.email, successor.origin, successor.notice_given_on) == (
        "max@partenaire.example",
        "given_by_organisation",
        ago(0),
    )
    held = Function.everywhere.held().get()
    assert (held.person, held.title, held.is_referent) == (successor, "directrice", True)
    assert mails()[1:] == [("max@partenaire.example", "named_successor")]
    told = OutboundMail.everywhere.latest("pk").text
    assert [words in told for words in ("mission d’intérêt public", "mobilite@pays.example")] == [True, True]


def test_a_function_of_somebody_else_is_not_handed_over(client, cast):
    partner = make_organisation(cast.pays)
    person, other = make_contact(partner), make_contact(partner, "Zoé Petit")
    _, token = asked(person)

    facts = {"function": function_of(other).pk, "full_name": "Max", "email": "max@x.example"}
    assert client.post(page(token, "remplacer/"), facts).status_code == 200

    assert Function.everywhere.held().count() == 2


@pytest.mark.parametrize(
    ("step", "outcome"), [("partir/", "left"), ("opposition/", "opposed"), ("effacer/", "erased")]
)
def test_leaving_opposing_and_being_erased(client, cast, step, outcome):
    partner = make_organisation(cast.pays)
    person = make_contact(partner)
    make_exchange(partner, "Léa Martin relaie.", person=person)
    _, token = asked(person)

    answer = client.post(page(token, step), follow=True)

    assert "Merci, c’est noté" in answer.content.decode()
    assert Verification.everywhere.get().outcome == outcome
    left = Person.everywhere.first()
    assert (left is None) == (outcome == "erased")
    assert Function.everywhere.held().exists() == (outcome == "opposed")
    assert bool(left and left.opposed_on) == (outcome == "opposed")
    assert Interaction.everywhere.filter(summary__contains="Léa").exists() == (outcome != "erased")
    assert "Léa" not in str(list(Entry.everywhere.values()))


# What the team sees


def url(name, *args) -> str:
    return reverse(f"partners:{name}", args=["pays-des-sources", *args])


def test_what_comes_back_waits_for_the_team(client, cast):
    partner = make_organisation(cast.pays)
    left, _ = asked(make_contact(partner))
    confirmed, _ = asked(make_contact(partner, "Zoé Petit"))
    domain.leave(left)
    domain.confirm(confirmed)
    client.force_login(cast.theo)

    text = client.get(url("upkeep")).content.decode()
    client.post(url("answer_seen", left.pk))
    after = client.post(url("answer_seen", left.pk), follow=True).content.decode()

    assert text.count("C’est vu") == 1
    assert "n’est plus concerné" in text
    assert [words in after for words in ("déjà traitée", "Rien à traiter")] == [True, True]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_to_verify_costs_the_same_for_one_or_three(client, cast, django_assert_num_queries, count):
    for rank in range(count):
        partner = make_organisation(cast.pays, f"Partenaire {rank}")
        make_contact(partner, f"P{rank}", verified_on=ago(900))
        make_contact(partner, f"B{rank}", bounced_on=ago(1))
        answered, _ = asked(make_contact(partner, f"L{rank}", verified_on=ago(1)))
        domain.leave(answered)
    client.force_login(cast.theo)

    with django_assert_num_queries(15):
        client.get(url("upkeep"))


def test_a_card_says_how_sure_its_entry_is(client, cast):
    partner = make_organisation(cast.pays)
    person = make_contact(partner, verified_on=ago(650))
    client.force_login(cast.theo)

    card = client.get(url("contact", person.pk)).content.decode()
    assert "50 % de chances d’être encore juste, avec une demi-vie de 21 mois (hypothèse de départ)" in card
    assert (
        "La question est partie" in client.post(url("contact_ask", person.pk), follow=True).content.decode()
    )
    assert "sans réponse à ce jour" in client.get(url("contact", person.pk)).content.decode()


def test_the_settings_say_what_is_learned_and_what_is_assumed(client, cast):
    person = make_contact(make_organisation(cast.pays), verified_on=ago(100))
    verification, _ = asked(person)
    domain.confirm(verification)
    client.force_login(cast.aicha)

    text = client.get(url("upkeep_settings")).content.decode()
    saved = client.post(url("upkeep_settings"), CHOICES | {"asks_by_mail": "on"})

    assert text.count("hypothèse de départ") == 16
    assert "d’après 1 vérification, 0 changement" in text
    assert saved["Location"] == url("upkeep")
    refused = client.post(url("upkeep_settings"), CHOICES | {"contact_email": ""}).content.decode()
    assert "Donnez l’adresse" in refused


def test_only_the_person_lifts_their_opposition_and_the_journal_says_how(client, cast):
    person = make_contact(make_organisation(cast.pays), opposed_on=ago(9))
    client.force_login(cast.theo)

    assert client.post(url("contact_reconsider", person.pk)).status_code == 200  # without saying how
    assert client.post(url("contact_reconsider", person.pk), {"asked_by": "call"}).status_code == 302
    again = client.post(url("contact_reconsider", person.pk), {"asked_by": "call"}).content.decode()

    assert "ne s’oppose pas" in again
    assert Person.everywhere.get().opposed_on is None
    assert Entry.everywhere.latest("pk").details == {"demande": "au téléphone"}


def test_a_function_changes_its_title_and_its_dates(client, cast):
    partner = make_organisation(cast.pays)
    function = function_of(make_contact(partner))
    client.force_login(cast.theo)
    facts = {"title": "Élue", "starts_on": "2025-02-03", "ends_on": ""}

    saved = client.post(url("function_change", function.pk), facts)
    refused = client.post(url("function_change", function.pk), facts | {"ends_on": "2025-02-02"})

    assert saved["Location"] == url("organisation", partner.pk)
    assert "finit avant de commencer" in refused.content.decode()
    function.refresh_from_db()
    assert (function.title, str(function.starts_on), function.ends_on) == ("Élue", "2025-02-03", None)


def test_capitals_make_no_second_function_nor_partner(client, cast):
    client.force_login(cast.theo)
    facts = {"name": "ÉCOLE DE L’ÎLE", "kind": "school", "sphere": "education"}
    make_organisation(cast.pays, "École de l’île")

    assert "déjà dans vos partenaires" in client.post(url("new"), facts).content.decode()
    assert client.post(url("new"), facts | {"name": "Ecole de l’île"}).status_code == 302  # another name
