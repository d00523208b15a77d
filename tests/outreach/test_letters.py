"""Writing a letter, and what its mail is made of: tables, inline styles, good text, nothing from outside."""

import io
import re
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from maillage.common.errors import DomainError
from maillage.outreach.domain import letters, pages
from maillage.outreach.domain.press import Press
from maillage.outreach.models import Block, Letter, LetterFile, Picture
from maillage.outreach.queries.plain import plain_of
from maillage.outreach.queries.reading import reading_of, syllables
from tests.outreach.factories import make_audience, make_letter, make_news, picture_file

HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(1)> [lien](javascript:alert(1)) & **gras**"


@pytest.fixture
def whole(cast) -> Letter:
    """A letter with one block of each kind, and a paper."""
    letter = make_letter(
        cast.pays, make_audience(cast.pays), by=cast.theo, subject="L’été & vous <3", is_public=True
    )
    by = {"by": cast.theo}
    letters.add_block(letter, "title", text="Ce jeudi & après", **by)
    letters.add_block(letter, "text", text=f"Voici.\n\n- un\n- deux\n\n{HOSTILE}", **by)
    letters.add_block(letter, "button", text="Donner mon avis", url="https://avis.example/?a=1&b=2", **by)
    picture = pages.add_picture(cast.pays, picture_file(), alt="Une navette « verte »", **by)
    letters.add_block(letter, "picture", picture=picture, **by)
    letters.add_block(letter, "news", news=make_news(cast.pays), **by)
    letters.add_block(letter, "divider", **by)
    letters.add_paper(letter, SimpleUploadedFile("Plan [v2].pdf", b"%PDF-1.7"), **by)
    return letter


class Reader(HTMLParser):
    """What a mail client sees once it has dropped <style>, comments for Outlook and classes."""

    def __init__(self):
        super().__init__()
        self.tags, self.links, self.images, self.words, self.styles = [], [], [], [], []
        self.inside_style = False

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.tags.append(tag)
        self.inside_style = tag == "style"
        self.styles.append(known.get("style") or "")
        if tag == "a":
            self.links.append(known["href"])
        if tag == "img":
            self.images.append(known)

    def handle_endtag(self, tag):
        self.inside_style = False

    def handle_data(self, data):
        if not self.inside_style:
            self.words.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def test_the_html_asks_nothing_from_outside_and_runs_nothing(whole):
    reader = read(Press.proof(whole, None).html)
    assert {"script", "link", "iframe", "form", "object", "video"} & set(reader.tags) == set()
    assert [image["src"].rsplit("/images/", 1)[0] for image in reader.images] == [
        "http://localhost:8000/pays-des-sources/lettres"
    ]
    assert reader.images[0]["alt"] == "Une navette « verte »"
    html = Press.proof(whole, None).html
    assert re.findall(r"url\(|@import|@font-face|onerror=\"|href=\"javascript", html) == []
    assert all(link.startswith(("https://", "http://localhost:8000/", "http://")) for link in reader.links)


def test_the_html_stands_without_its_style_sheet(whole):
    """Clients that drop <style> and classes keep size, colour and room: all of it is inline."""
    html = re.sub(r"<style.*?</style>|<!--.*?-->", "", Press.proof(whole, None).html, flags=re.DOTALL)
    html = re.sub(r'\sclass="[^"]*"', "", html)
    assert "<style" not in html
    sized = [style for style in read(html).styles if "font-size:16px" in style and "color:#1d2b28" in style]
    assert len(sized) >= 3
    assert re.findall(r"display:\s*(?:flex|grid)|position:|float:", html) == []
    for tag in ("h2", "ul", "li", "p", "a"):
        assert [each for each in re.findall(rf"<{tag}(?=[\s>])[^>]*>", html) if "style=" not in each] == []
    assert 'lang="fr"' in html


