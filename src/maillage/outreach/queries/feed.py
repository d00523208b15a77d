from xml.etree.ElementTree import Element, SubElement, tostring

from django.urls import reverse
from django.utils import timezone

from maillage.outreach.queries.letters import archive_of
from maillage.outreach.queries.links import full

ATOM = "http://www.w3.org/2005/Atom"
LATEST = 30
NEVER = "2026-01-01T00:00:00+00:00"


def atom_of(authority) -> bytes:
    """The public letters of an authority as Atom (RFC 4287): each entry keeps its id, whatever its title becomes."""
    here, there = (full(reverse(f"outreach:{name}", args=[authority.slug])) for name in ("feed", "archive"))
    letters = list(archive_of(authority)[:LATEST])
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": "fr"})
    add(feed, "title", f"{authority} : les lettres")
    add(feed, "id", there)
    add(feed, "updated", moment(letters[0].left_at) if letters else NEVER)
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": here})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": there})
    add(SubElement(feed, "author"), "name", str(authority))
    for letter in letters:
        add_entry(feed, authority, letter)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(feed, encoding="utf-8")


def add_entry(feed: Element, authority, letter) -> None:
    page = full(reverse("outreach:archive_letter", args=[authority.slug, letter.pk]))
    entry = SubElement(feed, "entry")
    add(entry, "title", letter.subject)
    add(entry, "id", page)
    add(entry, "published", moment(letter.left_at))
    add(entry, "updated", moment(letter.left_at))
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": page})
    add(entry, "summary", letter.web_text)
    SubElement(entry, "content", {"type": "html"}).text = legible(letter.web_html)


def add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = legible(text)


def legible(text: str) -> str:
    """XML has no control characters."""
    return "".join(sign for sign in text if sign >= " " or sign in "\n\t")


def moment(when) -> str:
    return timezone.localtime(when).isoformat(timespec="seconds")
