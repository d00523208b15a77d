from collections.abc import Iterable, Mapping
from datetime import date
from unicodedata import normalize

from django.db import transaction
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.partners.enums import FindingWay, InteractionKind, OrganisationKind, Sphere
from maillage.partners.models import Finding, Function, Interaction, Organisation, Person
from maillage.partners.queries import contacts as queries
from maillage.territories.models import Authority
from maillage.territories.queries.words import plain

LA_POSTE = "356000000"


@transaction.atomic
def add_organisation(authority, *, by, **facts) -> Organisation:
    """Add a partner; `facts` are the fields of `Organisation`."""
    hold(authority)
    facts = clean_facts(authority, facts)
    organisation = Organisation.everywhere.create(authority=authority, **facts)
    record("a ajouté", actor=by, authority=authority, target=organisation)
    return organisation


@transaction.atomic
def change_organisation(organisation: Organisation, *, by, **facts) -> bool:
    """False, and no line in the journal, if everything stays as it was."""
    hold(organisation.authority)
    facts = clean_facts(organisation.authority, facts, besides=organisation)
    if not assign(organisation, facts):
        return False
    record("a modifié", actor=by, authority=organisation.authority, target=organisation)
    return True


@transaction.atomic
def close_organisation(organisation: Organisation, *, by) -> None:
    """Take a partner off the lists; its contacts and its history stay."""
    if not Organisation.everywhere.filter(pk=organisation.pk, is_active=True).update(is_active=False):
        raise DomainError("Ce partenaire est déjà retiré de la liste.")
    record("a retiré", actor=by, authority=organisation.authority, target=organisation)


@transaction.atomic
def reopen_organisation(organisation: Organisation, *, by) -> None:
    if not Organisation.everywhere.filter(pk=organisation.pk, is_active=False).update(is_active=True):
        raise DomainError("Ce partenaire est déjà dans la liste.")
    record("a remis", actor=by, authority=organisation.authority, target=organisation)


@transaction.atomic
def add_town_halls(authority, *, by) -> int:
    """Make partners of the town halls that are none yet, with what the public directory says of each."""
    hold(authority)
    halls = list(queries.missing_town_halls(authority).select_related("commune"))
    if not halls:
        return 0
    taken = set(Organisation.everywhere.filter(authority=authority).values_list("name", flat=True))
    rows = []
    for hall in halls:
        name = name_of_town_hall(hall.commune.name)
        name = f"{name} ({hall.commune.code})" if name in taken else name
        taken.add(name)
        rows.append(town_hall_as_partner(authority, hall, name))
    Organisation.everywhere.bulk_create(rows)
    record("a ajouté les mairies", actor=by, authority=authority, target=authority, mairies=len(rows))
    return len(rows)


def town_hall_as_partner(authority, hall, name: str) -> Organisation:
    return Organisation(
        authority=authority,
        name=name,
        kind=OrganisationKind.COMMUNE,
        sphere=Sphere.ELECTED,
        siren=hall.commune.siren,
        commune=hall.commune,
        address=hall.address,
        phone=hall.phone,
        email=hall.email,
        website=hall.website,
    )


def name_of_town_hall(commune: str) -> str:
    """« Mairie de Lunéville », « d’Azerailles », « du Havre », « des Rousses », « de La Bresse »."""
    for article, joined in (("Le ", "du "), ("Les ", "des ")):
        if commune.startswith(article):
            return f"Mairie {joined}{commune.removeprefix(article)}"
    return f"Mairie d’{commune}" if plain(commune)[:1] in set("aeiouy") else f"Mairie de {commune}"


@transaction.atomic
def add_contact(organisation: Organisation, *, person: Mapping, function: Mapping, by) -> Person:
    """Someone at a partner's. An address already known under the same name is that person, with one more function."""
    authority = organisation.authority
    hold(authority)
    known = known_person(authority, person)
    contact = known or add_person(authority, person, by=by)
    give_function(organisation, contact, by=by, **function)
    return contact


def known_person(authority, facts: Mapping) -> Person | None:
    email = facts["email"].strip().lower()
    known = Person.everywhere.filter(authority=authority, email=email).first() if email else None
    if known and plain(known.full_name) != plain(facts["full_name"]):
        raise DomainError(
            f"L’adresse {email} est déjà celle de {known}. "
            "S’il s’agit de la même personne, écrivez son nom de la même façon."
        )
    return known


def add_person(authority, facts: Mapping, *, by) -> Person:
    person = Person.everywhere.create(authority=authority, **clean_person(authority, facts))
    record("a ajouté un contact", actor=by, authority=authority, target=person)
    return person


