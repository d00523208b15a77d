import csv
from datetime import date
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.governance.models import Body, BodyRules, Mandate, RuleSetting
from tests.governance.factories import make_body, make_group, make_mandate, make_rules, make_seat
from tests.partners.factories import make_contact, make_organisation


def url(name, *args):
    return reverse(f"governance:{name}", args=["pays-des-sources", *args])


def page_of(client, user, path, data=None) -> str:
    client.force_login(user)
    return client.get(path, data).content.decode()


def shown(html, *words) -> list[str]:
    return [word for word in words if word in html]


@pytest.fixture
def seat(cast):
    return make_seat(make_group(make_body(cast.pays), "trade_unions"), make_organisation(cast.pays, "CFDT"))


def test_an_empty_list_proposes_the_six_kinds_to_those_who_may_create(client, cast):
    html = page_of(client, cast.theo, url("bodies"))
    assert html.count("?modele=") == 6
    words = ("?modele=", "Une personne pilote ou de l’équipe peut en créer")
    assert shown(page_of(client, cast.bruno, url("bodies")), *words) == [words[1]]


def test_a_body_is_created_from_its_template_in_one_form(client, cast):
    html = page_of(client, cast.theo, url("body_new"), {"modele": "partners_committee"})
    assert shown(html, "Organisation syndicale de salariés", "Au moins une fois par an")[0]
    facts = {"kind": "partners_committee", "name": "Comité", "with_template": "on"}
    answer = client.post(url("body_new"), facts, follow=True)
    body = Body.everywhere.get(authority=cast.pays)
    assert answer.redirect_chain == [(url("body", body.pk), 302)]
    assert answer.context["counts"] == {"seats": 16, "vacant": 16, "members": 0, "alternates": 0}
    again = client.post(url("body_new"), facts).content.decode()
    assert "s’appelle déjà" in again


def test_the_composition_of_the_past_offers_nothing_to_change(client, cast, seat):
    mandate = make_mandate(seat, starts_on=date(2025, 1, 6), ends_on=date(2026, 1, 1))
    body = seat.group.body
    name, act = mandate.person.full_name, "Ajouter un siège"
    assert shown(page_of(client, cast.theo, url("body", body.pk)), name, act, "vacant") == [act, "vacant"]
    past = page_of(client, cast.theo, url("body", body.pk), {"le": "2025-06-01"})
    assert shown(past, name, act, "composition du 1 juin 2025") == [name, "composition du 1 juin 2025"]
    assert shown(page_of(client, cast.theo, url("body", body.pk), {"le": "hier"}), act) == [act]


def test_the_annex_comes_as_a_spreadsheet_and_as_papers(client, cast, seat):
    make_mandate(seat)
    client.force_login(cast.bruno)
    answer = client.get(url("body_paper", seat.group.body_id, "csv"))
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows] == ["Collège", "Salariés"]
    starts = {
        form: client.get(url("body_paper", seat.group.body_id, form)).getvalue()[:2]
        for form in ("pdf", "odt", "docx")
    }
    assert starts == {"pdf": b"%P", "odt": b"PK", "docx": b"PK"}


def test_a_known_contact_or_a_newcomer_is_seated_from_the_same_form(client, cast, seat):
    lea = make_contact(seat.organisation)
    path = url("mandate_new", seat.group.body_id, seat.pk)
    assert "Léa Martin" in page_of(client, cast.theo, path)
    terms = {"role": "titular", "starts_on": "2026-04-13"}

    both = client.post(path, {**terms, "person": lea.pk, "full_name": "Zoé Petit"}).content.decode()
    assert "Choisissez une personne connue" in both
    client.post(path, {**terms, "person": lea.pk})
    client.post(path, {**terms, "role": "alternate", "full_name": "Zoé Petit", "title": "déléguée"})
    refused = client.post(path, {**terms, "full_name": "Guy Roux"}).content.decode()

    assert "déjà titulaire de ce siège" in refused
    held = Mandate.everywhere.filter(seat=seat).order_by("pk")
    assert [(row.person.full_name, row.role) for row in held] == [
        ("Léa Martin", "titular"),
        ("Zoé Petit", "alternate"),
    ]


