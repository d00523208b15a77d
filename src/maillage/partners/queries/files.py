"""The partners as files: rows for spreadsheets, cards for address books. What is taken away can be taken up again."""

from collections.abc import Iterable

from django.db.models import Prefetch

from maillage.accounts.queries.privacy import addresses_of
from maillage.partners.models import Function, Import, Organisation
from maillage.partners.queries.cards import escaped, word_of, write_cards
from maillage.partners.queries.columns import BY_NAME

# In this order, as the names of maillage.partners.queries.columns; the headers are their labels.
EXPORTED = (
    *("name", "kind", "sphere", "siren", "siret", "city", "address", "phone", "email", "website"),
    *("full_name", "title", "is_referent", "person_email", "person_phone", "verified_on", "opposed_on"),
    *("starts_on", "ends_on", "substitute_for", "commune_code", "notes", "is_retired"),
)
CARD_ONLY = ("kind", "sphere", "siren", "siret", "commune_code", "is_retired")  # vCard has no words for these
OF_A_FUNCTION = ("is_referent", "substitute_for", "starts_on", "ends_on", "verified_on", "opposed_on")


def table_rows(organisations) -> Iterable[tuple]:
    """One line for each function held, one for each partner without any. Who opposed mailings leaves no address there."""
    yield tuple(BY_NAME[name].label for name in EXPORTED)
    for _, facts, functions in facts_of(organisations):
        for function in functions or [None]:
            cells = facts | (contact_facts(function) if function else {})
            yield tuple(cells.get(name, "") for name in EXPORTED)


def facts_of(organisations):
    held = Function.objects.held().select_related("person", "substitute_for__person")
    rows = organisations.select_related("commune").prefetch_related(
        Prefetch("functions", held, to_attr="held")
    )
    for organisation in rows:
        yield organisation, organisation_facts(organisation), organisation.held


def organisation_facts(row: Organisation) -> dict:
    return {
        "name": row.name,
        "kind": row.get_kind_display(),
        "sphere": row.get_sphere_display(),
        "siren": row.siren,
        "siret": row.siret,
        "city": row.commune.name if row.commune else "",
        "commune_code": row.commune_id or "",
        "address": "\n".join(row.address.splitlines()),
        "phone": row.phone,
        "email": row.email,
        "website": row.website,
        "notes": "\n".join(row.notes.splitlines()),
        "is_retired": "" if row.is_active else "oui",
    }


def contact_facts(function: Function) -> dict:
    person = function.person
    substituted = function.substitute_for
    return {
        "full_name": person.full_name,
        "title": function.title,
        "is_referent": "oui" if function.is_referent else "",
        "person_email": "" if person.opposed_on else person.email,
        "person_phone": person.phone,
        "verified_on": person.verified_on or "",
        "opposed_on": person.opposed_on or "",
        "starts_on": function.starts_on,
        "ends_on": function.ends_on or "",
        "substitute_for": substituted.person.full_name if substituted else "",
    }


# Cards


def cards_of(organisations) -> bytes:
    """A card for each organisation, then one for each function held there."""
    cards = []
    for organisation, facts, functions in facts_of(organisations):
        cards.append(organisation_card(organisation, facts))
        cards += [contact_card(function, facts) for function in functions]
    return write_cards(cards)


def organisation_card(organisation: Organisation, facts: dict) -> list[tuple[str, str]]:
    return [
        ("KIND", "org"),
        ("UID", f"urn:maillage:organisation:{organisation.pk}"),
        ("FN", escaped(facts["name"])),
        ("ORG", escaped(facts["name"])),
        *place(facts),
        ("TEL;VALUE=text;TYPE=work", escaped(facts["phone"])),
        ("EMAIL;TYPE=work", escaped(facts["email"])),
        ("URL", facts["website"]),
        ("NOTE", escaped(facts["notes"])),
        *ours(facts, CARD_ONLY),
    ]


def contact_card(function: Function, facts: dict) -> list[tuple[str, str]]:
    contact = contact_facts(function)
    *first, last = contact["full_name"].split(" ")
    return [
        ("KIND", "individual"),
        ("UID", f"urn:maillage:function:{function.pk}"),
        ("FN", escaped(contact["full_name"])),
        ("N", f"{escaped(last)};{escaped(' '.join(first))};;;"),
        ("ORG", escaped(facts["name"])),
        ("TITLE", escaped(contact["title"])),
        *place(facts),
        ("TEL;VALUE=text;TYPE=work", escaped(contact["person_phone"])),
        ("EMAIL;TYPE=work", escaped(contact["person_email"])),
        *ours(facts, ("kind", "sphere", "siret", "commune_code")),
        *ours(contact, OF_A_FUNCTION),
    ]


def place(facts: dict) -> list[tuple[str, str]]:
    if not (facts["address"] or facts["city"]):
        return []
    return [("ADR;TYPE=work", f";;{escaped(facts['address'])};{escaped(facts['city'])};;;")]


def ours(facts: dict, names: Iterable[str]) -> list[tuple[str, str]]:
    return [(f"X-MAILLAGE-{word_of(name)}", escaped(facts[name])) for name in names if facts[name]]


def cards_of_person(person) -> bytes:
    """What an address book takes of one person: a card for each function held."""
    functions = person.functions.held().select_related(
        "person", "organisation__commune", "substitute_for__person"
    )
    return write_cards(contact_card(each, organisation_facts(each.organisation)) for each in functions)


# The files themselves


def imports_of(authority):
    """The files of an authority, the latest first, without their lines."""
    rows = Import.objects.filter(authority=authority).exclude(state="dropped")
    return rows.select_related("created_by").defer("rows", "left", "choices")


def left_rows(batch: Import) -> Iterable[tuple]:
    """The lines that were not written, with why, as a file to mend and take up again."""
    yield (*batch.header, "Ligne", "Pourquoi")
    for number, cells, why in batch.left:
        yield (*cells, *[""] * (len(batch.header) - len(cells)), number, why)


def traces_of(batch: Import):
    """What an import left untouched when it was undone, record by record."""
    kept = batch.imported.exclude(kept_because="")
    return kept.select_related("organisation", "person", "function__person", "function__organisation")


def files_of(user) -> list[dict]:
    """For a person's export: the files they uploaded, and the lines of files that bear their addresses."""
    addresses = addresses_of(user)
    uploaded = Import.everywhere.filter(created_by=user).select_related("authority")
    rows = [
        {"autorité": each.authority.name, "fichier": each.file_name, "déposé le": each.created_at.isoformat()}
        for each in uploaded.defer("rows", "left")
    ]
    for batch in Import.everywhere.exclude(rows=[], left=[]).select_related("authority"):
        for _, cells, *_ in [*batch.rows, *batch.left]:
            if any(address.lower() in cell.lower() for address in addresses for cell in cells):
                rows.append(
                    {"autorité": batch.authority.name, "ligne d’un fichier en attente": " ; ".join(cells)}
                )
    return rows
