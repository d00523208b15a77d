"""From an XForm (as pyxform, Kobo or ODK write it) to a form that the two runtimes run: plain data, fit for JSON."""

from dataclasses import asdict, dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from maillage.surveys.queries.engine.asking import Body
from maillage.surveys.queries.engine.naming import JR, XF, FormError, H, Words, local
from maillage.surveys.queries.engine.ordering import CycleError, order_data
from maillage.surveys.queries.engine.refusing import check_bind, check_model, check_size, check_tree

EXPRESSIONS = ("relevant", "constraint", "required", "calculate", "readonly")
EVENTS = {
    "odk-instance-first-load": "first-load",
    "odk-new-repeat": "new-repeat",
    "xforms-value-changed": "changed",
}


@dataclass
class Form:
    """`root`: what an empty answer looks like, with the bind of each node; `body`: what is asked, in order.

    `texts`: language → name → form (« » for the words, image, audio, guidance) → list of texts and expressions.
    `instances`: the lists of choices, each item a dict. `rules` and `readers`: see `ordering`. `actions`: what the form
    sets by itself, on opening, in a new repeat, or when the question at `source` has changed.
    """

    id: str
    version: str
    title: str
    languages: list[str]
    default_language: str
    root: dict
    body: list[dict]
    texts: dict[str, dict[str, dict[str, list]]] = field(default_factory=dict)
    instances: dict[str, list[dict]] = field(default_factory=dict)
    rules: list[dict] = field(default_factory=list)
    readers: dict[str, list[int]] = field(default_factory=dict)
    actions: list[dict] = field(default_factory=list)

    def as_data(self) -> dict:
        return asdict(self)


def read_form(xml: str | bytes) -> Form:
    """Raises `FormError` when the form is not one, or asks for what no phone page can do."""
    check_size(xml)
    try:
        document = fromstring(xml, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise FormError("Ce fichier n’est pas un questionnaire XForm : son XML ne se lit pas.") from error
    check_tree(document)
    model, body = document.find(f"{H}head/{XF}model"), document.find(f"{H}body")
    if model is None or body is None or not any(len(each) for each in model.findall(f"{XF}instance")[:1]):
        raise FormError(
            "Ce fichier n’est pas un questionnaire XForm : il lui manque son modèle ou son corps."
        )
    check_model(model)
    return Reader(model, body).form(document.findtext(f"{H}head/{H}title", "").strip())


class Reader:
    def __init__(self, model: Element, body: Element):
        self.model, self.body = model, body
        self.binds = {bind.get("nodeset", "").strip(): bind for bind in model.iter(f"{XF}bind")}
        self.repeats = {each.get("nodeset", "") for each in body.iter(f"{XF}repeat")}
        self.words = Words(model)

    def form(self, title: str) -> Form:
        primary, *others = self.model.findall(f"{XF}instance")
        root = primary[0]
        languages = list(self.words.texts)
        asked = Body(self.words, {path for path, _ in walk(root, f"/{local(root)}")})
        body = asked.controls(self.body)
        found = Form(
            id=root.get("id", ""),
            version=root.get("version", ""),
            title=title,
            languages=languages,
            default_language=self.default_language(languages),
            root=self.node(root, f"/{local(root)}"),
            body=body,
            texts=self.words.texts,
            instances={each.get("id", ""): items(each) for each in others},
            actions=self.actions(),
        )
        self.check_lists(asked, found)
        try:
            order = order_data(found.root, asked.counts, asked.filters)
        except CycleError as cycle:
            names = ", ".join(f"« {path.rpartition('/')[2]} »" for path in cycle.paths)
            raise FormError(f"Ces formules tournent en rond : {names}.", cycle.paths[0]) from cycle
        found.rules, found.readers = order["rules"], order["readers"]
        return found

    def default_language(self, languages: list[str]) -> str:
        named = (
            t.get("lang", "") for t in self.model.iter(f"{XF}translation") if t.get("default") is not None
        )
        return next(named, languages[0] if languages else "")

    def check_lists(self, asked: Body, form: Form) -> None:
        for name, where in [*asked.lists, *self.words.lists]:
            if name not in form.instances:
                raise FormError(f"La liste de choix « {name} » n’est pas dans le questionnaire.", where)

    # instance
    def node(self, element: Element, path: str) -> dict:
        bind = self.binds.get(path)
        found = {"name": local(element), "path": path, "type": "string", "text": (element.text or "").strip()}
        if bind is not None:
            found |= self.bind(bind, path)
        if path in self.repeats:
            found["repeat"] = True
        children: dict[str, list[Element]] = {}
        for child in element:
            children.setdefault(local(child), []).append(child)
        if children:
            found["text"] = ""
            found["children"] = [self.child(alike, f"{path}/{name}") for name, alike in children.items()]
        return found

    def child(self, alike: list[Element], path: str) -> dict:
        """One node; for a repeat, its template, with the first ones when these are not just one like it."""
        if path not in self.repeats:
            if len(alike) > 1:
                raise FormError(f"« {local(alike[0])} » est écrit deux fois dans le questionnaire.", path)
            return self.node(alike[0], path)
        template = next((each for each in alike if each.get(f"{JR}template") is not None), None)
        starts = [self.node(each, path) for each in alike if each.get(f"{JR}template") is None]
        found = blank(starts[0]) if template is None else self.node(template, path)
        return found if starts == [found] else found | {"starts": starts}

    def bind(self, bind: Element, path: str) -> dict:
        found = {"type": (bind.get("type") or "string").split(":")[-1]}
        check_bind(bind, found["type"], path)
        for name in EXPRESSIONS:
            if text := (bind.get(name) or "").strip():
                found[name] = self.words.expression(text, path)
        for name in ("constraintMsg", "requiredMsg"):
            if text := bind.get(f"{JR}{name}"):
                found[name] = self.words.reference(text)
        if preload := bind.get(f"{JR}preload"):
            found["preload"] = [preload, bind.get(f"{JR}preloadParams") or ""]
        return found

    # what the form sets by itself
    def actions(self) -> list[dict]:
        found = [self.action(each, "") for each in self.model.findall(f"{XF}setvalue")]
        for parent in self.body.iter():
            found += [self.action(each, parent.get("ref", "")) for each in parent.findall(f"{XF}setvalue")]
        return found

    def action(self, element: Element, source: str) -> dict:
        ref, value = element.get("ref", ""), (element.get("value") or "").strip()
        events = (element.get("event") or "").split()
        if unknown := [event for event in events if event not in EVENTS]:
            raise FormError(f"L’évènement « {unknown[0]} » n’est pas connu.", ref)
        return {
            "events": [EVENTS[event] for event in events],
            "ref": ref,
            "source": source,
            "value": self.words.expression(value, ref) if value else None,
            "text": (element.text or "").strip(),
        }


def blank(spec: dict) -> dict:
    """The same without what it holds: where a form has no template, the next repeats begin empty."""
    children = {"children": [blank(each) for each in spec["children"]]} if "children" in spec else {}
    return spec | {"text": ""} | children


def walk(element: Element, path: str):
    yield path, element
    for child in element:
        yield from walk(child, f"{path}/{local(child)}")


def items(instance: Element) -> list[dict]:
    return [{local(each): each.text or "" for each in item} for root in instance for item in root]
