"""Which records look like the same one. Only those that share a rare word, a number or an address are compared."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from rapidfuzz import fuzz

from maillage.partners.enums import RecordKind
from maillage.partners.models import Function, MergedRecord, Organisation, Person, SetAside
from maillage.territories.queries.words import key_of, plain

BLOCK = 40  # records that share a key: more say nothing
SIMILAR, CLOSE, DISTANT = 88, 75, 50  # of 100
SAME_PERSON = 90
SHOWN = 30
WORDS_PAIRED = 6
SHARED_MAILS = {
    *(
        "gmail.com",
        "googlemail.com",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "sfr.fr",
        "laposte.net",
        "yahoo.fr",
    ),
    *(
        "yahoo.com",
        "hotmail.fr",
        "hotmail.com",
        "outlook.fr",
        "outlook.com",
        "live.fr",
        "icloud.com",
        "neuf.fr",
    ),
    *("bbox.fr", "numericable.fr", "aol.com", "msn.com", "proton.me", "protonmail.com"),
}
LEGAL_FORMS = {
    "association",
    "asso",
    "assoc",
    "sarl",
    "sas",
    "sasu",
    "eurl",
    "scop",
    "scic",
    "sa",
    "loi",
    "1901",
}


@dataclass(frozen=True)
class Resemblance:
    other: Hashable
    reason: str


@dataclass(frozen=True)
class Look:
    """What of an organisation is compared."""

    name: str
    siren: str = ""
    siret: str = ""
    email: str = ""
    phone: str = ""
    commune: str | None = None

    @property
    def words(self) -> str:
        return words_of(self.name)


@lru_cache(maxsize=50_000)
def words_of(name: str) -> str:
    """A name without accents, articles, legal forms, and with the dots of its acronyms closed."""
    said = re.sub(r"\b(?:[a-z] ){2,}[a-z]\b", lambda found: found[0].replace(" ", ""), plain(name))
    words = key_of(said).split()
    return " ".join([word for word in words if word not in LEGAL_FORMS] or words)


@lru_cache(maxsize=50_000)
def digits_of(phone: str) -> str:
    """The nine digits that a French number keeps however it is written."""
    return re.sub(r"\D", "", phone.split("/", maxsplit=1)[0])[-9:]


def name_key(name: str) -> str:
    """A person's name, whichever of its words comes first."""
    return " ".join(sorted(plain(name).split()))


def domain_of(email: str) -> str:
    domain = email.rpartition("@")[2].lower()
    return "" if domain in SHARED_MAILS else domain


class Index:
    """Finds among many organisations those that one may be, without comparing it to all."""

    def __init__(self):
        self.blocks: dict[tuple, list] = defaultdict(list)
        self.looks: dict[Hashable, Look] = {}

    def add(self, key: Hashable, look: Look) -> None:
        self.looks[key] = look
        for block in blocks_of(look):
            self.blocks[block].append(key)

    def near(self, look: Look) -> Iterable[Hashable]:
        shared = [self.blocks[block] for block in blocks_of(look) if block in self.blocks]
        return dict.fromkeys(key for keys in shared if len(keys) <= BLOCK for key in keys)

    def like(self, look: Look) -> Resemblance | None:
        """The one that resembles most."""
        found = [(key, alike(look, self.looks[key])) for key in self.near(look)]
        found = [(key, reason) for key, reason in found if reason]
        if not found:
            return None
        key, reason = max(
            found, key=lambda each: fuzz.token_sort_ratio(look.words, self.looks[each[0]].words)
        )
        return Resemblance(key, reason)

    def pairs(self) -> Iterable[tuple[Hashable, Hashable, str]]:
        seen = set()
        for keys in self.blocks.values():
            if len(keys) > BLOCK:
                continue
            for pair in combinations(keys, 2):
                if pair not in seen and pair[0] != pair[1]:
                    seen.add(pair)
                    if reason := alike(self.looks[pair[0]], self.looks[pair[1]]):
                        yield *pair, reason


def blocks_of(look: Look) -> list[tuple]:
    words = sorted(set(look.words.split()))
    blocks = [("word", word) for word in words if len(word) > 1]
    blocks += [("pair", *pair) for pair in combinations(words[:WORDS_PAIRED], 2)]
    blocks.append(("head", look.words.replace(" ", "")[:4]))
    if look.siren:
        blocks.append(("siren", look.siren))
    if look.email:
        blocks.append(("email", look.email))
        blocks.append(("domain", domain_of(look.email)))
    if look.phone:
        blocks.append(("phone", digits_of(look.phone)))
    return blocks


def alike(one: Look, other: Look) -> str:
    """Why two organisations may be one; empty if nothing says so."""
    ratio = fuzz.token_sort_ratio(one.words, other.words)
    are_branches = one.siret and other.siret and one.siret != other.siret
    if one.siren and one.siren == other.siren and (not are_branches or ratio >= CLOSE):
        return "même SIREN"
    if are_branches or (one.commune and other.commune and one.commune != other.commune):
        return ""
    if one.email and one.email == other.email:
        return "même courriel"
    if ratio >= SIMILAR and differ_by_little(one.words, other.words):
        return "noms semblables"
    if one.phone and digits_of(one.phone) == digits_of(other.phone) and ratio >= DISTANT:
        return "même téléphone"
    domain = domain_of(one.email)
    return (
        "même domaine de courriel" if domain and domain == domain_of(other.email) and ratio >= CLOSE else ""
    )


