"""Bodies, their colleges and seats, and the rules they go by."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.governance.enums import DayCount
from maillage.governance.models import Body, BodyRules, Mandate, MemberGroup, RuleSetting, Seat
from maillage.governance.queries.body_templates import template_of
from maillage.journal.domain import record
from maillage.law.enums import GroupKind
from maillage.partners.domain.contacts import assign, hold
from maillage.partners.models import Circle

# What the code of relations between the public and the administration gives to commissions of the State
# (CRPA, R.133-3 to R.133-13): no law for local ones, a sound start for their own rules.
CRPA = {
    "notice_days": 5,
    "notice_count": DayCount.CALENDAR,
    "quorum_percent": 50,
    "remote_counts": True,
    "max_proxies": 1,
    "second_call": True,
    "chair_casts": True,
}


@transaction.atomic
def create_body(
    authority,
    *,
    kind: str,
    name: str,
    purpose: str = "",
    area: str = "",
    created_on: date | None = None,
    act: str = "",
    with_template: bool = True,
    by,
) -> Body:
    """A body, with the colleges and the empty seats that its kind usually has."""
    hold(authority)
    refuse_same_name(authority, name)
    template = template_of(kind)
    body = Body.everywhere.create(
        authority=authority,
        kind=kind,
        name=name,
        purpose=purpose or (template.purpose if template else ""),
        area=area,
        created_on=created_on,
        act=act,
        circle=Circle.everywhere.create(authority=authority, name=name),
    )
    if with_template and template:
        furnish(body, template)
    record("a créé", actor=by, authority=authority, target=body)
    return body


def furnish(body: Body, template) -> None:
    for rank, each in enumerate(template.groups):
        facts = {
            "kind": each.kind,
            "name": GroupKind(each.kind).label,
            "order": rank,
            "has_vote": each.has_vote,
        }
        group = create_group(body, **facts)
        Seat.everywhere.bulk_create(
            Seat(group=group, label=label, order=number) for number, label in enumerate(each.seats, 1)
        )


def create_group(body: Body, **facts) -> MemberGroup:
    """A college, and the circle of those who sit in it, inside that of the body."""
    circle = Circle.everywhere.create(authority=body.authority, parent=body.circle, name=facts["name"])
    return MemberGroup.everywhere.create(body=body, circle=circle, **facts)


def refuse_same_name(authority, name: str, besides: Body | None = None) -> None:
    others = Body.everywhere.filter(authority=authority).exclude(pk=besides.pk if besides else None)
    if others.filter(name__iexact=name).exists():
        raise DomainError(f"Une instance s’appelle déjà « {name} ».")


@transaction.atomic
def change_body(body: Body, *, by, **facts) -> bool:
    """False, and no line in the journal, if everything stays as it was."""
    hold(body.authority)
    refuse_same_name(body.authority, facts.get("name", body.name), besides=body)
    if not assign(body, facts):
        return False
    Circle.everywhere.filter(pk=body.circle_id).update(name=body.name)
    record("a modifié", actor=by, authority=body.authority, target=body)
    return True


@transaction.atomic
def close_body(body: Body, *, on: date | None = None, by) -> None:
    """It leaves the lists; its members, its meetings and its register stay."""
    on = on or timezone.localdate()
    if not Body.everywhere.filter(pk=body.pk, closed_on=None).update(closed_on=on):
        raise DomainError("Cette instance est déjà close.")
    Circle.everywhere.filter(pk=body.circle_id).update(closed_on=on)
    record("a clos", actor=by, authority=body.authority, target=body)


@transaction.atomic
def reopen_body(body: Body, *, by) -> None:
    if not Body.everywhere.filter(pk=body.pk, closed_on__isnull=False).update(closed_on=None):
        raise DomainError("Cette instance est déjà ouverte.")
    Circle.everywhere.filter(pk=body.circle_id).update(closed_on=None)
    record("a rouvert", actor=by, authority=body.authority, target=body)


@transaction.atomic
def add_group(body: Body, *, kind: str, name: str = "", has_vote: bool = True, by) -> MemberGroup:
    hold(body.authority)
    name = name or GroupKind(kind).label
    groups = body.groups(manager="everywhere")
    if groups.filter(name__iexact=name).exists():
        raise DomainError(f"Cette instance a déjà un collège « {name} ».")
    order = (groups.aggregate(last=Max("order"))["last"] or 0) + 1
    group = create_group(body, kind=kind, name=name, has_vote=has_vote, order=order)
    record("a ajouté un collège", actor=by, authority=body.authority, target=group, instance=body.name)
    return group


@transaction.atomic
def change_group(group: MemberGroup, *, by, **facts) -> bool:
    body = group.body
    hold(body.authority)
    others = body.groups(manager="everywhere").exclude(pk=group.pk)
    if others.filter(name__iexact=facts.get("name", group.name)).exists():
        raise DomainError(f"Cette instance a déjà un collège « {facts['name']} ».")
    if not assign(group, facts):
        return False
    Circle.everywhere.filter(pk=group.circle_id).update(name=group.name)
    record("a modifié un collège", actor=by, authority=body.authority, target=group, instance=body.name)
    return True


@transaction.atomic
def remove_group(group: MemberGroup, *, by) -> None:
    """Only where nobody has ever sat: what a college did is kept (public archives)."""
    body = group.body
    hold(body.authority)
    if Mandate.everywhere.filter(seat__group=group).exists() or group.votes(manager="everywhere").exists():
        raise DomainError(
            "Des personnes ont siégé dans ce collège : il est gardé. Supprimez ses sièges vacants."
        )
    record("a retiré un collège", actor=by, authority=body.authority, target=group, instance=body.name)
    group.delete()
    Circle.everywhere.filter(pk=group.circle_id).update(closed_on=timezone.localdate())


@transaction.atomic
def add_seat(
    group: MemberGroup, *, organisation=None, label: str = "", voices: list[str] | None = None, by
) -> Seat:
    body = group.body
    hold(body.authority)
    refuse_foreign(organisation, body)
    seats = group.seats(manager="everywhere")
    if organisation and seats.filter(organisation=organisation, label=label, closed_on=None).exists():
        raise DomainError(f"{organisation} a déjà ce siège : donnez un intitulé à celui-ci.")
    order = (seats.aggregate(last=Max("order"))["last"] or 0) + 1
    seat = Seat.everywhere.create(
        group=group, organisation=organisation, label=label, voices=voices or [], order=order
    )
    record("a ajouté un siège", actor=by, authority=body.authority, target=seat, instance=body.name)
    return seat


@transaction.atomic
def change_seat(seat: Seat, *, by, **facts) -> bool:
    """Who sits stays; a seat changes its organisation only while nobody holds it."""
    body = seat.group.body
    hold(body.authority)
    organisation = facts.get("organisation", seat.organisation)
    refuse_foreign(organisation, body)
    if organisation != seat.organisation and seat.organisation and held_or_to_come(seat).exists():
        raise DomainError("Quelqu’un siège pour cette organisation : terminez d’abord son mandat.")
    if not assign(seat, facts):
        return False
    record("a modifié un siège", actor=by, authority=body.authority, target=seat, instance=body.name)
    return True


@transaction.atomic
def close_seat(seat: Seat, *, on: date | None = None, by) -> None:
    on = on or timezone.localdate()
    body = seat.group.body
    hold(body.authority)
    if held_or_to_come(seat, on).exists():
        raise DomainError("Quelqu’un occupe ce siège : terminez d’abord son mandat.")
    if not Seat.everywhere.filter(pk=seat.pk, closed_on=None).update(closed_on=on):
        raise DomainError("Ce siège est déjà supprimé.")
    record("a supprimé un siège", actor=by, authority=body.authority, target=seat, instance=body.name)


def held_or_to_come(seat: Seat, day: date | None = None):
    day = day or timezone.localdate()
    return seat.mandates(manager="everywhere").filter(Q(ends_on=None) | Q(ends_on__gt=day))


def refuse_foreign(organisation, body: Body) -> None:
    if organisation and organisation.authority_id != body.authority_id:
        raise DomainError("Cette organisation est celle d’un autre territoire.")


@transaction.atomic
def adopt_rules(body: Body, *, adopted_on: date, by, **facts) -> BodyRules:
    """Rules of procedure hold from the day they were adopted, until the next ones."""
    hold(body.authority)
    if body.rules(manager="everywhere").filter(adopted_on=adopted_on).exists():
        raise DomainError("Un règlement a déjà été adopté ce jour-là : corrigez-le, ou changez la date.")
    rules = BodyRules.everywhere.create(body=body, adopted_on=adopted_on, **facts)
    record("a enregistré un règlement intérieur", actor=by, authority=body.authority, target=rules)
    return rules


def adopt_crpa(body: Body, *, adopted_on: date | None = None, act: str = "", by) -> BodyRules:
    return adopt_rules(body, adopted_on=adopted_on or timezone.localdate(), act=act, by=by, **CRPA)


@transaction.atomic
def correct_rules(rules: BodyRules, *, by, **facts) -> bool:
    """For a typing error; what was voted anew is a new version."""
    body = rules.body
    hold(body.authority)
    others = body.rules(manager="everywhere").exclude(pk=rules.pk)
    if others.filter(adopted_on=facts.get("adopted_on", rules.adopted_on)).exists():
        raise DomainError("Un règlement a déjà été adopté ce jour-là.")
    if not assign(rules, facts):
        return False
    record("a corrigé un règlement intérieur", actor=by, authority=body.authority, target=rules)
    return True


@transaction.atomic
def set_rule(body: Body, rule, *, minimum: int | None = None, waived_because: str = "", by) -> RuleSetting:
    """Ask for more than a legal rule does, or set it aside for a written reason that everyone will read beside it.

    `rule` is a `maillage.law.models.Rule`.
    """
    waived_because = waived_because.strip()
    legal = legal_minimum(rule.settings)
    if minimum is None and not waived_because:
        raise DomainError("Écrivez un nombre plus exigeant, ou le motif pour écarter la règle.")
    if minimum is not None and legal is None:
        raise DomainError("Cette règle ne compte rien : elle ne peut pas être rendue plus exigeante.")
    if minimum is not None and minimum <= legal:
        raise DomainError(f"La règle demande déjà {legal} : votre règlement ne peut demander que davantage.")
    setting, _ = RuleSetting.everywhere.update_or_create(
        body=body,
        rule_id=rule.id,
        defaults={
            "minimum": minimum,
            "waived_because": waived_because,
            "decided_by": by,
            "decided_on": timezone.localdate(),
        },
    )
    verb = "a écarté une règle" if waived_because else "a durci une règle"
    record(verb, actor=by, authority=body.authority, target=body, règle=rule.id)
    return setting


def legal_minimum(settings: Mapping) -> int | None:
    return settings.get("minimum")


@transaction.atomic
def unset_rule(body: Body, rule_id: str, *, by) -> None:
    """Back to what the law says, no more and no less."""
    if not RuleSetting.everywhere.filter(body=body, rule_id=rule_id).delete()[0]:
        raise DomainError("Cette règle s’applique déjà telle quelle.")
    record("a rétabli une règle", actor=by, authority=body.authority, target=body, règle=rule_id)


def forget_decider(user) -> int:
    return RuleSetting.everywhere.filter(decided_by=user).update(decided_by=None)
