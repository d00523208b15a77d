import csv
from datetime import date, time, timedelta
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.governance.enums import Channel, MeetingState
from maillage.governance.models import Convocation
from maillage.governance.queries import calendar as queries
from maillage.governance.queries.calendar_days import (
    Land,
    land_of,
    moment,
    public_holidays,
    school_holiday,
    school_known_until,
)
from maillage.governance.queries.school_zones import ZONE_OF, ZONES
from tests.governance.factories import (
    make_body,
    make_group,
    make_mandate,
    make_meeting,
    make_member,
    make_seat,
)
from tests.territories.factories import make_authority, make_commune

URL = "/pays-des-sources/espace/seances/"


def page_of(client, user, data=None, path=URL):
    client.force_login(user)
    return client.get(path, data)


def sit(body, person, name="Membres"):
    """The person, on a seat of a college of their own."""
    return make_mandate(make_seat(make_group(body, name=name)), person)


# Days


def test_every_departement_of_the_mainland_has_one_zone():
    listed = [
        departement
        for academies in ZONES.values()
        for departements in academies.values()
        for departement in departements.split()
    ]

    assert sorted(listed) == sorted(f"{number:02}" for number in range(1, 96) if number != 20)
    assert (ZONE_OF["54"], ZONE_OF["69"], ZONE_OF["75"]) == ("B", "A", "C")


@pytest.mark.parametrize(
    ("codes", "zones", "own"),
    [
        (["54001"], ("B",), ()),
        (["57001", "67001"], ("B",), ("57", "6AE")),
        (["69001", "69002", "84001"], ("A", "B"), ()),
        (["2A004"], (), ()),
        (["97411"], (), ()),
    ],
)
def test_the_land_follows_from_the_communes(db, codes, zones, own):
    authority = make_authority("Là-bas", slug="la-bas", communes=[make_commune(code) for code in codes])

    assert land_of(authority) == Land(zones, own)


def test_the_eleven_public_holidays_of_2027():
    assert list(public_holidays(2027).items())[:4] == [
        (date(2027, 1, 1), "Jour de l’an"),
        (date(2027, 3, 29), "Lundi de Pâques"),
        (date(2027, 5, 1), "Fête du Travail"),
        (date(2027, 5, 6), "Ascension"),
    ]
    assert len(public_holidays(2027)) == 11


@pytest.mark.parametrize("own", ["57", "6AE"])
def test_alsace_and_moselle_have_thirteen(own):
    more = public_holidays(2027, (own,)).keys() - public_holidays(2027).keys()

    assert sorted(more) == [date(2027, 3, 26), date(2027, 12, 26)]


def test_school_holidays_differ_by_zone():
    day = date(2027, 2, 10)
    assert [school_holiday(day, zone) for zone in ("A", "B", "C", "")] == [
        "",
        "",
        "Vacances d’hiver",
        "",
    ]


def test_the_screen_says_what_the_school_calendar_does_not_know(client, cast):
    make_body(cast.pays)
    known = school_known_until().year

    def warning(year):
        return page_of(client, cast.bruno, {"annee": year}).context["shown"].school_warning

    assert warning(known - 1) == ""
    assert warning(known) == "Le calendrier scolaire est connu jusqu’au 31 août 2028."
    assert (
        warning(2050)
        == "Le calendrier scolaire de 2050 n’est pas encore publié : les vacances ne sont pas montrées."
    )


def test_corsica_is_told_that_its_school_holidays_are_unknown():
    assert queries.school_warning(2027, Land()) == (
        "Les vacances scolaires de ce territoire (Corse, outre-mer) ne sont pas connues ici."
    )


def test_the_periods_of_a_year_are_whole():
    assert queries.periods_of(2027, "B")[1] == ("Vacances d’hiver", date(2027, 2, 20), date(2027, 3, 7))


# The year


def test_every_day_of_the_year_stands_once(client, cast):
    make_body(cast.pays)

    months = page_of(client, cast.bruno, {"annee": 2028}).context["shown"].months

    days = [cell.day for month in months for week in month["weeks"] for cell in week if cell]
    assert days == [date(2028, 1, 1) + timedelta(days=rank) for rank in range(366)]


def test_meetings_stand_on_their_day_in_paris_with_the_letter_of_their_body(client, cast):
    first, second = make_body(cast.pays), make_body(cast.pays, "Comité technique")
    make_meeting(second, moment(date(2027, 1, 1), time(0, 30)))
    make_meeting(first, moment(date(2027, 12, 31), time(23, 30)))

    shown = page_of(client, cast.bruno, {"annee": 2027}).context["shown"]

    cells = {
        cell.day: [meeting.mark.letter for meeting in cell.meetings]
        for month in shown.months
        for week in month["weeks"]
        for cell in week
        if cell and cell.meetings
    }
    assert cells == {date(2027, 1, 1): ["B"], date(2027, 12, 31): ["A"]}


@pytest.mark.parametrize("count", [1, 3])
def test_the_calendar_costs_the_same_for_one_meeting_or_three(client, cast, django_assert_num_queries, count):
    for rank in range(count):
        body = make_body(cast.pays, f"Instance {rank}")
        mandate = sit(body, make_member(make_seat(make_group(body))))
        soon = make_meeting(body, timezone.now() + timedelta(days=2, hours=rank), state=MeetingState.CONVENED)
        Convocation.everywhere.create(meeting=soon, mandate=mandate, channel=Channel.MAIL)
    client.force_login(cast.theo)

    with django_assert_num_queries(14):
        response = client.get(URL, {"annee": (timezone.now() + timedelta(days=2)).year})

    assert len(response.context["soon"]) == count


