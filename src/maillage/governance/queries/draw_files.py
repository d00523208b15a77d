"""Files of candidates and of targets, as spreadsheets write them; what is wrong is said in French, with its line."""

import codecs
import csv
import io
from dataclasses import dataclass

from maillage.common.errors import DomainError
from maillage.governance.queries.lottery import Lottery, Target
from maillage.territories.queries.words import plain

MOST_BYTES = 5_000_000
MOST_LINES = 20_000
SHOWN = 20  # messages; more would hide them
KNOWN = {
    "code": ("id", "code", "identifiant"),
    "full_name": ("nom", "prenom et nom", "nom et prenom", "nom complet"),
    "email": ("courriel", "email", "mail", "adresse electronique"),
    "phone": ("telephone", "tel"),
    "address": ("adresse", "adresse postale"),
    "criterion": ("critere", "criterion", "feature"),
    "value": ("valeur", "value"),
    "minimum": ("min", "minimum"),
    "maximum": ("max", "maximum"),
}
SHOWN_AS = {
    "code": "id",
    "full_name": "nom",
    "criterion": "critère",
    "value": "valeur",
    "minimum": "min",
    "maximum": "max",
}


@dataclass(frozen=True)
class Line:
    number: int  # as a spreadsheet shows it: the titles are line 1
    cells: dict[str, str]  # by plain title

    def get(self, name: str) -> str:
        return next((self.cells[title] for title in KNOWN[name] if title in self.cells), "")


def text_of(content: bytes, name: str) -> str:
    if len(content) > MOST_BYTES:
        raise DomainError(f"{name} est trop lourd : cinq mégaoctets au plus.")
    of_excel = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # « texte Unicode »
    for encoding in ("utf-16",) if of_excel else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise DomainError(f"{name} n’est pas un texte : enregistrez-le au format CSV (UTF-8).")


def lines_of(content: bytes, name: str, needed: tuple[str, ...]) -> list[Line]:
    """The lines that hold something. Commas, semicolons or tabs: whichever the titles bear most."""
    text = text_of(content, name)
    titles = text.split("\n", 1)[0]
    separator = max(";,\t", key=titles.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise DomainError(f"{name} n’est pas un tableau que nous lisons ({error}).") from error
    if len(rows) > MOST_LINES:
        raise DomainError(f"{name} a plus de {MOST_LINES} lignes.")
    names = [" ".join(plain(title).split()) for title in rows[0]] if rows else []
    for column in needed:
        if not set(KNOWN[column]) & set(names):
            raise DomainError(f"{name}, ligne 1 : il manque la colonne « {SHOWN_AS.get(column, column)} ».")
    if twice := [title for title in names if title and names.count(title) > 1]:
        raise DomainError(f"{name}, ligne 1 : la colonne « {twice[0]} » y est deux fois.")
    return [
        Line(number, dict(zip(names, (cell.strip() for cell in row), strict=False)))
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    ]


def refuse(said: list[str]) -> None:
    if said:
        more = f"\nEt {len(said) - SHOWN} autres erreurs." if len(said) > SHOWN else ""
        raise DomainError("\n".join(said[:SHOWN]) + more)


def targets_of(content: bytes, name: str) -> tuple[Target, ...]:
    targets, said, seen = [], [], set()
    for line in lines_of(content, name, ("criterion", "value", "minimum", "maximum")):
        where = f"{name}, ligne {line.number}"
        criterion, value = line.get("criterion"), line.get("value")
        least, most = line.get("minimum"), line.get("maximum")
        if not plain(criterion) or not plain(value):
            said.append(f"{where} : il manque le critère ou la valeur.")
        elif not (least.isdecimal() and most.isdecimal()):
            said.append(f"{where} : le minimum et le maximum sont des nombres entiers.")
        elif int(least) > int(most):
            said.append(f"{where} : le minimum ({least}) dépasse le maximum ({most}).")
        elif (plain(criterion), plain(value)) in seen:
            said.append(f"{where} : « {criterion} : {value} » est déjà plus haut.")
        else:
            targets.append(Target(criterion, value, int(least), int(most)))
        seen.add((plain(criterion), plain(value)))
    refuse(said or ([] if targets else [f"{name} ne contient aucune cible."]))
    return tuple(targets)


def values_in(line: Line, options: dict[str, dict[str, str]], where: str) -> tuple[dict[str, str], list[str]]:
    """What a line answers to each criterion; `options` gives plain value → value, by criterion."""
    found, said = {}, []
    for criterion, values in options.items():
        written = line.cells.get(" ".join(plain(criterion).split()), "")
        if value := values.get(plain(written)):
            found[criterion] = value
        else:
            known = ", ".join(values.values())
            said.append(f"{where} : « {criterion} » vaut « {written} » ; on attend : {known}.")
    return found, said


def options_of(targets) -> dict[str, dict[str, str]]:
    """For each criterion, its values under their plain form. Anything with `criterion` and `value` will do."""
    options: dict[str, dict[str, str]] = {}
    for target in targets:
        options.setdefault(target.criterion, {})[plain(target.value)] = target.value
    return options


def pool_of(content: bytes, name: str, targets: tuple[Target, ...], size: int, reserve_size: int) -> Lottery:
    """A lottery still without panels, from a file with one line a candidate and one column a criterion."""
    options = options_of(targets)
    lines = lines_of(content, name, ("code",))
    refuse(missing_columns(lines, options, name))
    candidates, said = {}, []
    for line in lines:
        code, where = line.get("code"), f"{name}, ligne {line.number}"
        values, wrong = values_in(line, options, where)
        if not code:
            wrong.append(f"{where} : il manque le code du candidat.")
        elif code in candidates:
            wrong.append(f"{where} : le code « {code} » est déjà plus haut.")
        said += wrong
        candidates[code] = tuple(values.values())
    refuse(said)
    return Lottery(size, reserve_size, targets, candidates)


def missing_columns(lines: list[Line], options, name: str) -> list[str]:
    if not lines:
        return [f"{name} ne contient aucun candidat."]
    titles = lines[0].cells
    return [
        f"{name}, ligne 1 : il manque la colonne « {criterion} »."
        for criterion in options
        if " ".join(plain(criterion).split()) not in titles
    ]


def people_of(content: bytes, name: str, strata) -> list[dict]:
    """Candidates to add to a draw: who they are and what they answer."""
    options = options_of(strata)
    lines = lines_of(content, name, ("full_name",))
    refuse(missing_columns(lines, options, name))
    people, said, seen = [], [], {}
    for line in lines:
        where = f"{name}, ligne {line.number}"
        answers, wrong = values_in(line, options, where)
        who = {field: line.get(field) for field in ("full_name", "email", "phone", "address")}
        email = who["email"].lower()
        if not who["full_name"]:
            wrong.append(f"{where} : il manque le nom.")
        if email and "@" not in email:
            wrong.append(f"{where} : « {email} » n’est pas une adresse.")
        if email and email in seen:
            wrong.append(f"{where} : l’adresse {email} est déjà ligne {seen[email]}.")
        seen[email] = line.number
        said += wrong
        people.append({**who, "email": email, "answers": answers, "where": where})
    refuse(said)
    return people
