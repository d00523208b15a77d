"""The texts and the formulas of an XForm: its languages, its labels with values inside, its expressions."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from maillage.surveys.queries.engine.functions import BY_PATH, FUNCTIONS
from maillage.surveys.queries.engine.xpath import XPathError, parse

XF, H, JR, ODK = (
    "{http://www.w3.org/2002/xforms}",
    "{http://www.w3.org/1999/xhtml}",
    "{http://openrosa.org/javarosa}",
    "{http://www.opendatakit.org/xforms}",
)
ITEXT = "jr:itext("
ODD_REGEX = re.compile(r"\\[pPAzZhHRXGQEk]|\(\?(?![:=!]|<[=!])|[*+?}]\+|\[\[|&&")


class FormError(ValueError):
    """What we cannot run, in French; `where` is the path of the question, or an empty text."""

    def __init__(self, message: str, where: str = ""):
        name = where.rpartition("/")[2]
        super().__init__(f"Question « {name} » : {message[0].lower()}{message[1:]}" if name else message)
        self.where = where


class Words:
    """`texts`: see `Form`; `lists`: each list of choices that a formula reads, and where."""

    def __init__(self, model: Element):
        self.texts: dict = {}
        self.lists: list[tuple[str, str]] = []
        self.inline = 0
        self.parsed: dict[str, list] = {}
        for translation in model.iter(f"{XF}translation"):
            words = self.texts.setdefault(translation.get("lang", ""), {})
            for text in translation.findall(f"{XF}text"):
                values = {value.get("form", ""): self.parts(value) for value in text.findall(f"{XF}value")}
                words[text.get("id", "")] = values

    def parts(self, element: Element, where: str = "") -> list:
        """A text with the values shown inside it: ["Bonjour ", ["x", expression], " !"]."""
        found = [element.text or ""]
        for output in element:
            if local(output) == "output":
                found.append(["x", self.expression(output.get("value") or output.get("ref") or "", where)])
            found.append(output.tail or "")
        return [part for part in found if part]

    def expression(self, text: str, where: str) -> list:
        if text not in self.parsed:
            try:
                self.parsed[text] = parse(text)
            except XPathError as error:
                raise FormError(f"La formule « {text} » ne se lit pas : {error}.", where) from error
            if not all(map(is_nodes, wanting_nodes(self.parsed[text]))):
                raise FormError(
                    f"La formule « {text} » compte ou parcourt ce qui n’est pas une question.", where
                )
            for call in calls(self.parsed[text]):
                self.check_call(call, text, where)
        return self.parsed[text]

    def check_call(self, call: list, text: str, where: str) -> None:
        _, name, arguments = call
        run = FUNCTIONS.get(name)
        if run is None and name not in BY_PATH:
            raise FormError(f"La fonction « {name}() » n’est pas connue, dans « {text} ».", where)
        least, most = BY_PATH[name] if run is None else (run.least, run.most)
        if not least <= len(arguments) <= most:
            asked = str(least) if least == most else f"{least} à {most}"
            raise FormError(
                f"La fonction « {name}() » demande {asked} valeurs, pas {len(arguments)}, dans « {text} ».",
                where,
            )
        if name == "regex" and arguments[1][0] == "s" and not is_common_regex(arguments[1][1]):
            raise FormError(f"Le motif « {arguments[1][1]} » ne se lit pas partout de la même façon.", where)
        if name == "instance":
            if arguments[0][0] != "s":
                raise FormError(
                    f"La fonction « instance() » demande un nom entre guillemets, dans « {text} ».", where
                )
            self.lists.append((arguments[0][1], where))
        if name == "indexed-repeat" and (
            len(arguments) % 2 == 0 or any(each[0] != "p" for each in [arguments[0], *arguments[1::2]])
        ):
            raise FormError(
                f"La fonction « indexed-repeat() » demande des questions et des rangs, dans « {text} ».",
                where,
            )

    def label(self, element: Element, tag: str = "label", where: str = "") -> str:
        """The name of a text; words written in place get one."""
        found = element.find(f"{XF}{tag}")
        return "" if found is None else self.reference(found.get("ref", ""), found, where)

    def reference(self, text: str, element: Element | None = None, where: str = "") -> str:
        if text.startswith(ITEXT):
            return unquoted(text)
        self.inline += 1
        name = f"~{self.inline}"
        words = self.parts(element, where) if element is not None else [text]
        for language in list(self.texts) or [""]:
            self.texts.setdefault(language, {})[name] = {"": words}
        return name


def is_common_regex(pattern: str) -> bool:
    """Whether Java, Python and a page read it alike."""
    if ODD_REGEX.search(pattern):
        return False
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def unquoted(text: str) -> str:
    return text.removeprefix(ITEXT).removesuffix(")").strip("'\" ")


def local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def parts(expression: list) -> Iterator[list]:
    """An expression, and every expression inside it."""
    yield expression
    kind, *rest = expression
    if kind == "p":
        inside = [predicate for _, predicates in rest[1] for predicate in predicates]
        inside += [rest[0]] if isinstance(rest[0], list) else []
    else:
        inside = {"-": rest, "b": rest[1:], "c": rest[-1]}.get(kind, [])
    for each in inside:
        yield from parts(each)


def calls(expression: list) -> Iterator[list]:
    return (each for each in parts(expression) if each[0] == "c")


def is_nodes(expression: list) -> bool:
    """Whether it finds questions or choices, not a number or a text."""
    kind = expression[0]
    return (
        kind == "p"
        or (kind == "b" and expression[1] == "|")
        or (kind == "c" and expression[1] in {"instance", "current", "randomize", "indexed-repeat"})
    )


def wanting_nodes(expression: list) -> Iterator[list]:
    """The parts of an expression that must find questions or choices."""
    for kind, *rest in parts(expression):
        if kind == "p" and isinstance(rest[0], list):
            yield rest[0]
        elif kind == "b" and rest[0] == "|":
            yield from rest[1:]
        elif kind == "c" and rest[0] in {"count", "count-non-empty", "position", "randomize"}:
            yield from rest[1][:1]