@transaction.atomic
def change_person(person: Person, *, by, **facts) -> bool:
    """A new address is one more try: what came back from the old one is forgotten."""
    hold(person.authority)
    facts = clean_person(person.authority, facts, besides=person)
    if facts["email"] != person.email and person.bounced_on:
        learn(person, was_right=False, way=FindingWay.TEAM)
        facts["bounced_on"] = None
    if not assign(person, facts):
        return False
    record("a modifié un contact", actor=by, authority=person.authority, target=person)
    return True


@transaction.atomic
def give_function(
    organisation: Organisation,
    person: Person,
    *,
    title: str,
    starts_on: date,
    ends_on: date | None = None,
    is_referent: bool = False,
    substitute_for: Function | None = None,
    by,
) -> Function:
    """A new référent takes the place of the one before, who keeps their function."""
    if person.authority_id != organisation.authority_id:
        raise DomainError("Ce contact est celui d’un autre territoire.")
    if ends_on and ends_on < starts_on:
        raise DomainError("La fonction finit avant de commencer.")
    if substitute_for and substitute_for.organisation_id != organisation.pk:
        raise DomainError("On supplée une personne de la même organisation.")
    held = Function.everywhere.held().filter(organisation=organisation)
    titles = held.filter(person=person).values_list("title", flat=True)
    if any(same_words(title, each) for each in titles):
        raise DomainError(f"{person} a déjà cette fonction dans cette organisation.")
    if is_referent:
        held.filter(is_referent=True).update(is_referent=False)
    function = Function.everywhere.create(
        organisation=organisation,
        person=person,
        title=title,
        is_referent=is_referent,
        substitute_for=substitute_for,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    record("a ajouté une fonction", actor=by, authority=organisation.authority, target=function)
    return function


@transaction.atomic
def end_function(function: Function, *, by) -> None:
    """Ends today; one that was to start later goes as if it had never been."""
    held, today = Function.everywhere.held().filter(pk=function.pk), timezone.localdate()
    to_come = held.filter(starts_on__gt=today)
    if not (held.filter(starts_on__lte=today).update(ends_on=today) or to_come.delete()[0]):
        raise DomainError("Cette fonction est déjà terminée.")
    record("a mis fin à une fonction", actor=by, authority=function.organisation.authority, target=function)


@transaction.atomic
def name_referent(function: Function, *, by) -> None:
    """The one to call first; whoever was before keeps their function."""
    hold(function.organisation.authority)
    held = Function.everywhere.held().filter(organisation=function.organisation)
    held.exclude(pk=function.pk).filter(is_referent=True).update(is_referent=False)
    if not held.filter(pk=function.pk, is_referent=False).update(is_referent=True):
        raise DomainError("Cette personne est déjà référente, ou n’est plus en fonction.")
    record("a nommé un référent", actor=by, authority=function.organisation.authority, target=function)


@transaction.atomic
def verify_person(person: Person, *, by) -> None:
    """Someone has just made sure that the entry is right."""
    learn(person, was_right=True, way=FindingWay.TEAM)
    Person.everywhere.filter(pk=person.pk).update(verified_on=timezone.localdate())
    record("a vérifié un contact", actor=by, authority=person.authority, target=person)


@transaction.atomic
def oppose_person(person: Person, *, by) -> None:
    """The person wants no more mail. The address stays, so that nobody takes it up again by mistake."""
    opposed = Person.everywhere.filter(pk=person.pk, opposed_on=None).update(opposed_on=timezone.localdate())
    if not opposed:
        raise DomainError("Cette opposition est déjà notée.")
    record("a noté l’opposition d’un contact", actor=by, authority=person.authority, target=person)


def learn(person: Person, *, was_right: bool, way: str) -> None:
    """Keep, without the name, how many days the entry was good for: the half-lives are learned from it."""
    if person.known_on is None:
        return
    held = Function.everywhere.held().filter(person=person)
    days = max((timezone.localdate() - person.known_on).days, 0)
    for kind in set(held.order_by().values_list("organisation__kind", flat=True)):
        Finding.everywhere.create(
            authority_id=person.authority_id,
            kind=kind,
            days=days,
            was_right=was_right,
            way=way,
            found_on=timezone.localdate(),
        )


@transaction.atomic
def record_interaction(
    organisation: Organisation,
    *,
    kind: str,
    happened_on: date,
    summary: str,
    person: Person | None = None,
    is_theirs: bool = False,
    due_on: date | None = None,
    by,
) -> Interaction:
    """`is_theirs`: they came to us. `due_on`: when a promise is to be kept; nothing else bears that date."""
    if happened_on > timezone.localdate():
        raise DomainError("Un échange se note une fois qu’il a eu lieu : corrigez la date.")
    if due_on and kind != InteractionKind.PROMISE:
        raise DomainError("Seul un engagement a une échéance : changez la nature, ou videz la date.")
    if due_on and due_on < happened_on:
        raise DomainError("L’échéance vient avant l’engagement : corrigez l’une des deux dates.")
    if person and not person.functions(manager="everywhere").filter(organisation=organisation).exists():
        raise DomainError(f"{person} n’est pas un contact de cette organisation.")
    interaction = Interaction.everywhere.create(
        authority=organisation.authority,
        organisation=organisation,
        person=person,
        kind=kind,
        happened_on=happened_on,
        summary=summary,
        is_theirs=is_theirs,
        due_on=due_on,
        recorded_by=by,
    )
    record(
        "a noté",
        actor=by,
        authority=organisation.authority,
        target=interaction,
        organisation=str(organisation),
    )
    return interaction


def hold(authority) -> None:
    """Writers of one authority take turns, so that two clicks never make two of one partner.

    Whoever only names the authority, as each line of the journal does, does not wait for them (`no_key`): without it,
    two who hold a row each would wait for each other for ever.
    """
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)


