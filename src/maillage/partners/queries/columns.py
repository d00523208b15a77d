"""What a column of a file may hold, and how to guess it from the words people put above it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from maillage.partners.queries.kinds import read_kind, read_sphere
from maillage.territories.queries.words import plain

STRUCTURE, CONTACT = "La structure", "Le contact"
LIKENESS = 87  # of 100
NO_HEADER = -1
OF_DATA = re.compile(r"\S@\S|\d{9}|(?:\d\d[ .-]?){5}")
HEADER_WITHIN = 15  # lines
CIVILITIES = {
    *("m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "mm", "dr", "me"),
    *("mrs", "ms", "miss", "prof"),
}
# What address books put beside a word to say that it is of work, or of home: the first is dropped, the second not taken.
AT_WORK = {"bureau", "professionnel", "professionnelle", "pro", "work", "business", "travail"}
AT_HOME = {"domicile", "personnel", "personnelle", "prive", "privee", "perso", "home"}
STREETS = {"adresse", "address", "rue", "street"}
# Headers that only address books have. What they note on a person is not the structure's.
OF_ADDRESS_BOOKS = {
    *("e mail 1 value", "e mail address", "adresse de messagerie", "primary email"),
    *("adresse electronique principale", "e mail 1 address"),
}


@dataclass(frozen=True)
class Target:
    """`label` is also the header that our own files bear. `many`: several columns may feed it."""

    name: str
    label: str
    about: str
    words: tuple[str, ...] = ()
    many: bool = False


def structure(name: str, label: str, *words: str, many: bool = False) -> Target:
    return Target(name, label, STRUCTURE, words, many)


def contact(name: str, label: str, *words: str) -> Target:
    return Target(name, label, CONTACT, words)


TARGETS = (
    structure(
        *("name", "Partenaire", "structure", "nom de la structure", "organisme", "nom de l organisme"),
        *("organisation", "nom de l organisation", "raison sociale", "denomination", "denomination sociale"),
        *("entreprise", "societe", "etablissement", "association", "nom de l association", "collectivite"),
        *(
            "company",
            "organization name",
            "organization",
            "org",
            "nom structure",
            "nom partenaire",
            "employeur",
        ),
    ),
    structure(
        *("kind", "Nature", "type", "type de structure", "nature de la structure", "type d organisme"),
        *("categorie", "statut juridique", "forme juridique"),
    ),
    structure(
        *("sphere", "Sphère", "domaine", "secteur", "thematique", "domaine d intervention"),
        *("secteur d activite", "champ d intervention"),
    ),
    structure("siren", "SIREN", "numero siren", "n siren", "no siren"),
    structure("siret", "SIRET", "numero siret", "n siret", "no siret", "siret de l etablissement"),
    structure(
        *("city", "Commune", "ville", "localite", "city", "business city", "ville bureau"),
        *("commune d implantation", "bureau distributeur", "address 1 city"),
    ),
    structure(
        *("postal_code", "Code postal", "cp", "zip", "business postal code", "code postal bureau"),
        *("postal code", "zip code", "zipcode", "address 1 postal code"),
    ),
    structure("commune_code", "Code commune", "code insee", "insee", "code insee commune", "cog"),
    structure(
        *("address", "Adresse", "adresse postale", "rue", "voie", "adresse 1", "adresse 2", "adresse 3"),
        *(
            "adresse professionnelle",
            "complement d adresse",
            "complement adresse",
            "business street",
            "rue bureau",
            "siege",
            "siege social",
        ),
        *("adresse de la structure", "address 1 street", "numero et voie", "street", "address"),
        many=True,
    ),
    structure(
        *("phone", "Téléphone de la structure", "telephone general", "standard", "tel structure"),
        *(
            "telephone standard",
            "telephone accueil",
            "tel accueil",
            "telephone structure",
            "company main phone",
        ),
    ),
    structure(
        *("email", "Courriel général", "courriel de la structure", "mail structure", "email structure"),
        *("mail general", "email general", "courriel accueil", "mail de la structure", "mail generique"),
    ),
    structure(
        *("website", "Site", "site web", "site internet", "url", "web", "web page", "page web", "website"),
        *("website 1 value", "web page 1", "site web 1"),
    ),
    structure(
        *(
            "notes",
            "Notes",
            "note",
            "commentaire",
            "commentaires",
            "observation",
            "observations",
            "remarques",
        ),
        many=True,
    ),
    structure("is_retired", "Retiré de la liste", "retire", "archive"),
    contact(
        "civility", "Civilité (non gardée)", "civilite", "civ", "name prefix", "m mme", "titre de civilite"
    ),
    contact("first_name", "Prénom", "prenom du contact", "prenom contact", "given name", "first name"),
    contact("last_name", "Nom de famille", "family name", "last name", "nom usuel", "nom patronymique"),
    contact(
        *(
            "full_name",
            "Contact",
            "nom complet",
            "prenom et nom",
            "nom et prenom",
            "nom prenom",
            "prenom nom",
        ),
        *("interlocuteur", "interlocutrice", "representant", "full name", "display name", "name", "personne"),
        *("responsable", "nom et prenom du contact", "personne contact", "personne a contacter"),
    ),
    contact(
        *("title", "Fonction", "poste", "qualite", "job title", "titre professionnel", "intitule du poste"),
        *(
            "profession",
            "organization title",
            "fonction du contact",
            "titre1",
            "organization 1 title",
            "titre",
            "title",
            "fonctions",
            "mandat",
        ),
    ),
    contact(
        *(
            "person_email",
            "Courriel du contact",
            "mail du contact",
            "email du contact",
            "courriel professionnel",
        ),
        *("email professionnel", "mail pro", "e mail 1 value", "e mail address", "adresse de messagerie"),
        *("mail contact", "email contact", "primary email", "adresse electronique principale"),
    ),
    contact(
        *(
            "person_phone",
            "Téléphone du contact",
            "tel contact",
            "tel du contact",
            "ligne directe",
            "tel direct",
        ),
        *(
            "business phone",
            "phone 1 value",
            "telephone bureau",
            "telephone fixe",
            "tel fixe",
            "fixe",
            "work phone",
        ),
    ),
    contact(
        *("person_mobile", "Portable du contact", "portable", "mobile", "tel portable", "telephone portable"),
        *(
            "phone 2 value",
            "gsm",
            "tel mobile",
            "telephone mobile",
            "mobile phone",
            "mobile number",
            "num portable",
        ),
    ),
    contact("is_referent", "Référent", "referent", "est referent", "contact principal", "referente"),
    contact("substitute_for", "Supplée", "suppleant de", "supplee"),
    contact("starts_on", "En fonction depuis le", "date de debut", "depuis le", "debut de mandat"),
    contact("ends_on", "Jusqu’au", "date de fin", "fin de mandat"),
    contact("verified_on", "Vérifié le", "date de verification", "mis a jour le"),
    contact("opposed_on", "Opposé aux courriels le", "desabonne le", "desinscrit le", "opposition"),
)
BY_NAME = {target.name: target for target in TARGETS}
WORDS = {word: target.name for target in TARGETS for word in (plain(target.label), *target.words)}

READERS = {"kind": read_kind, "sphere": read_sphere}

# Words that say what, not whose: the contact's where the file has contacts, else the structure's.
OF_EITHER = {
    "email": ("mail", "email", "e mail", "courriel", "adresse mail", "adresse email", "adresse e mail"),
    "phone": ("telephone", "tel", "phone", "numero de telephone", "tel 1", "telephone 1"),
}
OWN_COLUMN = {"email": "person_email", "phone": "person_phone"}
WEAK = ("titre", "title", "name")  # taken only where no clearer word says the same
NAMES = ("nom", "nom du contact", "nom contact", "contact nom", "noms")
OF_A_PERSON = {"first_name", "last_name", "full_name", "title", "civility"}


def guess(header: Sequence[str], samples: Sequence[Sequence[str]] = ()) -> list[str]:
    """For each column, the name of the target it seems to feed, or nothing. `samples` are the cells below."""
    said = at_work([plain(re.sub(r"\(\d+\)$", "", title)) for title in header])
    found = ["civility" if only_civilities(rank, samples) else "" for rank in range(len(header))]
    known = {rank: WORDS[words] for rank, words in enumerate(said) if words in WORDS}
    take(found, {rank: name for rank, name in known.items() if said[rank] not in WEAK})
    take(found, known)
    take(found, {rank: name for rank, words in enumerate(said) if (name := likely(words))})
    whose_name(found, said)
    whose_address(found, said)
    if not OF_ADDRESS_BOOKS.isdisjoint(said):
        found = ["" if name == "notes" else name for name in found]
    sure = [name and said[rank] == plain(BY_NAME[name].label) for rank, name in enumerate(found)]
    return [name if sure[rank] or is_said(name, rank, samples) else "" for rank, name in enumerate(found)]


def at_work(said: list[str]) -> list[str]:
    """The words above the columns without « bureau » or « professionnel »; those of home, and of its town, are silenced.

    A town says nothing of its own: it is of the street that stands before it.
    """
    words_left, is_home = [], False
    for words in said:
        kept = " ".join(word for word in words.split() if word not in AT_WORK)
        clear = words if words in WORDS else kept
        if not STREETS.isdisjoint(words.split()) and "electronique" not in words:
            is_home = not AT_HOME.isdisjoint(words.split())
        of_place = WORDS.get(clear) in {"city", "postal_code"}
        is_silent = not AT_HOME.isdisjoint(words.split()) or (is_home and of_place)
        words_left.append("" if is_silent else clear)
    return words_left


def is_said(name: str, rank: int, samples) -> bool:
    """« Catégories » in an address book is no nature: no cell below reads as one."""
    reading = READERS.get(name)
    cells = [row[rank] for row in samples if len(row) > rank and row[rank]]
    return not (reading and cells) or any(reading(cell) for cell in cells)


def take(found: list[str], wanted: dict[int, str]) -> None:
    """First come, first served, except where several columns may feed one target."""
    for rank, name in wanted.items():
        if not found[rank] and (BY_NAME[name].many or name not in found):
            found[rank] = name


def likely(words: str) -> str:
    if not words or words in NAMES or any(words in each for each in OF_EITHER.values()):
        return ""
    best = process.extractOne(words, WORDS.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=LIKENESS)
    return WORDS[best[0]] if best else ""


def only_civilities(rank: int, samples) -> bool:
    """« Titre » is « Mme » in one file and « directrice » in another: what stands below decides."""
    values = [plain(row[rank]) for row in samples if len(row) > rank and row[rank]]
    return bool(values) and all(value in CIVILITIES for value in values)


def whose_name(found: list[str], said: list[str]) -> None:
    """« Nom » is a family name beside a first name, the contact's beside a structure, else the structure's."""
    for rank, words in enumerate(said):
        if found[rank] or words not in NAMES:
            continue
        of_contact = "full_name" if "name" in found or words != "nom" else "name"
        name = "last_name" if "first_name" in found else of_contact
        take(found, {rank: name})


def whose_address(found: list[str], said: list[str]) -> None:
    has_people = bool(OF_A_PERSON & set(found))
    for kind, names in OF_EITHER.items():
        order = [OWN_COLUMN[kind], kind] if has_people else [kind]
        for rank, words in enumerate(said):
            if found[rank] or words not in names:
                continue
            free = [name for name in order if name not in found]
            take(found, {rank: free[0]} if free else {})


# Which line bears the headers


def split_header(rows: list[tuple[int, list[str]]]) -> tuple[list[str], list[tuple[int, list[str]]], int]:
    """The headers, the lines below, and how many lines stood above: titles, empty lines, a row of groups.

    The header is the line, among the first, that speaks of the most targets; the first line if none does, unless it
    holds an address or a number: then there is no header.
    """
    scores = [recognised(cells) for _, cells in rows[:HEADER_WITHIN]]
    rank = scores.index(max(scores)) if max(scores) else 0
    if not max(scores) and any(OF_DATA.search(cell) for cell in rows[0][1]):
        return numbered([""] * max(len(cells) for _, cells in rows)), rows, NO_HEADER
    header = list(rows[rank][1])
    if rank and is_row_of_groups(rows[rank - 1][1], header):
        header = under_groups(rows[rank - 1][1], header)
    width = max(len(header), *(len(cells) for _, cells in rows[rank:]))
    header += [""] * (width - len(header))
    return numbered(header), rows[rank + 1 :], rank


def recognised(cells: list[str]) -> int:
    words = [plain(cell) for cell in cells if len(cell) < 60]  # noqa: PLR2004  a header, not a sentence
    known = [each for each in words if each in WORDS or each in NAMES or likely(each)]
    either = [each for each in words if any(each in names for names in OF_EITHER.values())]
    return len(known) + len(either)


def is_row_of_groups(above: list[str], header: list[str]) -> bool:
    """« Structure | | Contact | | » over « Nom | Ville | Nom | Prénom »: merged cells, as files show them."""
    said = [plain(cell) for cell in header if cell]
    return len([cell for cell in above if cell]) > 1 and len(said) != len(set(said))


def under_groups(groups: list[str], header: list[str]) -> list[str]:
    """A header said twice takes the name of its group: « Structure », « Contact »."""
    said = [plain(cell) for cell in header]
    group, names = "", []
    for rank, cell in enumerate(header):
        group = (groups[rank] if rank < len(groups) else "") or group
        is_twice = said.count(said[rank]) > 1
        names.append(of_group(cell, group) if is_twice and group else cell)
    return names


def of_group(cell: str, group: str) -> str:
    whose = WORDS.get(plain(group), "")
    if plain(cell) == "nom" and whose == "name":
        return "Nom de la structure"
    return f"{cell} {group}".strip()


def numbered(header: list[str]) -> list[str]:
    """No two columns of the same name, none without."""
    names: list[str] = []
    for rank, cell in enumerate(header, 1):
        name = " ".join(cell.split())[:120] or f"Colonne {rank}"
        times = sum(each == name or each.startswith(f"{name} (") for each in names)
        names.append(f"{name} ({times + 1})" if times else name)
    return names
