"""One answer being given: what is shown, what is computed, what is wrong, and the bytes that it makes."""

import random
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from maillage.surveys.queries.engine.evaluating import At, run
from maillage.surveys.queries.engine.reading import Form
from maillage.surveys.queries.engine.values import Day, Node, iso, kept, to_bool, to_number, to_text

SETTLED_WITHIN = 60  # passes; a form whose values still move after that moves for ever


class Filling:
    """Opens an empty answer. `now` tells the time of the place; `seed` fixes what random() draws."""

    def __init__(
        self, form: Form, *, language: str = "", now: Callable[[], datetime] = datetime.now, seed=None
    ):
        self.form, self.now = form, now
        self.language = language or form.default_language
        self.random = random.Random(seed)  # noqa: S311  the random() of a questionnaire, nothing secret
        self.lists = {name: listed(name, rows) for name, rows in form.instances.items()}
        self.root = self.grown(form.root, None)
        for node in nodes_of(self.root):
            self.preload(node)
        self.settle()

    # the tree
    def grown(self, spec: dict, parent: Node | None) -> Node:
        node = Node(spec["name"], spec["type"], parent, text=spec.get("text", ""), spec=spec)
        node.children = [self.grown(child, node) for child in spec.get("children", ())]
        return node

    def preload(self, node: Node) -> None:
        kind, params = node.spec.get("preload", ("", ""))
        if kind == "uid":
            node.text = f"uuid:{uuid.uuid4()}"
        elif kind == "timestamp" and params == "start":
            node.text = self.moment()
        elif kind == "date" and params == "today":
            node.text = str(Day.of(self.now()))

    def moment(self) -> str:
        now = self.now()
        return iso(Day.of(now), now.tzinfo)

    def finish(self) -> None:
        """What is written when the answer is closed."""
        for node in nodes_of(self.root):
            if node.spec.get("preload") == ["timestamp", "end"]:
                node.text = self.moment()
        self.settle()

    def at(self, path: str) -> Node:
        """The node at « /data/trip[2]/km ». Raises KeyError."""
        node = None
        for step in path.strip("/").split("/"):
            name, _, rank = step.partition("[")
            alike = [each for each in ([self.root] if node is None else node.children) if each.name == name]
            rank = int(rank.rstrip("]") or 1)
            if rank > len(alike):
                raise KeyError(path)
            node = alike[rank - 1]
        return node

    def add(self, path: str) -> Node:
        """One more repeat after the last at « /data/trip »."""
        first = self.at(path)
        alike = [each for each in first.parent.children if each.name == first.name]
        node = self.grown(first.spec, first.parent)
        siblings = first.parent.children
        siblings.insert(siblings.index(alike[-1]) + 1, node)
        for each in nodes_of(node):
            self.preload(each)
        self.settle()
        return node

    def remove(self, node: Node) -> None:
        node.parent.children.remove(node)
        self.settle()

    def answer(self, path: str, text: str) -> None:
        self.at(path).text = text
        self.settle()

    # what follows from the answers
    def settle(self) -> None:
        """Relevance and calculations, until nothing moves any more."""
        for _ in range(SETTLED_WITHIN):
            moved = self.keep_counts()
            for node in list(nodes_of(self.root)):
                moved = self.update(node) or moved
            moved = self.drop_choices() or moved
            if not moved:
                return

    def update(self, node: Node) -> bool:
        moved = False
        if expression := node.spec.get("relevant"):
            relevant = to_bool(self.value_at(node, expression, shown=True))
            moved, node.is_relevant = relevant != node.is_relevant, relevant
        expression = node.spec.get("calculate")
        if expression:
            text = kept(self.value_at(node, expression), node.type, self.now().tzinfo)
            moved, node.text = moved or text != node.text, text
        return moved

    def drop_choices(self) -> bool:
        """A choice that is no longer offered is no longer chosen."""
        moved = False
        for control in controls_of(self.form.body):
            if not is_filtered(control):
                continue
            for node in [each for each in nodes_of(self.root) if each.text and path_of(each) == control["ref"]]:
                offered = {choice["value"] for choice in self.choices(control, node)}
                text = " ".join(each for each in node.text.split() if each in offered)
                moved, node.text = moved or text != node.text, text
        return moved

    def value_at(self, node: Node, expression: list, *, shown: bool = False):
        return run(expression, At(self, node, node))

    def keep_counts(self) -> bool:
        """Repeats whose number is computed have that number, no less than none."""
        moved = False
        for control, parent in self.counted():
            wanted = to_number(self.value_at(parent, control["count"]))
            wanted = max(int(wanted), 0) if wanted == wanted else 0  # noqa: PLR0124  NaN is not itself
            moved = self.resize(parent, control["ref"].rpartition("/")[2], wanted) or moved
        return moved

    def counted(self) -> Iterator[tuple[dict, Node]]:
        for control in controls_of(self.form.body):
            if control["kind"] == "repeat" and control["count"]:
                for node in list(nodes_of(self.root)):
                    if path_of(node) == control["ref"].rpartition("/")[0]:
                        yield control, node

    def resize(self, parent: Node, name: str, wanted: int) -> bool:
        alike = [each for each in parent.children if each.name == name]
        spec = next(child for child in parent.spec["children"] if child["name"] == name)
        if len(alike) == wanted:
            return False
        if len(alike) > wanted:
            parent.children = [each for each in parent.children if each not in alike[wanted:]]
            return True
        order = [child["name"] for child in parent.spec["children"]]
        for _ in range(wanted - len(alike)):
            node = self.grown(spec, parent)
            parent.children.append(node)
            for each in nodes_of(node):
                self.preload(each)
        parent.children.sort(key=lambda each: order.index(each.name))
        return True

    # what is asked of the form by expressions
    def instance(self, name: str) -> Node:
        return self.lists[name]

    def text(self, name: str, at: At, form: str = "") -> str:
        words = self.form.texts.get(self.language, {}).get(name, {})
        parts = words.get(form, [])
        return "".join(part if isinstance(part, str) else to_text(run(part[1], at)) for part in parts)

    def choice_label(self, value: str, path: str, at: At) -> str:
        for control in controls_of(self.form.body):
            if control["ref"] == path:
                for choice in self.choices(control, at.node):
                    if choice["value"] == value:
                        return choice["label"]
        return ""

    def choices(self, control: dict, node: Node) -> list[dict]:
        """The choices now offered at a node: value, label."""
        at = At(self, node, node)
        itemset = control.get("itemset")
        if itemset is None:
            return [
                {"value": each["value"], "label": self.text(each["label"], at)} for each in control["items"]
            ]
        found = []
        for item in run(itemset["nodes"], at):
            columns = {child.name: child.text for child in item.children}
            label = columns.get(itemset["label"], "")
            words = self.text(label, at) if itemset["is_named"] else label
            found.append({"value": columns.get(itemset["value"], ""), "label": words})
        return found

    # what is wrong
    def problems(self) -> dict[str, str]:
        """Path of a node → « required » or « constraint », for what is shown alone."""
        return {
            path_of(node, ranked=True): why for node in nodes_of(self.root) if (why := self.problem(node))
        }

    def problem(self, node: Node) -> str:
        if not node.is_shown or node.children:
            return ""
        if not node.text:
            required = node.spec.get("required")
            return "required" if required and to_bool(self.value_at(node, required)) else ""
        constraint = node.spec.get("constraint")
        return "" if not constraint or to_bool(self.value_at(node, constraint)) else "constraint"

    def leaves(self) -> list[tuple[str, bool, str]]:
        """Each leaf: its path, whether it is shown, its text."""
        return [
            (path_of(node, ranked=True), node.is_shown, node.text)
            for node in nodes_of(self.root)
            if not node.spec.get("children")
        ]

    def xml(self) -> bytes:
        """The answer as it is sent: what is not shown is left out."""
        element = Element(self.root.name, {"id": self.form.id, "version": self.form.version})
        self.write(self.root, element)
        return tostring(element, encoding="utf-8", xml_declaration=True)

    def write(self, node: Node, element: Element) -> None:
        for child in node.children:
            if child.is_relevant:
                inside = SubElement(element, child.name)
                if child.children:
                    self.write(child, inside)
                elif child.text:
                    inside.text = child.text


def nodes_of(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from nodes_of(child)


def controls_of(body: list[dict]) -> Iterator[dict]:
    for control in body:
        yield control
        yield from controls_of(control.get("controls", []))


def is_filtered(control: dict) -> bool:
    """Whether its choices depend on other answers."""
    steps = control["itemset"]["nodes"][2] if control.get("itemset") else []
    return any(predicates for _, predicates in steps)


def listed(name: str, rows: list[dict]) -> Node:
    """A list of choices as nodes: instance('name') is above <root>, which holds each <item>."""
    top = Node(name)
    root = Node("root", parent=top)
    top.children = [root]
    for row in rows:
        item = Node("item", parent=root)
        item.children = [Node(column, parent=item, text=text) for column, text in row.items()]
        root.children.append(item)
    return top


def path_of(node: Node, *, ranked: bool = False) -> str:
    """« /data/trip/km », or with the rank of each repeat after the first: « /data/trip[2]/km »."""
    steps = []
    while node is not None:
        step = node.name
        if ranked and node.parent is not None:
            rank = [each for each in node.parent.children if each.name == node.name].index(node) + 1
            step = f"{step}[{rank}]" if rank > 1 else step
        steps.append(step)
        node = node.parent
    return "/" + "/".join(reversed(steps))