def assign(row, facts: Mapping) -> bool:
    """Set what changed, and only that; False if nothing did."""
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, facts[name])
    if changed:
        row.save(update_fields=changed)
    return bool(changed)


def clean_facts(authority, facts: Mapping, besides: Organisation | None = None) -> dict:
    """The facts of an organisation as they are kept; its SIREN follows from its SIRET."""
    siren, siret = (facts.get(name, "").replace(" ", "") for name in ("siren", "siret"))
    refuse_bad_numbers(siren, siret)
    others = Organisation.everywhere.filter(authority=authority).exclude(pk=besides.pk if besides else None)
    if other := next(
        (name for name in names_like(others, facts["name"]) if same_words(name, facts["name"])), ""
    ):
        raise DomainError(f"« {other} » est déjà dans vos partenaires.")
    if siret and (other := others.filter(siret=siret).first()):
        raise DomainError(f"Ce SIRET est déjà celui de « {other} ».")
    return {**facts, "siren": siren or siret[:9], "siret": siret}


def same_words(one: str, other: str) -> bool:
    """Whatever the capitals, the accented ones too."""
    return normalize("NFC", one).casefold() == normalize("NFC", other).casefold()


def names_like(organisations, name: str) -> Iterable[str]:
    """The names that may be the same: SQLite only knows the capitals of ASCII, the rest is compared in memory."""
    if name.isascii():
        organisations = organisations.filter(name__iexact=name)
    return organisations.order_by().values_list("name", flat=True)


def refuse_bad_numbers(siren: str, siret: str) -> None:
    if siren and not is_number(siren, 9):
        raise DomainError("Ce SIREN n’existe pas : il a neuf chiffres, vérifiez-les.")
    if siret and not is_number(siret, 14):
        raise DomainError("Ce SIRET n’existe pas : il a quatorze chiffres, vérifiez-les.")
    if siren and siret and not siret.startswith(siren):
        raise DomainError("Ce SIRET n’est pas un établissement de ce SIREN.")


def is_number(digits: str, length: int) -> bool:
    """Luhn's key, as SIREN and SIRET bear it. The establishments of La Poste have a key of their own."""
    if not (digits.isascii() and digits.isdigit() and len(digits) == length):
        return False
    if length > len(LA_POSTE) and digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0:
        return True
    doubled = [int(digit) * (1 + rank % 2) for rank, digit in enumerate(reversed(digits))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0  # noqa: PLR2004  two digits add up


def clean_person(authority, facts: Mapping, besides: Person | None = None) -> dict:
    email = facts["email"].strip().lower()
    others = Person.everywhere.filter(authority=authority).exclude(pk=besides.pk if besides else None)
    if email and (other := others.filter(email=email).first()):
        raise DomainError(f"L’adresse {email} est déjà celle de {other}.")
    today = timezone.localdate()
    if any(facts.get(name) and facts[name] > today for name in ("collected_on", "notice_given_on")):
        raise DomainError("Un contact n’est ni recueilli ni informé dans le futur : corrigez la date.")
    return {**facts, "email": email}