def test_the_list_is_narrowed_by_body_and_state(client, cast):
    first, second = make_body(cast.pays), make_body(cast.pays, "Comité technique")
    kept = make_meeting(first, date(2027, 3, 2), state=MeetingState.CONVENED)
    make_meeting(first, date(2027, 4, 6))
    make_meeting(second, date(2027, 3, 9), state=MeetingState.CONVENED)

    asked = {"annee": 2027, "instance": first.pk, "etat": "convened"}
    assert page_of(client, cast.bruno, asked).context["shown"].listed == [kept]
    assert page_of(client, cast.bruno, {"annee": 2027}).context["page"].paginator.count == 3


@pytest.mark.parametrize(
    "asked", [{"annee": "9999"}, {"annee": "x", "instance": "y", "etat": "z"}, {"annee": "²"}]
)
def test_an_address_that_makes_no_sense_shows_this_year(client, cast, asked):
    make_body(cast.pays)

    context = page_of(client, cast.bruno, asked).context

    assert (context["year"], context["body"], context["state"]) == (timezone.localdate().year, None, "")


def test_a_partner_sees_the_meetings_of_their_bodies_only(client, cast):
    mine, other = make_body(cast.pays), make_body(cast.pays, "Comité technique")
    person = make_member(make_seat(make_group(mine)), "Chloe")
    person.email = "chloe@example.org"
    person.save()
    sit(mine, person)
    meeting = make_meeting(mine, date(2027, 3, 2))
    make_meeting(other, date(2027, 3, 2))

    response = page_of(client, cast.chloe, {"annee": 2027})

    assert response.context["shown"].listed == [meeting]
    assert "Comité technique" not in response.content.decode()
    assert "Déplacer" not in response.content.decode()


def test_without_a_body_the_screen_says_what_to_do_first(client, cast):
    assert "Créez-en une d’abord." in page_of(client, cast.theo).content.decode()
    assert "Vous verrez ici les séances" in page_of(client, cast.chloe).content.decode()


# Clashes


def test_two_bodies_on_one_day_are_told_with_who_is_called_twice(client, cast):
    first, second = make_body(cast.pays), make_body(cast.pays, "Comité technique")
    person = make_member(make_seat(make_group(first)), "Léa Martin")
    sit(first, person)
    sit(second, person)
    gone = make_member(make_seat(make_group(first, name="Anciens")), "Zoé Petit")
    sit(first, gone, "Partis")
    make_mandate(make_seat(make_group(second, name="Partis")), gone, ends_on=date(2027, 1, 1))
    make_meeting(first, moment(date(2027, 3, 2), time(14)))
    make_meeting(second, moment(date(2027, 3, 2), time(15)))
    make_meeting(first, moment(date(2027, 6, 1), time(9)))
    make_meeting(second, moment(date(2027, 6, 1), time(11)))
    make_meeting(second, moment(date(2027, 6, 1), time(9)), state=MeetingState.CANCELLED)

    response = page_of(client, cast.theo, {"annee": 2027})

    assert [(clash.day, clash.is_overlap, clash.people) for clash in response.context["shown"].clashes] == [
        (date(2027, 3, 2), True, ("Léa Martin",)),
        (date(2027, 6, 1), False, ("Léa Martin",)),
    ]
    assert "Léa Martin" in response.content.decode()
    reader = page_of(client, cast.bruno, {"annee": 2027}).content.decode()
    assert ("Léa Martin" in reader, "appelé deux fois" in reader) == (False, True)


# The year ahead


def test_the_rhythm_of_the_year_ahead(cast, in_pays):
    now = timezone.now()
    technical = make_body(cast.pays, "Comité technique", kind="technical_committee")
    for weeks in (2, 10, 20, 30):
        make_meeting(technical, now + timedelta(weeks=weeks))
    steering = make_body(cast.pays, "Comité stratégique", kind="steering_committee")
    make_meeting(steering, now + timedelta(weeks=8))
    make_meeting(steering, now + timedelta(weeks=9), state=MeetingState.CANCELLED)
    make_meeting(make_body(cast.pays), now + timedelta(weeks=60))

    assert [(row["kind"], row["count"], row["ok"]) for row in queries.rhythm_of(cast.pays)] == [
        ("Comité des partenaires", 0, False),
        ("Comité stratégique", 1, False),
        ("Comité technique", 4, True),
    ]


# On paper


def test_the_csv_holds_the_lines_of_the_screen(client, cast):
    make_meeting(make_body(cast.pays, "=Comité"), date(2027, 3, 2), place="Mairie")

    response = page_of(
        client, cast.bruno, {"annee": 2027}, reverse("governance:meetings_csv", args=[cast.pays.slug])
    )

    assert list(csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";")) == [
        ["Date", "Début", "Fin", "Instance", "Objet", "Lieu", "État"],
        ["02/03/2027", "14:00", "16:00", "'=Comité", "", "Mairie", "prévue"],
    ]


def test_the_paper_calendar_holds_each_day_and_meeting(client, cast):
    make_meeting(make_body(cast.pays), date(2027, 3, 2), place="Mairie")
    asked = {"annee": 2027}
    path = reverse("governance:meetings_pdf", args=[cast.pays.slug])

    response = page_of(client, cast.bruno, asked, path)

    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    shown = page_of(client, cast.bruno, asked).context["shown"]
    march = [queries.cell_words(day) for week in shown.months[2]["weeks"] for day in week if day]
    assert (march[0], march[1], march[28], len(march)) == ("L 1 ~", "M 2 A 14\u00a0h ~", "L 29 férié", 31)
