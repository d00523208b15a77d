"""From an XForm (as pyxform, Kobo or ODK write it) to a form that the two runtimes run: plain data, fit for JSON."""

from dataclasses import asdict, dataclass, field
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from maillage.surveys.queries.engine.functions import FUNCTIONS
from maillage.surveys.queries.engine.xpath import XPathError, parse

XF, H, JR, ODK = (
    "{http://www.w3.org/2002/xforms}",
    "{http://www.w3.org/1999/xhtml}",
    "{http://openrosa.org/javarosa}",
    "{http://www.opendatakit.org/xforms}",
)
CONTROLS = {"input", "select", "select1", "upload", "trigger", "range"}
EXPRESSIONS = ("relevant", "constraint", "required", "calculate", "readonly")
ITEXT = "jr:itext("


class FormError(ValueError):
    """What we cannot run, in French; `where` is the path of the question, or an empty text."""

    def __init__(self, message: str, where: str = ""):
        super().__init__(message)
        self.where = where


@dataclass
class Form:
    """`root`: what an empty answer looks like, with the bind of each node; `body`: what is asked, in order.

    `texts`: language → name → form (« » for the words, image, audio, guidance) → list of texts and expressions.
    `instances`: the lists of choices, each item a dict.
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

    def as_data(self) -> dict:
        return asdict(self)


def read_form(xml: str | bytes) -> Form:
    """Raises `FormError` when the form is not one, or asks for what no phone page can do."""
    try:
        document = fromstring(xml, forbid_dtd=True)
    except Exception as error:
        raise FormError("Ce fichier n’est pas un questionnaire XForm : son XML ne se lit pas.") from error
    model, body = document.find(f"{H}head/{XF}model"), document.find(f"{H}body")
    if model is None or body is None:
        raise FormError(
            "Ce fichier n’est pas un questionnaire XForm : il lui manque son modèle ou son corps."
        )
    reader = Reader(model, body)
    title = document.findtext(f"{H}head/{H}title", "").strip()
    return reader.form(title)


class Reader:
    def __init__(self, model: Element, body: Element):
        self.model, self.body = model, body
        self.binds = {bind.get("nodeset", "").strip(): bind for bind in model.iter(f"{XF}bind")}
        self.repeats = {each.get("nodeset") for each in body.iter(f"{XF}repeat")}
        self.inline = 0
        self.texts: dict = {}

    def form(self, title: str) -> Form:
        primary, *others = self.model.findall(f"{XF}instance")
        root = primary[0]
        self.read_texts()
        languages = list(self.texts)
        default = next(
            (t.get("lang") for t in self.model.iter(f"{XF}translation") if t.get("default") is not None),
            languages[0] if languages else "",
        )
        tree = self.node(root, f"/{local(root)}")
        found = Form(
            id=root.get("id", ""),
            version=root.get("version", ""),
            title=title,
            languages=languages,
            default_language=default,
            root=tree,
            body=[],
            texts=self.texts,
            instances={each.get("id"): self.items(each) for each in others},
        )
        found.body = self.controls(self.body)
        return found

    # texts
    def read_texts(self) -> None:
        for translation in self.model.iter(f"{XF}translation"):
            words = self.texts.setdefault(translation.get("lang", ""), {})
            for text in translation.findall(f"{XF}text"):
                values = {value.get("form", ""): self.words(value) for value in text.findall(f"{XF}value")}
                words[text.get("id")] = values

    def words(self, element: Element) -> list:
        """A text with the values shown inside it: ["Bonjour ", ["x", expression], " !"]."""
        found = [element.text or ""]
        for output in element:
            found.append(["x", self.expression(output.get("value", ""), "output")])
            found.append(output.tail or "")
        return [part for part in found if part]

    # instance
    def items(self, instance: Element) -> list[dict]:
        if instance.get("src"):
            raise FormError(
                f"La liste « {instance.get('id')} » est dans un fichier à part : recopiez-la dans l’onglet choices."
            )
        if not len(instance):
            return []
        return [{local(each): each.text or "" for each in item} for item in instance[0]]

    def node(self, element: Element, path: str) -> dict:
        bind = self.binds.get(path)
        found = {"name": local(element), "type": "string", "text": (element.text or "").strip()}
        if bind is not None:
            found |= self.bind(bind, path)
        if path in self.repeats:
            found["repeat"] = True
        children, seen = [], set()
        for child in element:
            name = local(child)
            inside = f"{path}/{name}"
            if inside in self.repeats and name in seen:
                continue  # the template came first; what follows is the first, empty one
            seen.add(name)
            children.append(self.node(child, inside))
        if children:
            found |= {"children": children, "text": ""}
        return found

    def bind(self, bind: Element, path: str) -> dict:
        found = {"type": (bind.get("type") or "string").split(":")[-1]}
        for name in EXPRESSIONS:
            if text := (bind.get(name) or "").strip():
                found[name] = self.expression(text, path)
        for name in ("constraintMsg", "requiredMsg"):
            if text := bind.get(f"{JR}{name}"):
                found[name] = self.reference(text)
        if preload := bind.get(f"{JR}preload"):
            found["preload"] = [preload, bind.get(f"{JR}preloadParams") or ""]
        return found

    def expression(self, text: str, where: str) -> list:
        try:
            found = parse(text)
        except XPathError as error:
            raise FormError(f"La formule « {text} » ne se lit pas : {error}.", where) from error
        for name, count in calls(found):
            check_call(name, count, text, where)
        return found

    # body
    def controls(self, parent: Element) -> list[dict]:
        found = []
        for element in parent:
            kind = local(element)
            if kind == "group":
                found.append(self.group(element))
            elif kind == "repeat":
                found.append(self.repeat(element))
            elif kind in CONTROLS or element.tag == f"{ODK}rank":
                found.append(self.control(element, kind))
        return found

    def group(self, element: Element) -> dict:
        repeat = element.find(f"{XF}repeat")
        common = {"label": self.label(element), "appearance": element.get("appearance", "")}
        if repeat is not None:
            return {**self.repeat(repeat), **common}
        return {"kind": "group", "ref": element.get("ref", ""), "controls": self.controls(element), **common}

    def repeat(self, element: Element) -> dict:
        count = element.get(f"{JR}count")
        return {
            "kind": "repeat",
            "ref": element.get("nodeset"),
            "count": self.expression(count, element.get("nodeset")) if count else None,
            "fixed": element.get(f"{JR}noAddRemove") == "true()",
            "controls": self.controls(element),
        }

    def control(self, element: Element, kind: str) -> dict:
        ref = element.get("ref", "")
        found = {
            "kind": kind,
            "ref": ref,
            "label": self.label(element),
            "hint": self.label(element, "hint"),
            "appearance": element.get("appearance", ""),
            "params": {
                name: element.get(name) for name in ("start", "end", "step", "mediatype") if element.get(name)
            },
        }
        itemset = element.find(f"{XF}itemset")
        if itemset is not None:
            found["itemset"] = self.itemset(itemset, ref)
        elif kind in {"select", "select1", "rank"}:
            found["items"] = [
                {"value": item.findtext(f"{XF}value", "").strip(), "label": self.label(item)}
                for item in element.findall(f"{XF}item")
            ]
        return found

    def itemset(self, element: Element, ref: str) -> dict:
        label = element.find(f"{XF}label").get("ref", "")
        is_named = label.startswith(ITEXT)
        return {
            "nodes": self.expression(element.get("nodeset"), ref),
            "value": element.find(f"{XF}value").get("ref"),
            "label": label.removeprefix(ITEXT).removesuffix(")") if is_named else label,
            "is_named": is_named,
        }

    def label(self, element: Element, tag: str = "label") -> str:
        """The name of a text; words written in place get one."""
        found = element.find(f"{XF}{tag}")
        if found is None:
            return ""
        return self.reference(found.get("ref", ""), found)

    def reference(self, text: str, element: Element | None = None) -> str:
        if text.startswith(ITEXT):
            return text.removeprefix(ITEXT).removesuffix(")").strip("'\" ")
        self.inline += 1
        name = f"~{self.inline}"
        words = self.words(element) if element is not None else [text]
        for language in self.texts or {"": None}:
            self.texts.setdefault(language, {})[name] = {"": words}
        return name


def local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def calls(expression):
    """Every call inside an expression: its name, and how many arguments it has."""
    if not isinstance(expression, list):
        return
    if len(expression) == 3 and expression[0] == "c":  # noqa: PLR2004  as `xpath` writes a call
        yield expression[1], len(expression[2])
    for part in expression:
        yield from calls(part)


def check_call(name: str, count: int, text: str, where: str) -> None:
    if name == "instance":
        return
    run = FUNCTIONS.get(name)
    if run is None:
        raise FormError(f"La fonction « {name}() » n’est pas connue, dans « {text} ».", where)
    if not run.least <= count <= run.most:
        asked = str(run.least) if run.least == run.most else f"{run.least} à {run.most}"
        raise FormError(f"« {name}() » demande {asked} valeurs, pas {count}, dans « {text} ».", where)
