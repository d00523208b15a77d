"""What an XForm asks, in order: groups, repeats and questions with their choices."""

from xml.etree.ElementTree import Element

from maillage.surveys.queries.engine.naming import (
    ITEXT,
    JR,
    ODK,
    XF,
    FormError,
    Words,
    is_nodes,
    local,
    unquoted,
)
from maillage.surveys.queries.engine.refusing import check_control

QUIET = {"label", "hint", "help", "setvalue", "itemset", "item", "value"}
PARAMS = ("start", "end", "step", "mediatype", "rows")


class Body:
    """`counts`: each repeat whose number is computed; `filters`: each question whose choices are; `lists`: those read."""

    def __init__(self, words: Words, paths: set[str]):
        self.words, self.paths = words, paths
        self.counts: list[tuple[str, list]] = []
        self.filters: list[tuple[str, list]] = []
        self.lists: list[tuple[str, str]] = []

    def controls(self, parent: Element) -> list[dict]:
        found = []
        for element in parent:
            kind = local(element)
            if kind == "group":
                found.append(self.group(element))
            elif kind == "repeat":
                found.append(self.repeat(element))
            elif kind not in QUIET:
                found.append(self.control(element, kind))
        return found

    def group(self, element: Element) -> dict:
        repeat, ref = element.find(f"{XF}repeat"), element.get("ref", "")
        common = {"label": self.words.label(element, where=ref), "appearance": element.get("appearance", "")}
        if repeat is not None:
            return {**self.repeat(repeat), **common}
        return {"kind": "group", "ref": ref, "controls": self.controls(element), **common}

    def repeat(self, element: Element) -> dict:
        ref, count = self.known(element.get("nodeset", "")), element.get(f"{JR}count")
        expression = self.words.expression(count, ref) if count else None
        if expression:
            self.counts.append((ref, expression))
        return {
            "kind": "repeat",
            "ref": ref,
            "count": expression,
            "fixed": element.get(f"{JR}noAddRemove") == "true()",
            "controls": self.controls(element),
        }

    def known(self, ref: str) -> str:
        if ref not in self.paths:
            raise FormError(f"Le questionnaire demande « {ref} », qui n’y est pas.", ref)
        return ref

    def control(self, element: Element, kind: str) -> dict:
        ref = self.known(element.get("ref", ""))
        check_control(element, kind, ref)
        found = {
            "kind": kind,
            "ref": ref,
            "label": self.words.label(element, where=ref),
            "hint": self.words.label(element, "hint", ref),
            "appearance": element.get("appearance", ""),
            "params": {name: element.get(name) for name in PARAMS if element.get(name)},
        }
        itemset = element.find(f"{XF}itemset")
        if itemset is not None:
            found["itemset"] = self.itemset(itemset, ref)
            if has_predicates(found["itemset"]["nodes"]):
                self.filters.append((ref, found["itemset"]["nodes"]))
        elif kind in {"select", "select1"} or element.tag == f"{ODK}rank":
            found["items"] = [
                {
                    "value": item.findtext(f"{XF}value", "").strip(),
                    "label": self.words.label(item, where=ref),
                }
                for item in element.findall(f"{XF}item")
            ]
        return found

    def itemset(self, element: Element, ref: str) -> dict:
        label, value = element.find(f"{XF}label"), element.find(f"{XF}value")
        if label is None or value is None:
            raise FormError("Il manque à la liste de choix son nom ou son libellé.", ref)
        words, nodes = label.get("ref", ""), self.words.expression(element.get("nodeset", ""), ref)
        if not is_nodes(nodes):
            raise FormError("Sa liste de choix n’en est pas une.", ref)
        return {
            "nodes": nodes,
            "value": value.get("ref", ""),
            "label": unquoted(words) if words.startswith(ITEXT) else words,
            "is_named": words.startswith(ITEXT),
        }


def has_predicates(nodes: list) -> bool:
    """Whether choices depend on other answers."""
    if nodes[0] == "c":
        return any(has_predicates(each) for each in nodes[2] if each[0] in {"c", "p"})
    return nodes[0] == "p" and any(predicates for _, predicates in nodes[2])
