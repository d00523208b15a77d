"""From the cells of one line to the facts they give: read leniently, refused in words, never guessed in silence."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import timezone

from maillage.partners.domain.contacts import is_number
from maillage.partners.enums import OrganisationKind, Sphere
from maillage.partners.queries.columns import BY_NAME, CIVILITIES
from maillage.partners.queries.kinds import SPHERES, kind_of, read_kind, read_sphere
from maillage.territories.queries.words import key_of, plain

LONGEST = {"name": 200, "address": 500, "website": 500, "notes": 5_000, "full_name": 150, "title": 150}
LONGEST_PHONE = 40
YES = {"oui", "o", "x", "1", "vrai", "true", "yes"}
DATES = ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d", "%d/%m/%Y %H:%M")
ADDRESS = re.compile(r"[^\s<>,;:()\"]+@[^\s<>,;:()\"]+")
ROUNDED = re.compile(r"^\d[.,]\d+E\+\d+$", re.IGNORECASE)
FRENCH_NUMBER = re.compile(r"^[1-9]\d{8}$")
INTERNATIONAL_NUMBER = re.compile(r"^33[1-9]\d{8}$")
LOST_ZEROS = 2  # at the head of a number, at most: fewer digits are a mistake
SERIAL_DAY = re.compile(r"^[2-6]\d{4}$")
FIRST_DAY = date(1899, 12, 30)  # of spreadsheets
DEFAULT_TITLE = "contact"


@dataclass
class Line:
    """What one line of a file says; only the facts it gives stand in the three sets."""

    number: int
    cells: list[str]
    organisation: dict = field(default_factory=dict)
    contact: dict = field(default_factory=dict)
    function: dict = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    guessed: set[str] = field(default_factory=set)

    @property
    def title(self) -> str:
        names = [self.organisation.get("name", ""), self.contact.get("full_name", "")]
        return ", ".join(name for name in names if name) or "Sans nom"


class Reader:
    """Reads the lines of one import: its columns, what to assume, the communes of the territory."""

    def __init__(self, batch):
        self.batch = batch
        self.ranks: dict[str, list[int]] = {}
        for rank, name in enumerate(batch.columns):
            if name:
                self.ranks.setdefault(name, []).append(rank)
        communes = list(batch.authority.communes.all())
        self.by_code = {commune.code: commune for commune in communes}
        self.by_name: dict[str, list] = {}
        for commune in communes:
            self.by_name.setdefault(key_of(commune.name), []).append(commune)
        self.today = timezone.localdate()

    def read(self, number: int, cells: list[str]) -> Line:
        line = Line(number, cells)
        values = {name: self.value(name, cells) for name in self.ranks}
        self.read_organisation(line, values)
        self.read_contact(line, values)
        if "name" not in line.organisation and not line.contact.get("email"):
            self.refuse(line, "name", "il manque le nom de la structure. Écrivez-le dans le fichier")
        return line

    def value(self, name: str, cells: list[str]) -> str:
        parts = [cells[rank] for rank in self.ranks[name] if rank < len(cells) and cells[rank]]
        return "\n".join(parts)

    def refuse(self, line: Line, name: str, why: str) -> None:
        ranks = self.ranks.get(name)
        column = self.batch.header[ranks[0]] if ranks else BY_NAME[name].label
        line.errors.append(f"Colonne « {column} » : {why}.")

    # The structure

    def read_organisation(self, line: Line, values: dict) -> None:
        facts = line.organisation
        for name in ("name", "notes"):
            if values.get(name):
                facts[name] = self.short(
                    line, name, values[name] if name == "notes" else one_line(values[name])
                )
        self.read_numbers(line, values)
        for name, reading in (("phone", self.phone), ("email", self.mail)):
            if values.get(name):
                facts[name] = reading(line, name, values[name])
        if values.get("website"):
            self.read_website(line, values["website"])
        if is_yes(values.get("is_retired", "")):
            facts["is_active"] = False
        self.read_place(line, values)
        if "name" in facts:
            self.read_kind(line, values)
        for name in [name for name, value in facts.items() if value == ""]:
            del facts[name]

    def read_numbers(self, line: Line, values: dict) -> None:
        facts = line.organisation
        for name, length in (("siret", 14), ("siren", 9)):
            if values.get(name):
                self.read_number(line, name, values[name], length)
        if facts.get("siret") and not facts["siret"].startswith(facts.get("siren", "")):
            self.refuse(
                line,
                "siret",
                "ce SIRET n’est pas celui d’un établissement de ce SIREN. Corrigez l’un des deux",
            )
        elif facts.get("siret"):
            facts["siren"] = facts["siret"][:9]

    def short(self, line: Line, name: str, value: str) -> str:
        if len(value) > LONGEST[name]:
            self.refuse(line, name, f"ce texte dépasse {LONGEST[name]} signes. Raccourcissez-le")
        return value

    def read_number(self, line: Line, name: str, value: str, length: int) -> None:
        digits = re.sub(r"[\s.-]", "", value)
        full = digits.zfill(length) if length - LOST_ZEROS <= len(digits) < length else digits
        if ROUNDED.match(value.strip()):
            self.refuse_rounded(line, name, value)
        elif full != digits and is_number(full, length):
            line.organisation[name] = full
            line.remarks.append(f"{name.upper()} {value} lu {full} : le tableur avait ôté les zéros de tête.")
        elif name == "siret" and is_number(digits, 9):
            line.organisation.setdefault("siren", digits)
            line.remarks.append(f"{digits} n’a que neuf chiffres : c’est un SIREN, pas un SIRET.")
        elif not is_number(digits, length):
            self.refuse(
                line, name, f"« {value} » n’existe pas : il faut {length} chiffres justes. Vérifiez-les"
            )
        else:
            line.organisation[name] = digits

    def refuse_rounded(self, line: Line, name: str, value: str) -> None:
        said = f"le tableur a arrondi ce numéro (« {one_line(value)} »)"
        self.refuse(line, name, f"{said}. Mettez la colonne en texte et ressaisissez-le")

    def read_website(self, line: Line, value: str) -> None:
        address = one_line(value)
        address = address if "://" in address else f"https://{address}"
        if len(address) > LONGEST["website"] or not is_web_address(address):
            self.refuse(
                line,
                "website",
                f"« {one_line(value)} » n’est pas l’adresse d’un site. Corrigez-la ou videz la case",
            )
        else:
            line.organisation["website"] = address

    def read_place(self, line: Line, values: dict) -> None:
        """The commune when it is of the territory; what else is said of the place goes on the address."""
        city, postal_code = one_line(values.get("city", "")), postal(values.get("postal_code", ""))
        code = postal(values.get("commune_code", "")).upper()
        commune = self.by_code.get(code) or self.commune(city, postal_code)
        if commune:
            line.organisation["commune"] = commune
        address = values.get("address", "")
        place = f"{postal_code} {city}".strip() if postal_code or not commune else ""
        if place and plain(place) not in plain(address):
            address = f"{address}\n{place}".strip()
        if address:
            line.organisation["address"] = self.short(line, "address", address)

    def commune(self, city: str, postal_code: str):
        same = (
            self.by_name.get(key_of(re.sub(r"\bcedex\b.*$", "", city, flags=re.IGNORECASE)), [])
            if city
            else []
        )
        if len(same) > 1 and postal_code:
            same = [commune for commune in same if postal_code in commune.postcodes] or same
        return same[0] if len(same) == 1 else None

    def read_kind(self, line: Line, values: dict) -> None:
        facts, cell = line.organisation, one_line(values.get("kind", ""))
        if cell and not (kind := read_kind(cell)):
            labels = f"{OrganisationKind.ASSOCIATION.label}, {OrganisationKind.EMPLOYER.label}, {OrganisationKind.OTHER.label}"
            self.refuse(line, "kind", f"« {cell} » n’est pas une nature connue. Écrivez par exemple {labels}")
            return
        if cell:
            facts["kind"] = kind
        elif found := kind_of(facts["name"]):
            facts["kind"] = found[0]
            line.guessed.add("kind")
            line.remarks.append(f"Nature devinée du nom : {OrganisationKind(found[0]).label}.")
        elif self.batch.default_kind:
            facts["kind"] = self.batch.default_kind
            line.guessed.add("kind")
        self.read_sphere(line, one_line(values.get("sphere", "")))

    def read_sphere(self, line: Line, cell: str) -> None:
        facts = line.organisation
        if cell:
            if sphere := read_sphere(cell):
                facts["sphere"] = sphere
            else:
                labels = ", ".join(Sphere.labels)
                self.refuse(line, "sphere", f"« {cell} » n’est pas une sphère connue. Au choix : {labels}")
            return
        if sphere := SPHERES.get(facts.get("kind"), self.batch.default_sphere):
            facts["sphere"] = str(sphere)
            line.guessed.add("sphere")

    # The person

    def read_contact(self, line: Line, values: dict) -> None:
        facts = line.contact
        if name := person_name(values):
            facts["full_name"] = self.short(line, "full_name", name)
        if values.get("person_email"):
            facts["email"] = self.mail(line, "person_email", values["person_email"])
        phones = [
            self.phone(line, name, values[name])
            for name in ("person_phone", "person_mobile")
            if values.get(name)
        ]
        phones = [phone for phone in dict.fromkeys(phones) if phone]
        both = " / ".join(phones)
        if phones:
            facts["phone"] = both if len(both) <= LONGEST_PHONE else phones[-1]
            if facts["phone"] != both:
                line.remarks.append(f"Deux numéros trop longs ensemble : seul {phones[-1]} est gardé.")
        for name in ("verified_on", "opposed_on"):
            if values.get(name) and (day := self.day(line, name, values[name])):
                facts[name] = day
                if day > self.today:
                    self.refuse(line, name, "cette date est dans le futur. Corrigez-la")
        if facts and not name:
            self.nameless(line)
        if line.contact:
            self.read_function(line, values)

    def nameless(self, line: Line) -> None:
        """Coordinates without a name are the structure's own, when it has none yet."""
        if "name" not in line.organisation:
            return
        for name in ("email", "phone"):
            if line.contact.get(name):
                line.organisation.setdefault(name, line.contact[name])
        line.contact.clear()
        line.remarks.append("Aucun nom de personne : les coordonnées vont à la structure.")

    def read_function(self, line: Line, values: dict) -> None:
        facts = line.function
        if title := one_line(values.get("title", "")):
            facts["title"] = self.short(line, "title", title)
        for name in ("starts_on", "ends_on"):
            if values.get(name) and (day := self.day(line, name, values[name])):
                facts[name] = day
        if facts.get("ends_on") and facts["ends_on"] < facts.get("starts_on", facts["ends_on"]):
            self.refuse(
                line, "ends_on", "la fonction finit avant de commencer. Corrigez l’une des deux dates"
            )
        if is_yes(values.get("is_referent", "")):
            facts["is_referent"] = True
        if substituted := one_line(values.get("substitute_for", "")):
            facts["substitute_for"] = substituted

    def day(self, line: Line, name: str, value: str) -> date | None:
        if name == "opposed_on" and is_yes(value):
            return self.batch.collected_on or self.today
        if SERIAL_DAY.match(value):
            found = FIRST_DAY + timedelta(days=int(value))
            line.remarks.append(f"{value} lu {found:%d/%m/%Y} : le tableur compte ainsi les jours.")
            return found
        for pattern in DATES:
            try:
                return datetime.strptime(value.strip(), pattern).date()  # noqa: DTZ007  a day, not a moment
            except ValueError:
                continue
        self.refuse(line, name, f"« {value} » n’est pas une date. Écrivez par exemple 31/12/2026")
        return None

    def phone(self, line: Line, name: str, value: str) -> str:
        said = one_line(value).replace(" ::: ", " / ")  # so does Google part several numbers
        if ROUNDED.match(said):
            self.refuse_rounded(line, name, value)
        if not re.search(r"\d", said):
            line.remarks.append(f"« {said} » n’est pas un numéro de téléphone : laissé de côté.")
            return ""
        # a spreadsheet took it for a number
        said = f"0{said}" if FRENCH_NUMBER.match(said) else said
        said = f"+{said}" if INTERNATIONAL_NUMBER.match(said) else said
        if len(said) > LONGEST_PHONE:
            self.refuse(line, name, "ce numéro dépasse 40 signes. N’en gardez qu’un")
        return said

    def mail(self, line: Line, name: str, value: str) -> str:
        found = [each.removeprefix("mailto:").strip(".").lower() for each in ADDRESS.findall(value)]
        good = [each for each in found if is_mail(each)]
        if not good:
            self.refuse(
                line, name, f"« {one_line(value)} » n’est pas une adresse. Corrigez-la ou videz la case"
            )
            return ""
        if len(found) > 1:
            line.remarks.append(f"Plusieurs adresses : seule {good[0]} est gardée.")
        return good[0]


def person_name(values: dict) -> str:
    """First name and family name, joined; a civility at the head is dropped."""
    parts = [one_line(values.get(name, "")) for name in ("first_name", "last_name")]
    words = (" ".join(part for part in parts if part) or one_line(values.get("full_name", ""))).split()
    while len(words) > 1 and plain(words[0]) in CIVILITIES and plain(words[0]) != "me":
        words = words[1:]
    return " ".join(words)


def one_line(value: str) -> str:
    return " ".join(value.split())


def postal(value: str) -> str:
    digits = re.sub(r"\s", "", value)
    return f"0{digits}" if re.fullmatch(r"\d{4}", digits) else one_line(value)


def is_yes(value: str) -> bool:
    return plain(value) in YES


@lru_cache(maxsize=4_096)
def is_mail(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def is_web_address(address: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        return False
    return True
