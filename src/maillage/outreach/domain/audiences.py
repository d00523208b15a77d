"""Publics: rules, named once, asked at each sending."""

from django.db import IntegrityError, transaction

from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.outreach.enums import RuleKind
from maillage.outreach.models import Audience, AudienceRule
from maillage.outreach.queries.audiences import choices_of

TAKEN = "Un autre public porte déjà ce nom."


@transaction.atomic
def name_audience(authority, *, name: str, joined: str, audience: Audience | None = None, by) -> Audience:
    audience = audience or Audience(authority=authority)
    audience.name, audience.joined = name.strip(), joined
    try:
        with transaction.atomic():
            audience.save()
    except IntegrityError:
        raise DomainError(TAKEN) from None
    record("a nommé un public", actor=by, authority=authority, target=audience)
    return audience


@transaction.atomic
def add_rule(audience: Audience, *, rule: str, is_exclusion: bool, by) -> AudienceRule:
    """`rule` is « kind:value », one of those that this authority may choose today."""
    known = {value for _, choices in choices_of(audience.authority) for value, _ in choices}
    kind, _, value = rule.partition(":")
    if rule not in known:
        raise DomainError("Cette règle n’existe pas.")
    row, is_new = AudienceRule.everywhere.get_or_create(
        audience=audience, kind=RuleKind(kind), value=value, is_exclusion=is_exclusion
    )
    if not is_new:
        raise DomainError("Cette règle y est déjà.")
    record("a ajouté une règle à un public", actor=by, authority=audience.authority, target=audience)
    return row


@transaction.atomic
def remove_rule(rule: AudienceRule, *, by) -> None:
    audience = rule.audience
    rule.delete()
    record("a retiré une règle d’un public", actor=by, authority=audience.authority, target=audience)


@transaction.atomic
def drop_audience(audience: Audience, *, by) -> None:
    if audience.letters.exists():
        raise DomainError("Des lettres nomment ce public : il reste, pour dire à qui elles sont allées.")
    record("a supprimé un public", actor=by, authority=audience.authority, target=audience)
    audience.delete()
