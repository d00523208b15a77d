"""Every page that a link leads to, as each of the cast: axe, the console, 320 pixels, the keyboard's way in."""

import re
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

PEOPLE = ("Aïcha Fontaine", "Bruno Marchal", "Chloé Simonin", "Driss Haddad", "Ève Renard", None)
DOWNLOADS = re.compile(
    r"\.(csv|json|txt|xml|yaml|pdf|odt|docx|ics|xlsx|ods|vcf)$|/export|/healthz"
    r"|/documents-de-seance/|/documents/\d+/$|/documents/fichier/|/lettres/\d+/courriel/$|/lettres/fichiers/"
)


def shape(url: str) -> str:
    """The address with its variable parts blanked, so that one commune stands for all."""
    path = re.sub(r"/communes/[^/]+/$", "/communes/*/", urlsplit(url).path)
    return re.sub(r"/\d+(?=/|$)", "/*", path)


def crawl(visitor, start="/", most=110):
    """Walk every link of the site once per shape of address; yield each page as it stands open."""
    todo, seen = [f"{visitor.site}{start}"], set()
    while todo and len(seen) < most:
        url = todo.pop(0)
        if shape(url) in seen or DOWNLOADS.search(urlsplit(url).path):
            continue
        seen.add(shape(url))
        answer = visitor.page.goto(url)
        assert answer.status == 200, f"{url} answers {answer.status}"
        yield url
        if url.endswith("/demo/courriels/"):
            continue  # the links of old mails may have served
        hrefs = visitor.page.eval_on_selector_all(
            "a[href]", "links => links.map(link => link.getAttribute('href'))"
        )
        todo += [
            urldefrag(urljoin(url, href)).url
            for href in hrefs
            if urljoin(url, href).startswith(f"{visitor.site}/")
        ]


@pytest.mark.parametrize("name", PEOPLE)
def test_axe_finds_nothing_and_nothing_overflows(visit, name):
    visitor = visit()
    if name:
        visitor.become(name)
    problems, pages = [], 0
    for url in crawl(visitor):
        pages += 1
        problems += visitor.axe()
        visitor.page.set_viewport_size({"width": 320, "height": 800})
        if (extra := visitor.overflow()) > 0:
            problems.append(f"{url} is {extra} px too wide at 320 px")
        visitor.page.set_viewport_size({"width": 1440, "height": 900})
    assert problems == []
    assert pages > 8


@pytest.mark.parametrize("path", ["/", "/demo/", "/connexion/", "/pays-du-lunevillois/", "/aide/"])
def test_the_first_key_leads_to_the_content(visit, path):
    page = visit().go(path)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


# What the Tab key must reach: seen, able, not taken out of the order; of a group of radio buttons, one is enough.
REACHABLE = """() => [...document.querySelectorAll(
  'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]')].filter(each =>
  each.tabIndex >= 0 && !each.disabled && each.type !== 'radio' && each.type !== 'hidden'
  && each.checkVisibility({visibilityProperty: true}) && each.getClientRects().length > 0)"""
# Where the focus stands: its rank among these, and whether a person can see it.
FOCUS = f"""() => {{
  const here = document.activeElement, style = getComputedStyle(here), label = here.closest('label')
  const drawn = [style, label && getComputedStyle(label)].some(each => each && each.outlineStyle !== 'none'
    && parseFloat(each.outlineWidth) >= 2)
  return [({REACHABLE})().indexOf(here), drawn || here === document.body]
}}"""


@pytest.mark.parametrize("name", ["Aïcha Fontaine", None])
def test_the_keyboard_reaches_everything_and_is_caught_nowhere(visit, name):
    visitor = visit()
    if name:
        visitor.become(name)
    problems = []
    for url in crawl(visitor):
        page, reached = visitor.page, set()
        wanted = page.evaluate(f"({REACHABLE})().length")
        for _ in range(4 * wanted + 12):  # a date takes four: day, month, year, calendar
            page.keyboard.press("Tab")
            rank, is_seen = page.evaluate(FOCUS)
            if not is_seen:
                problems.append(
                    f"{url} hides its focus on {page.evaluate('document.activeElement.outerHTML')[:120]}"
                )
            reached.add(rank)
            if len(reached - {-1}) == wanted:
                break
        if missed := set(range(wanted)) - reached:
            html = page.evaluate(f"({REACHABLE})()[{min(missed)}].outerHTML")
            problems.append(f"{url}: {len(missed)} of {wanted} are out of reach, first {html[:120]}")
    assert problems == []
