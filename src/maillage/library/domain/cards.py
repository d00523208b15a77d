from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maillage.accounts.queries.privacy import addresses_of
from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.library.models import RoleCard
from maillage.partners.models import Organisation


@transaction.atomic
def write_card(
    organisation: Organisation,
    *,
    does: str,
    for_whom: str = "",
    where: str = "",
    asks: str = "",
    person=None,
    user=None,
) -> RoleCard:
    """What a partner does, in its own words or the team's. Saved unchanged, it is verified all the same."""
    if not does.strip():
        raise DomainError("Dites au moins, en une phrase, ce que fait votre organisation.")
    facts = {"does": does, "for_whom": for_whom, "where": where, "asks": asks}
    card, _ = RoleCard.everywhere.update_or_create(
        organisation=organisation,
        defaults={
            "authority": organisation.authority,
            "verified_on": timezone.localdate(),
            "person": person,
            "user": user,
            **{name: text.strip() for name, text in facts.items()},
        },
    )
    by = {"actor": user, "authority": organisation.authority, "target": organisation}
    record("a rempli la fiche « qui fait quoi » de", **by)
    return card


@transaction.atomic
def remove_card(card: RoleCard, *, by) -> None:
    record(
        "a retiré la fiche « qui fait quoi » de", actor=by, authority=card.authority, target=card.organisation
    )
    card.delete()


def forget_in_cards(user) -> int:
    """The card stays with its organisation, without who verified it."""
    rows = RoleCard.everywhere.filter(Q(user=user) | Q(person__email__in=addresses_of(user)))
    return rows.update(user=None, person=None)
