"""Every page that a link leads to, as each of the cast: axe, the console, 320 pixels, the keyboard's way in."""

import re
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

PEOPLE = ("Aïcha Fontaine", "Bruno Marchal", "Chloé Simonin", "Driss Haddad", "Ève Renard", None)
DOWNLOADS = re.compile(r"\.(csv|json|txt|xml|yaml)$|/export|/healthz")


def shape(url: str) -> str:
    """The address with its variable parts blanked, so that one commune stands for all."""
    path = re.sub(r"/communes/[^/]+/$", "/communes/*/", urlsplit(url).path)
    return re.sub(r"/\d+(?=/|$)", "/*", path)


def crawl(visitor, start="/", most=70):
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