def differ_by_little(one: str, other: str) -> bool:
    """« Lycée Moulin » is not « Collège Moulin », nor « École 1 » « École 2 »: the words that differ are close."""
    first, second = set(one.split()), set(other.split())
    left, right = sorted(first - second), sorted(second - first)
    if any(word.isdigit() for word in left + right):
        return False
    return not (left and right) or fuzz.ratio(" ".join(left), " ".join(right)) >= CLOSE


# Likely doubles of an authority


@dataclass(frozen=True)
class Pair:
    kind: str
    first: int
    second: int
    reason: str


def likely_doubles(authority) -> list[Pair]:
    """Pairs of records that look alike and that nobody has set aside: organisations first."""
    aside = set(SetAside.objects.filter(authority=authority).values_list("kind", "first", "second"))
    pairs = [*organisation_pairs(authority), *person_pairs(authority)]
    return [pair for pair in pairs if (pair.kind, pair.first, pair.second) not in aside]


def organisation_pairs(authority) -> list[Pair]:
    index = Index()
    rows = Organisation.objects.filter(authority=authority).order_by("name", "pk")
    for pk, *facts in rows.values_list("pk", "name", "siren", "siret", "email", "phone", "commune_id"):
        index.add(pk, Look(*facts))
    return sorted(
        (Pair(RecordKind.ORGANISATION.value, *sorted(pair), reason) for *pair, reason in index.pairs()),
        key=lambda pair: (pair.first, pair.second),
    )


def person_pairs(authority) -> list[Pair]:
    people = Person.objects.filter(authority=authority, erased_on=None)
    facts = {
        pk: (name_key(name), digits_of(phone))
        for pk, name, phone in people.values_list("pk", "full_name", "phone")
    }
    blocks: dict[tuple, list[int]] = defaultdict(list)
    for pk, (name, phone) in facts.items():
        blocks["name", name].append(pk)
        if phone:
            blocks["phone", phone].append(pk)
    held = Function.objects.filter(organisation__authority=authority).order_by()
    for organisation, person in held.values_list("organisation_id", "person_id").distinct():
        if person in facts:
            blocks["at", organisation].append(person)
    found = {}
    for (kind, _), pks in blocks.items():
        for first, second in combinations(sorted(pks), 2) if len(pks) <= BLOCK else ():
            if reason := same_person(kind, facts[first][0], facts[second][0]):
                found.setdefault((first, second), reason)
    return [Pair(RecordKind.PERSON.value, *pair, reason) for pair, reason in sorted(found.items())]


def same_person(shared: str, one: str, other: str) -> str:
    if shared == "name":
        return "même nom"
    if fuzz.ratio(one, other) >= SAME_PERSON:
        return "noms proches, même structure" if shared == "at" else "noms proches, même téléphone"
    return ""


def records_of(pairs: list[Pair]) -> list[dict]:
    """The pairs of one page with their records, in a fixed number of queries."""
    organisations = {
        pk for pair in pairs if pair.kind == RecordKind.ORGANISATION for pk in (pair.first, pair.second)
    }
    people = {pk for pair in pairs if pair.kind == RecordKind.PERSON for pk in (pair.first, pair.second)}
    rows = {
        RecordKind.ORGANISATION: Organisation.objects.select_related("commune").in_bulk(organisations),
        RecordKind.PERSON: Person.objects.prefetch_related("functions__organisation").in_bulk(people),
    }
    return [
        {"pair": pair, "first": rows[pair.kind][pair.first], "second": rows[pair.kind][pair.second]}
        for pair in pairs
    ]


def heir_of(record_class, user, pk: int):
    """The number of the record into which this one was merged, where the person may see it; else None."""
    kind = RecordKind.ORGANISATION if record_class is Organisation else RecordKind.PERSON
    merged = MergedRecord.objects.filter(kind=kind, old_pk=pk, authority__in=user.authority_ids()).first()
    return (merged.organisation_id or merged.person_id) if merged else None


def others_like(row, text: str) -> list:
    """The records of the same kind that bear every word of `text`; without words, those that look like this one."""
    if isinstance(row, Organisation):
        rows = Organisation.objects.filter(authority=row.authority).select_related("commune")
        names = rows.order_by("name").values_list("pk", "name")
    else:
        rows = Person.objects.filter(authority=row.authority, erased_on=None).prefetch_related(
            "functions__organisation"
        )
        names = rows.order_by("full_name").values_list("pk", "full_name")
    if words := plain(text).split():
        found = [pk for pk, name in names if pk != row.pk and all(word in plain(name) for word in words)]
    else:
        said = words_of(str(row))
        found = [
            pk for pk, name in names if pk != row.pk and fuzz.token_sort_ratio(said, words_of(name)) >= CLOSE
        ]
    by_pk = rows.in_bulk(found[:SHOWN])
    return [by_pk[pk] for pk in found[:SHOWN]]
