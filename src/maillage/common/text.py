"""Rich text is stored as Markdown; people read it as HTML, and write it either way."""

import re

import nh3
from markdown_it import MarkdownIt
from markdownify import MarkdownConverter

TAGS = {"p", "br", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "hr"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto", "tel"}

# What an editor or a paste says otherwise: kept, then read as one of TAGS.
SYNONYMS = {"b": "strong", "i": "em", "h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4", "div": "p"}
SYNONYM = re.compile(rf"(</?)({'|'.join(SYNONYMS)})(?=[\s>])", re.IGNORECASE)

# Where plain text would read as Markdown: anywhere, or at the start of a line.
MEANS_SOMETHING = re.compile(r"[\\`\[\]]|<(?=[a-z/!?])|&(?=#?\w+;)", re.IGNORECASE)
STARTS_SOMETHING = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|-{2,}|>|=+(?=\s*$)|~~~)", re.MULTILINE)
STARTS_A_NUMBERED_LIST = re.compile(r"^(\s*\d{1,9})([.)](?=\s|$))", re.MULTILINE)

# Browsers put no-break spaces where people type spaces; those that French typography wants stay.
STRAY_NO_BREAK = re.compile(r"(?<![«\d])\u00a0(?![?!:;»%€\d])")


class Converter(MarkdownConverter):
    """Text that looks like Markdown is escaped, and nothing else: the note stays pleasant to read as it is stored."""

    def escape(self, text: str, parent_tags: set) -> str:
        text = MEANS_SOMETHING.sub(lambda found: "\\" + found[0], text)
        text = STARTS_SOMETHING.sub(r"\1\\\2", text)
        return super().escape(STARTS_A_NUMBERED_LIST.sub(r"\1\\\2", text), parent_tags)


def clean_html(html: str) -> str:
    html = SYNONYM.sub(lambda found: found[1] + SYNONYMS[found[2].lower()], html)
    return nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer"
    )


def render_markdown(text: str) -> str:
    """Markdown to HTML that is safe to show."""
    return clean_html(MarkdownIt("commonmark", {"html": False}).render(text))


def render_guide(text: str) -> str:
    """A page of the user guide, from our own files: tables and every level of title are kept."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").render(text)


def to_markdown(html: str) -> str:
    """HTML from the editor, or from a paste, to Markdown; what is not in TAGS is dropped."""
    html = STRAY_NO_BREAK.sub(" ", clean_html(html).replace("&nbsp;", "\u00a0"))
    return Converter(heading_style="ATX", bullets="-").convert(html).strip()


def quantity(value) -> str:
    """1250.50 → « 1 250,5 » (narrow no-break space), 3.00 → « 3 », -1 → « −1 »."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.replace(",", "\u202f").replace(".", ",").replace("-", "−")