def test_colours_are_legible(whole):
    """Each text colour against each ground that it may stand on: 4.5 at least (RGAA 3.2)."""
    html = Press.proof(whole, None).html
    pairs = [("#1d2b28", "#fffdf8"), ("#0f5c4d", "#fffdf8"), ("#0a3f36", "#fffdf8"), ("#56645f", "#f7f3ea")]
    pairs += [("#0f5c4d", "#f7f3ea"), ("#ffffff", "#0a3f36"), ("#ffffff", "#0f5c4d")]
    known = {colour for pair in pairs for colour in pair} | {"#e2dccd", "#f2b632"}
    assert set(re.findall(r"#[0-9a-f]{6}", html)) - known == set()
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


def contrast(one: str, other: str) -> float:
    def light(colour):
        parts = [int(colour[rank : rank + 2], 16) / 255 for rank in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_words_of_the_html_are_those_of_the_text(whole):
    written = Press.proof(whole, None)
    seen = " ".join(" ".join(read(written.html).words).split())
    for words in (
        "L’été & vous <3",
        "Ce jeudi & après",
        "Voici.",
        "deux",
        "Donner mon avis",
        "Essai de la navette",
    ):
        assert words in seen
        assert words in written.text


def test_the_text_is_what_a_person_would_have_typed(whole):
    text = Press.proof(whole, None).text
    assert text.startswith(
        "L’été & vous <3\n===============\n\nLa navette roule.\n\nCe jeudi & après\n----------------\n\n"
    )
    assert "\n- un\n- deux\n" in text
    assert "Donner mon avis :\nhttps://avis.example/?a=1&b=2\n" in text
    assert "[Image : Une navette « verte »]" in text
    assert re.search(
        r"- Plan \(v2\)\.pdf \(http://localhost:8000/pays-des-sources/lettres/fichiers/\w+/\) \(1 ko\)", text
    )
    assert "&amp;" not in text
    assert re.findall(r"</?(?:p|a|li|div|strong)\b", text) == []


def test_plain_text_of_markdown():
    markdown = "Bonjour **toi**,\ntu *viens* ?\n\n1. lire\n2. [signer](https://x.example)\n   - vite\n\n> cité\n\n<b>brut</b>"
    assert plain_of(markdown) == (
        "Bonjour toi, tu viens ?\n\n1. lire\n2. signer (https://x.example)\n  - vite\n\n> cité\n\n<b>brut</b>"
    )
    assert plain_of("<https://x.example>") == "https://x.example"


def test_blocks_move_change_and_go(cast):
    letter = make_letter(cast.pays, by=cast.theo, text="")
    one, two, three = (letters.add_block(letter, "title", text=words, by=cast.theo) for words in "ABC")
    letters.move_block(three, -1, by=cast.theo)
    letters.move_block(one, -1, by=cast.theo)  # at the top already
    letters.change_block(two, text="B, mieux", by=cast.theo)
    letters.remove_block(one, by=cast.theo)
    assert list(Block.everywhere.filter(letter=letter).values_list("text", flat=True)) == ["C", "B, mieux"]


def test_a_block_is_not_empty_nor_from_elsewhere(cast):
    letter = make_letter(cast.pays, by=cast.theo)
    for kind, facts in (
        ("title", {}),
        ("text", {"text": "  "}),
        ("button", {"text": "Aller"}),
        ("picture", {}),
    ):
        with pytest.raises(DomainError):
            letters.add_block(letter, kind, by=cast.theo, **facts)
    with pytest.raises(DomainError, match="autre territoire"):
        letters.add_block(letter, "news", news=make_news(cast.elsewhere), by=cast.theo)


def test_a_copy_has_the_words_and_not_the_facts(cast, whole):
    Letter.everywhere.filter(pk=whole.pk).update(facts_since="2026-01-01")
    copy = letters.copy_letter(whole, by=cast.theo)
    kinds = Block.everywhere.filter(letter=copy).values_list("kind", flat=True)
    assert list(kinds) == ["text", "title", "text", "button", "picture", "news", "divider"]
    assert (copy.subject, copy.state, copy.audience) == ("L’été & vous <3 (copie)", "draft", whole.audience)


def test_a_picture_is_drawn_anew_and_nothing_hidden_travels(cast):
    exif = Image.Exif()
    exif[0x010E] = "secret"
    upload = picture_file((3000, 1500), exif=exif)
    upload.file.seek(0, 2)
    upload.file.write(b"<script>alert(1)</script>")
    picture = pages.add_picture(cast.pays, upload, alt="Une place", by=cast.theo)
    content = picture.file.read()
    picture.file.close()
    assert (picture.width, picture.height, picture.media_type) == (1200, 600, "image/jpeg")
    assert b"secret" not in content
    assert b"script" not in content
    with Image.open(io.BytesIO(content)) as image:
        assert dict(image.getexif()) == {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.svg", b"<svg onload=alert(1)>"),
        ("x.png", b"\x89PNG\r\n\x1a\n<html>"),
        ("x.pdf", b"%PDF-1.7"),
        ("x.jpg", b"\xff\xd8\xff\xe0 rien"),
    ],
)
def test_what_is_no_picture_is_refused(cast, name, content):
    with pytest.raises(DomainError):
        pages.add_picture(cast.pays, SimpleUploadedFile(name, content), alt="Une image", by=cast.theo)
    assert Picture.everywhere.count() == 0


