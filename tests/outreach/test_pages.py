"""What anybody reads, and what is printed."""

import io
from datetime import timedelta
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.outreach.domain import pages, sending
from maillage.outreach.enums import PosterFormat
from maillage.outreach.models import Delivery
from maillage.outreach.queries.posters import facts_of, pages_for_posters, printed
from maillage.partners.queries.space import space_token
from tests.outreach.factories import make_audience, make_letter, make_news, make_poster, make_subscriber
from tests.partners.factories import make_contact, make_organisation

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "/pays-des-sources/lettres/"


def send(cast, letter):
    sending.release(letter, at=None, typed=None, by=cast.theo)
    sending.send_letters()
    letter.refresh_from_db()
    return letter


@pytest.fixture
def shown(cast):
    make_subscriber(cast.pays)
    audience = make_audience(cast.pays)
    text = "Bonjour **à tous**, <script>alert(1)</script>."
    open_one = make_letter(
        cast.pays, audience, by=cast.theo, subject="Lettre d’été & d’hiver", text=text, is_public=True
    )
    closed = make_letter(cast.pays, audience, by=cast.theo, subject="Entre nous")
    return send(cast, open_one), send(cast, closed)


def test_the_archive_holds_public_letters_that_left(cast, client, shown):
    open_one, closed = shown
    page = client.get(SITE).content.decode()
    assert "Lettre d’été &amp; d’hiver" in page
    assert "Entre nous" not in page
    assert client.get(f"{SITE}{closed.pk}/").status_code == 404
    letter = client.get(f"{SITE}{open_one.pk}/").content.decode()
    assert "<strong>à tous</strong>" in letter
    assert "<script>alert" not in letter
    assert "marie@habitant.example" not in page + letter


def test_the_archive_keeps_what_left_whatever_changes_later(cast, client, shown):
    open_one, _ = shown
    before = client.get(f"{SITE}{open_one.pk}/").content
    open_one.blocks.model.everywhere.filter(letter=open_one).update(text="Autre chose")
    assert client.get(f"{SITE}{open_one.pk}/").content == before


def test_the_feed_is_atom(cast, client, shown):
    answer = client.get(f"{SITE}flux.xml")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.content)  # noqa: S314  our own feed
    assert feed.tag == f"{ATOM}feed"
    for holder in (feed, feed.find(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(holder.findall(f"{ATOM}{name}")) == 1
            assert holder.find(f"{ATOM}{name}").text
    assert feed.find(f"{ATOM}author/{ATOM}name").text == "Pays des Sources"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "self": f"http://localhost:8000{SITE}flux.xml",
        "alternate": f"http://localhost:8000{SITE}",
    }
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}title").text for entry in entries] == ["Lettre d’été & d’hiver"]
    moment = timezone.datetime.fromisoformat(entries[0].find(f"{ATOM}updated").text)
    assert timezone.now() - moment < timedelta(minutes=5)
    assert entries[0].find(f"{ATOM}content").get("type") == "html"
    assert entries[0].find(f"{ATOM}link").get("href") == entries[0].find(f"{ATOM}id").text


def test_an_empty_feed_is_a_feed(cast, client):
    feed = ET.fromstring(client.get(f"{SITE}flux.xml").content)  # noqa: S314  same
    assert feed.findall(f"{ATOM}entry") == []
    assert feed.find(f"{ATOM}updated").text


def test_news_appear_once_published_and_go_once_taken_back(cast, client):
    news = make_news(cast.pays, published=False)
    page = f"/pays-des-sources/actualites/{news.pk}/"
    assert client.get(page).status_code == 404
    pages.publish_news(news, by=cast.theo)
    assert "<strong>essai</strong>" in client.get(page).content.decode()
    assert "Essai de la navette" in client.get("/pays-des-sources/actualites/").content.decode()
    pages.withdraw_news(news, by=cast.theo)
    assert client.get(page).status_code == 404
    with pytest.raises(DomainError):
        pages.withdraw_news(news, by=cast.theo)


def test_the_home_page_leads_to_letters_and_news(cast, client):
    make_news(cast.pays)
    home = client.get("/pays-des-sources/", headers={"accept": "text/html"})
    if home.status_code == 404:  # not published yet: the team sees it
        client.force_login(cast.theo)
        home = client.get("/pays-des-sources/")
    page = home.content.decode()
    assert f'href="{SITE}abonnement/"' in page
    assert "Essai de la navette" in page


def test_a_contact_reads_their_own_letter_behind_their_door(cast, client):
    zoe = make_contact(make_organisation(cast.pays), "Zoé")
    lea = make_contact(make_organisation(cast.pays, "Autre"), "Léa")
    letter = send(cast, make_letter(cast.pays, make_audience(cast.pays, "contacts:"), by=cast.theo))
    Delivery.everywhere.filter(person=lea).delete()
    page = f"/pays-des-sources/partenaires/lettres/{letter.pk}/"
    assert client.get(page)["Location"] == "/pays-des-sources/partenaires/mon-lien/"
    client.post(f"/pays-des-sources/partenaires/entrer/{space_token(zoe)}/")
    assert "La navette roule." in client.get(page).content.decode()
    client.post(f"/pays-des-sources/partenaires/entrer/{space_token(lea)}/")
    assert client.get(page).status_code == 404


# Print


@pytest.mark.parametrize("size", PosterFormat)
def test_posters_are_tagged_pdf_of_one_page(cast, size):
    poster = make_poster(
        cast.pays,
        when="Samedi 12 décembre, 10 h 30",
        where="Salle des fêtes",
        points="Bus ligne 3\nEntrée libre",
        contact="03 83 00 00 00",
    )
    width, height = {"a4": (595, 842), "a3": (842, 1191), "a5": (420, 595), "a4-2xa5": (842, 595)}[size]
    with pikepdf.open(io.BytesIO(printed(poster, size))) as pdf:
        assert len(pdf.pages) == 1
        assert [round(float(side)) for side in pdf.pages[0].MediaBox[2:]] == [width, height]
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("fr")
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == poster.title


def test_a_poster_says_what_it_was_given_as_text_alone(cast):
    poster = make_poster(
        cast.pays, title="#import « x » *gras* 😀", when="10 h 30", points="$x$\n#pagebreak()"
    )
    assert printed(poster, PosterFormat.A5).startswith(b"%PDF")
    facts = facts_of(poster, PosterFormat.A4)
    assert facts["when"] == "10\u00a0h\u00a030"
    assert facts["shown"] == "localhost:8000/pays-des-sources/lettres/abonnement"


def test_a_code_leads_to_our_own_pages_only(cast, shown):
    facts = {
        "title": "Venez",
        "lead": "Oui",
        "when": "",
        "where": "",
        "points": "",
        "call": "Venir",
        "contact": "",
    }
    for path in ("https://ailleurs.example/", "/pays-d-ailleurs/", "//x.example/"):
        with pytest.raises(DomainError, match="site public"):
            pages.write_poster(cast.pays, path=path, by=cast.theo, **facts)
    names = [name for _, name in pages_for_posters(cast.pays)]
    assert names[-1] == "Lettre : Lettre d’été & d’hiver"
