"""One answer being given: what is shown, what is computed, what is wrong, and the bytes that it makes."""

import math
import random
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from heapq import heappop, heappush
from xml.etree.ElementTree import Element, SubElement, tostring

from maillage.surveys.queries.engine.evaluating import At, run
from maillage.surveys.queries.engine.reading import Form
from maillage.surveys.queries.engine.values import Day, Node, iso, kept, to_bool, to_number, to_text

MOST_REPEATS = 1_000  # a count that asks for more is a mistake, or an attack
MOST_TURNS = 200  # how often choices and counts may set one another off again


class Filling:
    """Opens an empty answer. `now` tells the time of the place; `seed` fixes what random() draws.

    `properties`: what the phone tells of itself and of who holds it, by name (deviceid, username…).
    """

    def __init__(
        self,
        form: Form,
        *,
        language: str = "",
        now: Callable[[], datetime] = datetime.now,
        seed=None,
        properties: dict[str, str] | None = None,
    ):
        self.form, self.now, self.properties = form, now, properties or {}
        self.language = language or form.default_language
        self.random = random.Random(seed)  # noqa: S311  the random() of a questionnaire, nothing secret
        self.lists = {name: listed(name, rows) for name, rows in form.instances.items()}
        self.controls = {control["ref"]: control for control in controls_of(form.body)}
        self.pending: dict[int, list[Node | None]] = {}
        self.queue: list[int] = []
        self.root = self.grown(form.root, None)
        for node in nodes_of(self.root):
            self.preload(node)
        self.act("first-load", list(nodes_of(self.root)))
        self.settle()

    # the tree
    def grown(self, spec: dict, parent: Node | None) -> Node:
        node = Node(spec["name"], spec["type"], parent, text=spec.get("text", ""), spec=spec)
        for child in spec.get("children", ()):
            for each in child.get("starts", [child]):
                node.place(self.grown(each, node))
        return node

    def preload(self, node: Node) -> None:
        kind, params = node.spec.get("preload", ("", ""))
        if kind == "uid":
            node.text = f"uuid:{uuid.uuid4()}"
        elif kind == "timestamp" and params == "start":
            node.text = self.moment()
        elif kind == "date" and params == "today":
            node.text = str(Day.of(self.now()))
        elif kind == "property":
            node.text = self.properties.get(params, "")

    def moment(self) -> str:
        now = self.now()
        return iso(Day.of(now), now.tzinfo)

    def finish(self) -> None:
        """What is written when the answer is closed."""
        for node in nodes_of(self.root):
            if node.spec.get("preload") == ["timestamp", "end"]:
                self.put(node, self.moment())

    def at(self, path: str) -> Node:
        """The node at « /data/trip[2]/km ». Raises KeyError."""
        node = None
        for step in path.strip("/").split("/"):
            name, _, rank = step.partition("[")
            alike = (
                ([self.root] if self.root.name == name else []) if node is None else node.named.get(name, [])
            )
            rank = int(rank.rstrip("]") or 1)
            if not 1 <= rank <= len(alike):
                raise KeyError(path)
            node = alike[rank - 1]
        return node

    def add(self, path: str) -> Node:
        """One more repeat after the last at « /data/trip », or « /data/person[2]/trip »."""
        above, _, name = path.rpartition("/")
        node = self.sprout(self.at(above), name)
        self.work()
        return node

    def sprout(self, parent: Node, name: str) -> Node:
        spec = next((child for child in parent.spec.get("children", ()) if child["name"] == name), None)
        if spec is None or "repeat" not in spec:
            raise KeyError(name)
        node = self.grown(spec, parent)
        order = [child["name"] for child in parent.spec["children"]]
        later = set(order[order.index(name) + 1 :])
        at = next((rank for rank, child in enumerate(parent.children) if child.name in later), None)
        parent.place(node, at)
        inside = list(nodes_of(node))
        for each in inside:
            self.preload(each)
        self.act("new-repeat", inside)
        for each in inside:
            self.touch(each)
        self.start(node)
        return node

    def remove(self, node: Node) -> None:
        parent = node.parent
        self.wither(node)
        for rank, rule in enumerate(self.form.rules):
            if rule["kind"] == "count" and rule["path"] == node.spec["path"]:
                self.mark(rank, parent)
        self.work()

    def wither(self, node: Node) -> None:
        parent, inside = node.parent, node.spec["path"] + "/"
        parent.drop(node)
        for each in nodes_of(node):
            for rank in self.form.readers.get(each.spec["path"], ()):
                rule = self.form.rules[rank]
                if each is node or rule["wide"] or not rule["path"].startswith(inside):
                    self.mark(rank, parent)

    def answer(self, path: str, text: str) -> None:
        self.put(self.at(path), text)

    def put(self, node: Node, text: str) -> None:
        has_changed, node.text = node.text != text, text
        self.touch(node)
        self.work()
        if has_changed:
            self.act("changed", [node])
            self.work()

    def act(self, event: str, nodes: list[Node]) -> None:
        """What a form sets by itself: on opening, in a new repeat, after a question is answered."""
        for action in self.form.actions:
            if event not in action["events"]:
                continue
            targets = [node for node in nodes if node.spec["path"] == action["ref"]]
            if event == "changed":
                targets = (
                    list(self.near(action["ref"], nodes)) if nodes[0].spec["path"] == action["source"] else []
                )
            for node in targets:
                node.text = self.wanted(action, node)
                self.touch(node)

    def wanted(self, action: dict, node: Node) -> str:
        if action["value"] is None:
            return action["text"]
        return kept(self.value_at(node, action["value"]), node.type, self.now().tzinfo)

    # what follows from the answers
    def settle(self) -> None:
        """Compute everything, as when the answer is opened."""
        for rank in range(len(self.form.rules)):
            self.mark(rank, self.root)
        self.work()

    def start(self, node: Node) -> None:
        """Compute what stands in a new repeat."""
        inside = node.spec["path"] + "/"
        for rank, rule in enumerate(self.form.rules):
            if f"{rule['path']}/".startswith(inside):
                self.mark(rank, node)

    def touch(self, node: Node, beside: Node | None = None) -> None:
        """A value has changed: what reads it is to be computed again, near it."""
        for rank in self.form.readers.get(node.spec["path"], ()):
            self.mark(rank, beside or node)

    def mark(self, rank: int, node: Node) -> None:
        if rank not in self.pending:
            self.pending[rank] = []
            heappush(self.queue, rank)
        self.pending[rank].append(node)

    def work(self) -> None:
        """Follow the rules that are marked, in order, until nothing is left."""
        turns = 0
        while self.queue:
            rank = heappop(self.queue)
            rule, nodes = self.form.rules[rank], self.pending.pop(rank)
            if rule["kind"] in {"count", "choices"}:
                turns += 1
                if turns > MOST_TURNS:
                    self.queue, self.pending = [], {}
                    return
            path = rule["path"].rpartition("/")[0] if rule["kind"] == "count" else rule["path"]
            for node in list(self.near(path, [self.root] if rule["wide"] else nodes)):
                self.apply(rule, node)

    def near(self, path: str, nodes: list[Node]) -> Iterator[Node]:
        """The nodes at a path that share with one of these the repeats that they can share."""
        tops = {}
        for node in nodes:
            top = node
            while top.parent and not f"{path}/".startswith(f"{top.spec['path']}/"):
                top = top.parent
            tops[id(top)] = top
        for top in tops.values():
            found = [top]
            for name in path[len(top.spec["path"]) + 1 :].split("/"):
                found = [each for node in found for each in node.named.get(name, ())] if name else found
            yield from found

    def apply(self, rule: dict, node: Node) -> None:
        if rule["kind"] == "count":
            self.keep_count(rule, node)
        elif rule["kind"] == "choices":
            self.drop_choices(node)
        elif rule["kind"] == "relevant":
            node.is_relevant = to_bool(self.value_at(node, rule["expression"], rule["depth"]))
        else:
            value = self.value_at(node, rule["expression"], rule["depth"])
            node.text = kept(value, node.type, self.now().tzinfo)
        for rank in rule["feeds"]:
            self.mark(rank, node)

    def value_at(self, node: Node, expression: list, depth: int = 0):
        return run(expression, At(self, node, node, 0, depth))

    def drop_choices(self, node: Node) -> None:
        """A choice that is no longer offered is no longer chosen."""
        if not node.text:
            return
        offered = {choice["value"] for choice in self.choices(self.controls[node.spec["path"]], node)}
        text = " ".join(each for each in node.text.split() if each in offered)
        if text != node.text:
            node.text = text
            self.touch(node)

    def keep_count(self, rule: dict, parent: Node) -> None:
        """Repeats whose number is computed have that number, once it is known; none that holds an answer is lost."""
        name = rule["path"].rpartition("/")[2]
        alike = list(parent.named.get(name, ()))
        place = alike[0] if alike else Node(name, parent=parent)
        wanted = to_number(self.value_at(place, rule["expression"]))
        if not math.isfinite(wanted):
            return
        wanted = min(max(int(wanted), 0), MOST_REPEATS)
        while len(alike) > wanted and not self.holds(alike[-1]):
            self.wither(alike.pop())
        for _ in range(wanted - len(alike)):
            self.sprout(parent, name)

    def holds(self, node: Node) -> bool:
        """Whether someone answered a question inside."""
        return any(
            each.text not in {"", each.spec.get("text", "")}
            for each in nodes_of(node)
            if each.spec["path"] in self.controls and "calculate" not in each.spec
        )

    # what is asked of the form by expressions
    def text(self, name: str, at: At, form: str = "") -> str:
        words = self.form.texts.get(self.language, {}).get(name, {})
        parts = words.get(form, [])
        return "".join(part if isinstance(part, str) else to_text(run(part[1], at)) for part in parts).strip()

    def choice_label(self, value: str, path: str, at: At) -> str:
        """The label of a choice of the question at a path, absolute or from where we are."""
        steps = path.strip("/").split("/")
        names = [] if path.startswith("/") else at.node.spec["path"].strip("/").split("/")
        for step in steps:
            names = names[:-1] if step == ".." else names if step == "." else [*names, step]
        ref = "/" + "/".join(names)
        node = next(self.near(ref, [at.node]), None)
        if ref not in self.controls or node is None:
            return ""
        offered = self.choices(self.controls[ref], node) if is_choice(self.controls[ref]) else []
        return next((choice["label"] for choice in offered if choice["value"] == value), "")

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
        return {path_of(node): why for node in nodes_of(self.root) if (why := self.problem(node))}

    def problem(self, node: Node) -> str:
        if node.spec["path"] not in self.controls or node.spec.get("children") or not node.is_shown:
            return ""
        if not node.text:
            required = node.spec.get("required")
            return "required" if required and to_bool(self.value_at(node, required)) else ""
        constraint = node.spec.get("constraint")
        return "" if not constraint or to_bool(self.value_at(node, constraint)) else "constraint"

    def leaves(self) -> list[tuple[str, bool, str]]:
        """Each leaf: its path, whether it is shown, its text."""
        return [
            (path_of(node), node.is_shown, node.text)
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


def is_choice(control: dict) -> bool:
    return "items" in control or "itemset" in control


def listed(name: str, rows: list[dict]) -> Node:
    """A list of choices as nodes: instance('name') is above <root>, which holds each <item>."""
    top, root = Node(name), Node("root")
    top.place(root)
    for row in rows:
        item = Node("item")
        for column, text in row.items():
            item.place(Node(column, text=text))
        root.place(item)
    return top


def path_of(node: Node) -> str:
    """« /data/trip/km », with the rank of each repeat after the first: « /data/trip[2]/km »."""
    above = path_of(node.parent) if node.parent else ""
    rank = node.rank
    return f"{above}/{node.name}[{rank}]" if rank > 1 else f"{above}/{node.name}"
