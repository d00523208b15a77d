"""Publics: rules, asked each time; who is left out is counted, by reason."""

import pytest
from django.utils import timezone

from maillage.accounts.domain.holds import put_on_hold
from maillage.accounts.enums import ReturnKind
from maillage.common.errors import DomainError
from maillage.outreach.domain import audiences as domain
from maillage.outreach.enums import LeftOut
from maillage.outreach.models import LetterStop
from maillage.outreach.queries.audiences import rules_of
from maillage.outreach.queries.recipients import recipients
from tests.governance.factories import make_body, make_group, make_mandate, make_seat
from tests.outreach.factories import make_audience, make_subscriber
from tests.partners.factories import function_of, make_contact, make_organisation
from tests.territories.factories import make_commune, make_epci


def emails(audience) -> list[str]:
    return sorted(each.email for each in recipients(audience).taken)


@pytest.fixture
def land(cast):
    epci = make_epci("200000001", "Communauté des Sources")
    near, far = make_commune("54001", "Amont", epci=epci), make_commune("54002", "Aval")
    return near, far


@pytest.fixture
def people(cast, land):
    """Four contacts: two of the social sphere, one of them at Amont; one substitute; one of health."""
    near, _ = land
    ccas = make_organisation(cast.pays, "CCAS", kind="ccas", sphere="social", commune=near)
    union = make_organisation(cast.pays, "UDAF", sphere="social")
    clinic = make_organisation(cast.pays, "Clinique", sphere="health")
    zoe = make_contact(ccas, "Zoé", function={"is_referent": True})
    lea = make_contact(union, "Léa")
    tom = make_contact(union, "Tom", function={"substitute_for": function_of(lea)})
    ana = make_contact(clinic, "Ana")
    return {"zoe": zoe, "lea": lea, "tom": tom, "ana": ana}


def of(*names) -> list[str]:
    return sorted(f"{name}@partenaire.example" for name in names)


def test_each_kind_of_rule_names_its_people(cast, people, land):
    near, _ = land
    make_subscriber(cast.pays, "ici@h.example", commune=near, topics=["aids"])
    make_subscriber(cast.pays, "loin@h.example", topics=["say"])
    body = make_body(cast.pays)
    group = make_group(body)
    make_mandate(make_seat(group), people["ana"])

    def named(rule):
        return emails(make_audience(cast.pays, rule, name=rule))

    assert named("contacts:") == of("zoe", "lea", "tom", "ana")
    assert named("sphere:social") == of("zoe", "lea", "tom")
    assert named("role:referent") == of("zoe")
    assert named("role:titular") == of("zoe", "lea", "ana")
    assert named("role:substitute") == of("tom")
    assert named(f"circle:{body.circle_id}") == of("ana")
    assert named(f"circle:{group.circle_id}") == of("ana")
    assert named("circle:999999") == []
    assert named(f"commune:{near.pk}") == sorted([*of("zoe"), "ici@h.example"])
    assert named(f"epci:{near.epci_id}") == sorted([*of("zoe"), "ici@h.example"])
    assert named("subscribers:aids") == ["ici@h.example"]
    assert named("subscribers:") == ["ici@h.example", "loin@h.example"]


def test_rules_are_joined_by_any_or_all_and_some_leave_people_out(cast, people, land):
    near, _ = land
    make_subscriber(cast.pays, "ici@h.example", commune=near, topics=["aids"])
    rules = ("sphere:social", f"commune:{near.pk}")
    either = make_audience(cast.pays, *rules, name="ou")
    both = make_audience(cast.pays, *rules, name="et", joined="all")
    without = make_audience(cast.pays, "sphere:social", name="sauf", without=("role:substitute",))

    assert emails(either) == sorted([*of("zoe", "lea", "tom"), "ici@h.example"])
    assert emails(both) == of("zoe")
    assert emails(without) == of("zoe", "lea")
    assert emails(
        make_audience(cast.pays, "subscribers:aids", f"epci:{near.epci_id}", name="abonnés", joined="all")
    ) == ["ici@h.example"]


def test_without_a_rule_nobody_is_named(cast, people):
    audience = domain.name_audience(cast.pays, name="Vide", joined="all", by=cast.theo)
    assert emails(audience) == []


def test_an_exclusion_holds_for_the_address_whatever_it_is_known_as(cast, people):
    make_subscriber(cast.pays, "zoe@partenaire.example")
    assert emails(make_audience(cast.pays, "subscribers:", without=("sphere:social",))) == []


def test_who_is_left_out_is_counted_by_reason(cast):
    ours = make_organisation(cast.pays)
    make_contact(ours, "Muet", email="")
    make_contact(ours, "Opposée", opposed_on=timezone.localdate())
    make_contact(ours, "Échouée", bounced_on=timezone.localdate())
    LetterStop.everywhere.create(person=make_contact(ours, "Lasse"))
    make_contact(ours, "Retenue")
    put_on_hold("retenue@partenaire.example", ReturnKind.COMPLAINT, "550")
    make_contact(ours, "Bonne")
    make_subscriber(cast.pays, "bonne@partenaire.example")
    make_subscriber(cast.pays, "attente@h.example", state="asked")
    make_subscriber(cast.pays, "partie@h.example", state="left")
    make_subscriber(cast.pays, "opposee@partenaire.example")

    found = recipients(make_audience(cast.pays, "contacts:", "subscribers:"))

    assert [each.email for each in found.taken] == ["bonne@partenaire.example"]
    assert dict(found.left_out) == {
        LeftOut.NO_MAIL: 1,
        LeftOut.OPPOSED: 2,
        LeftOut.BOUNCED: 1,
        LeftOut.STOPPED: 1,
        LeftOut.HELD: 1,
        LeftOut.TWICE: 1,
        LeftOut.UNCONFIRMED: 1,
        LeftOut.LEFT: 1,
    }
    assert found.said[:2] == ["1 sans courriel", "2 opposées"]


def test_whoever_left_their_function_is_named_no_more(cast, people):
    function = function_of(people["ana"])
    function.ends_on = timezone.localdate()
    function.save()
    assert emails(make_audience(cast.pays, "sphere:health")) == []


def test_another_authority_is_never_named(cast, people):
    make_subscriber(cast.elsewhere, "ailleurs@h.example")
    make_contact(make_organisation(cast.elsewhere, "Ailleurs", sphere="social"), "Eva")
    assert emails(make_audience(cast.pays, "sphere:social", "subscribers:")) == of("zoe", "lea", "tom")


@pytest.mark.parametrize("size", [1, 30])
def test_the_question_costs_the_same_for_one_and_for_many(cast, django_assert_num_queries, size):
    ours = make_organisation(cast.pays)
    for rank in range(size):
        make_contact(ours, f"C{rank}")
        make_subscriber(cast.pays, f"s{rank}@h.example")
    audience = make_audience(cast.pays, "contacts:", "subscribers:", without=("sphere:health",))
    with django_assert_num_queries(8):
        assert len(recipients(audience)) == 2 * size


def test_a_rule_is_one_of_those_offered(cast):
    audience = make_audience(cast.pays)
    for rule in ("sphere:nothing", "raw:1=1", "circle:999999", "subscribers"):
        with pytest.raises(DomainError, match="n’existe pas"):
            domain.add_rule(audience, rule=rule, is_exclusion=False, by=cast.theo)
    with pytest.raises(DomainError, match="déjà"):
        domain.add_rule(audience, rule="subscribers:", is_exclusion=False, by=cast.theo)
    assert [rule.said for rule in rules_of(audience)] == ["tous les sujets"]
