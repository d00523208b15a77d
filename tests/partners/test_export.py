"""What is taken away comes back whole, in every format."""

from datetime import date

import pytest
from django.urls import reverse
from django_scopes import scope

from maillage.partners.models import Function, Organisation, Person
from maillage.partners.queries.contacts import organisations_of
from tests.partners.factories import function_of, make_contact, make_organisation
from tests.partners.files import written

FORMATS = ["csv", "xlsx", "ods", "vcf"]
ORGANISATION = (
    "name",
    "kind",
    "sphere",
    "siren",
    "siret",
    "commune",
    "address",
    "phone",
    "email",
    "website",
    "notes",
)
FUNCTION = ("organisation__name", "person__full_name", "title", "is_referent", "starts_on", "ends_on")


def url(name, *args):
    return reverse(f"partners:{name}", args=["pays-des-sources", *args])


def furnish(authority) -> None:
    partner = make_organisation(
        authority,
        "Mission locale « Sources, etc. » ; suite",
        siret="73282932000074",
        siren="732829320",
        commune=authority.communes.get(),
        address="1 rue Basse; bât. B\n54999 Sources",
        phone="03 99 00 00 01",
        email="accueil@ml.example",
        website="https://ml.example/?a=1,2",
        notes="=1+1\nDeux lignes, avec un \\ et un ;",
    )
    lea = make_contact(partner, "Léa Martin", phone="+33 6 39 98 00 00", verified_on=date(2026, 2, 3))
    Function.everywhere.filter(person=lea).update(is_referent=True)
    zoe = make_contact(
        partner, "Zoé de la Tour", opposed_on=date(2026, 3, 4), function={"ends_on": date(2999, 1, 1)}
    )
    Function.everywhere.filter(person=zoe).update(substitute_for=function_of(lea))
    make_contact(make_organisation(authority, "Épicerie", kind="other", sphere="users"), "Prince", email="")
    make_organisation(authority, "=Sans personne", kind="epci", sphere="elected")


def facts_of(authority) -> tuple:
    functions = Function.everywhere.filter(organisation__authority=authority)
    return (
        list(Organisation.everywhere.filter(authority=authority).order_by("name").values_list(*ORGANISATION)),
        list(
            Person.everywhere.filter(authority=authority)
            .order_by("full_name")
            .values_list("full_name", "phone", "verified_on", "opposed_on")
        ),
        list(functions.order_by("person__full_name").values_list(*FUNCTION)),
        list(
            functions.exclude(substitute_for=None).values_list(
                "person__full_name", "substitute_for__person__full_name"
            )
        ),
    )


@pytest.mark.parametrize("ending", FORMATS)
def test_the_list_comes_back_whole_elsewhere(client, cast, ending):
    furnish(cast.pays)
    client.force_login(cast.theo)

    answer = client.get(url(ending))
    written(cast.elsewhere, cast.eve, answer.content)

    assert answer["Content-Disposition"] == f'attachment; filename="partenaires-pays-des-sources.{ending}"'
    assert facts_of(cast.elsewhere) == facts_of(cast.pays)
    mails = (
        Person.everywhere.filter(authority=cast.elsewhere)
        .order_by("full_name")
        .values_list("email", flat=True)
    )
    assert list(mails) == ["lea@partenaire.example", "", ""]  # Zoé opposed: her address does not leave


@pytest.mark.parametrize("ending", FORMATS)
def test_the_files_follow_the_filters_of_the_screen(client, cast, ending):
    furnish(cast.pays)
    make_organisation(cast.elsewhere, "Ailleurs")
    client.force_login(cast.theo)

    content = client.get(url(ending), {"q": "epicerie"}).content
    written(cast.elsewhere, cast.eve, content)

    assert list(Person.everywhere.filter(authority=cast.elsewhere).values_list("full_name", flat=True)) == [
        "Prince"
    ]


def test_who_is_retired_comes_back_retired(client, cast):
    make_organisation(cast.pays, "Ancien", is_active=False)
    client.force_login(cast.theo)

    written(cast.elsewhere, cast.eve, client.get(url("csv"), {"etat": "retires"}).content)

    assert Organisation.everywhere.get(authority=cast.elsewhere).is_active is False


def test_an_address_book_reads_our_cards(client, cast):
    import vobject  # noqa: PLC0415

    furnish(cast.pays)
    client.force_login(cast.theo)

    cards = list(vobject.readComponents(client.get(url("vcf")).content.decode()))

    assert [card.fn.value for card in cards] == [
        "=Sans personne",
        "Mission locale « Sources, etc. » ; suite",
        "Léa Martin",
        "Zoé de la Tour",
        "Épicerie",
        "Prince",
    ]
    assert {card.version.value for card in cards} == {"4.0"}
    assert max(len(line) for line in client.get(url("vcf")).content.split(b"\r\n")) <= 75


def test_the_card_of_one_contact(client, cast):
    person = make_contact(make_organisation(cast.pays))
    client.force_login(cast.theo)

    answer = client.get(url("contact_card", person.pk))

    assert answer["Content-Type"] == "text/vcard; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="contact-{person.pk}.vcf"'
    assert "EMAIL;TYPE=work:lea@partenaire.example\r\n" in answer.content.decode()


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("count", [1, 3])
def test_a_file_costs_the_same_for_one_or_three(client, cast, django_assert_num_queries, count, ending):
    for rank in range(count):
        make_contact(make_organisation(cast.pays, f"Partenaire {rank}"), f"P{rank}")
    client.force_login(cast.theo)

    with django_assert_num_queries(8):
        client.get(url(ending))


def test_the_lines_of_a_file_are_those_of_the_list(cast):
    furnish(cast.pays)
    with scope(authority=cast.pays):
        assert organisations_of(cast.pays).count() == 3
