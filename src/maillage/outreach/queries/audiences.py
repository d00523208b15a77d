from django.db.models import Count

from maillage.outreach.enums import Place, RuleKind, Topic
from maillage.outreach.models import Audience, AudienceRule
from maillage.partners.enums import Sphere
from maillage.partners.models import Circle
from maillage.territories.models import Commune, Epci

ALL_TOPICS = "tous les sujets"
GONE = "n’existe plus : cette règle ne nomme personne"


def audiences_of(authority) -> list[Audience]:
    """Each with its rules in words."""
    audiences = list(
        Audience.objects.filter(authority=authority).annotate(used=Count("letters", distinct=True))
    )
    rules = list(AudienceRule.everywhere.filter(audience__in=audiences).select_related("audience"))
    say_rules(authority, rules)
    for audience in audiences:
        audience.said_rules = [rule for rule in rules if rule.audience_id == audience.pk]
    return audiences


def rules_of(audience) -> list[AudienceRule]:
    rules = list(AudienceRule.everywhere.filter(audience=audience))
    say_rules(audience.authority, rules)
    return rules


def say_rules(authority, rules: list[AudienceRule]) -> None:
    """Give each rule its words, in three queries whatever their number."""
    values = {kind: {rule.value for rule in rules if rule.kind == kind} for kind in RuleKind}
    circles = {str(each.pk): named_circle(each) for each in circles_of_authority(authority)}
    epcis = dict(Epci.objects.filter(pk__in=values[RuleKind.EPCI]).values_list("pk", "name"))
    communes = dict(Commune.objects.filter(pk__in=values[RuleKind.COMMUNE]).values_list("pk", "name"))
    names = {
        RuleKind.CIRCLE: circles,
        RuleKind.EPCI: epcis,
        RuleKind.COMMUNE: communes,
        RuleKind.SPHERE: dict(Sphere.choices),
        RuleKind.ROLE: dict(Place.choices),
        RuleKind.SUBSCRIBERS: {"": ALL_TOPICS, **dict(Topic.choices)},
        RuleKind.CONTACTS: {"": ""},
    }
    for rule in rules:
        rule.said = names[RuleKind(rule.kind)].get(rule.value, GONE)


def circles_of_authority(authority):
    return Circle.everywhere.filter(authority=authority).select_related("parent")


def named_circle(circle) -> str:
    return f"{circle.parent.name} : {circle.name}" if circle.parent else circle.name


def choices_of(authority) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a rule may be, as a grouped list: « sphere:social » → « Action sociale »."""
    circles = circles_of_authority(authority).filter(closed_on=None)
    epcis = Epci.objects.filter(communes__authorities=authority).distinct().order_by("name")
    communes = authority.communes.order_by("name")
    rows = {
        RuleKind.CONTACTS: [("", "Tous les contacts des partenaires")],
        RuleKind.CIRCLE: sorted(((each.pk, named_circle(each)) for each in circles), key=lambda row: row[1]),
        RuleKind.SPHERE: Sphere.choices,
        RuleKind.ROLE: Place.choices,
        RuleKind.SUBSCRIBERS: [("", "Tous les abonnés"), *Topic.choices],
        RuleKind.EPCI: epcis.values_list("pk", "name"),
        RuleKind.COMMUNE: communes.values_list("pk", "name"),
    }
    return [
        (kind.label, [(f"{kind}:{value}", label) for value, label in choices])
        for kind, choices in rows.items()
    ]