def test_a_picture_without_a_description_is_refused(cast):
    with pytest.raises(DomainError, match="Décrivez"):
        pages.add_picture(cast.pays, picture_file(), alt=" ", by=cast.theo)


def test_a_paper_leaves_as_an_attachment(cast, client):
    letter = make_letter(cast.pays, by=cast.theo)
    letters.add_paper(letter, SimpleUploadedFile("évil.html.pdf", b"%PDF-1.7 <script>"), by=cast.theo)
    paper = LetterFile.everywhere.get()
    answer = client.get(f"/pays-des-sources/lettres/fichiers/{paper.token}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 <script>"


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("navette", 2), ("bus", 1), ("table", 1), ("tables", 1), ("commune", 2), ("école", 2), ("mobilité", 4),
        ("ils", 1), ("marchent", 1), ("vraiment", 2), ("théâtre", 2), ("réunion", 3), ("aérien", 3), ("rue", 1),
        ("l’école", 2), ("aujourd’hui", 3), ("quelque", 1), ("langue", 1), ("Noël", 2), ("maïs", 2), ("oui", 1),
        ("février", 3), ("ouvrier", 3), ("horaires", 2), ("été", 2),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_heard(word, count):
    assert syllables(word) == count


def test_easy_words_read_better_than_learned_ones():
    easy = reading_of("Le bus part à huit heures. Il va à la gare. Venez avec nous.")
    hard = reading_of(
        "L’élaboration concertée du contrat opérationnel de mobilité nécessite une articulation institutionnelle "
        "approfondie entre les collectivités organisatrices compétentes, préalablement à toute contractualisation "
        "pluriannuelle des engagements partenariaux relatifs aux populations vulnérables."
    )
    assert (easy.word, easy.sentences, easy.long_ones) == ("facile", 3, [])
    assert (hard.word, len(hard.long_ones)) == ("difficile", 1)
    assert hard.long_ones[0][0] > 20
    assert easy.score > 80
    assert hard.score < 30


def test_kandel_and_moles_by_hand():
    """Seven words, one sentence, fifteen syllables: 207 − 1.015 × 7 − 73.6 × 15/7 = 42.2."""
    reading = reading_of("La mobilité solidaire concerne chaque commune rurale.")
    assert (reading.words, reading.sentences, reading.score) == (7, 1, 42)


def test_nothing_to_read_has_no_score():
    assert reading_of("").words == reading_of("… 12 : 30 !").words == 0