def test_one_form_renews_the_whole_body(client, cast, seat):
    stays, leaves = make_mandate(seat), make_mandate(make_seat(seat.group, label="CGT"))
    client.force_login(cast.theo)
    facts = {"act": "délibération 41", "starts_on": "2026-04-13", "keep": [stays.pk]}
    answer = client.post(url("body_renew", seat.group.body_id), facts, follow=True)
    assert "1 mandat renouvelé" in answer.content.decode()
    assert answer.context["counts"]["members"] == 1
    leaves.refresh_from_db()
    assert leaves.ended_because == "non renouvelé"


def test_the_page_of_the_law_says_rule_source_and_what_to_do(client, cast, seat):
    body = seat.group.body
    html = page_of(client, cast.aicha, url("body_law", body.pk))
    words = (
        "CP-04",
        "L.1231-5",
        "Ceci ne vaut pas avis juridique",
        "Désigner quelqu’un",
        "Durcir ou écarter",
    )
    assert shown(html, *words) == list(words)
    reader = page_of(client, cast.bruno, url("body_law", body.pk))
    assert shown(reader, *words) == list(words[:3])
    before = page_of(client, cast.bruno, url("body_law", body.pk), {"le": "2023-12-28"})
    assert shown(before, "Des organisations syndicales de salariés siègent") == []


def test_only_a_pilot_sets_a_rule_aside_and_never_without_a_reason(client, cast, seat):
    path = url("body_rule", seat.group.body_id, "CP-04")
    client.force_login(cast.aicha)
    assert "Écrivez un nombre" in client.post(path, {"waived_because": " "}).content.decode()
    assert RuleSetting.everywhere.count() == 0
    told = client.post(path, {"waived_because": "Élections en mai."}, follow=True).content.decode()
    assert shown(told, "écartée par écrit", "Élections en mai.") == ["écartée par écrit", "Élections en mai."]
    assert client.get(url("body_rule", seat.group.body_id, "ZZ-1")).status_code == 404


def test_the_rules_of_procedure_start_from_the_crpa_in_one_click(client, cast):
    body = make_body(cast.pays)
    assert "Prendre le modèle CRPA (indicatif)" in page_of(client, cast.theo, url("body_rules", body.pk))
    told = client.post(url("body_rules_preset", body.pk), follow=True).content.decode()
    assert shown(told, "50 % des membres", "acte à compléter") == ["50 % des membres", "acte à compléter"]
    assert BodyRules.everywhere.get(body=body).adopted_on == timezone.localdate()


def test_the_rules_of_a_past_day_are_still_read(client, cast):
    body = make_body(cast.pays)
    make_rules(body, adopted_on=date(2024, 1, 1), notice_days=8)
    make_rules(body, adopted_on=date(2025, 1, 1), notice_days=12)
    path = url("body_rules", body.pk)
    assert shown(page_of(client, cast.bruno, path), "8 jours ouvrés", "12 jours ouvrés") == [
        "12 jours ouvrés"
    ]
    assert "8 jours ouvrés" in page_of(client, cast.bruno, path, {"le": "2024-06-01"})
    assert "Aucun règlement n’était adopté" in page_of(client, cast.bruno, path, {"le": "2023-06-01"})


def test_a_partner_reads_their_body_and_no_other(client, cast, seat):
    make_mandate(seat, make_contact(seat.organisation, "Chloé", email="chloe@example.org"))
    other = make_body(cast.pays, "Comité technique")
    client.force_login(cast.chloe)
    mine = [
        client.get(url(name, seat.group.body_id)).status_code for name in ("body", "body_law", "body_rules")
    ]
    assert mine == [200, 200, 200]
    assert client.get(url("body", other.pk)).status_code == 404
    assert client.get(url("body_change", seat.group.body_id)).status_code == 403
    assert [card.body.name for card in client.get(url("bodies")).context["cards"]] == [seat.group.body.name]


def test_a_seat_of_another_body_is_not_reached_through_this_one(client, cast, seat):
    other = make_body(cast.pays, "Comité technique")
    client.force_login(cast.theo)
    assert client.get(url("seat", other.pk, seat.pk)).status_code == 404
    assert client.post(url("seat_close", other.pk, seat.pk)).status_code == 404
