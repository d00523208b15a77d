"""Search of contents in French: the same results on both databases, and only what the reader may see."""

import pytest
from django.core.management import call_command
from django_scopes import scope

from maillage.library.domain.documents import add_version, change_document
from maillage.library.domain.reading import read_documents
from maillage.library.models import Document, FoundWords
from maillage.library.queries.documents import Asked, documents_for, found_lines
from maillage.library.queries.words import excerpt, terms_of, words_of
from maillage.partners.queries.circles import Reader, reader_of_user
from tests.library import files
from tests.library.factories import SHOWN, make_document, make_resource

TEXTS = {
    "Atelier": "Le garage solidaire répare des vélos et des voitures, au 2e étage.",
    "Enquête": "Les jeunes ruraux parlent de mobilité, de cœur de bourg et d’électricité.",
    "Tarif": "Une réparation coûte 12 euros ; les réparations suivantes, moitié prix.",
    "Vélo": "Prêt gratuit.",
}


@pytest.fixture
def shelf(cast):
    for title, text in TEXTS.items():
        make_document(cast.pays, title, content=text.encode(), name=f"{title}.txt")
    make_document(cast.elsewhere, "Ailleurs", content="Des vélos.".encode(), name="a.txt")
    read_documents()


def search(cast, asked: str, reader=None) -> list[str]:
    with scope(authority=cast.pays):
        rows = documents_for(reader or reader_of_user(cast.bruno), cast.pays, Asked(text=asked))
        return [row.title for row in rows]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("vélo", ["Vélo", "Atelier"]),
        ("VÉLOS", ["Vélo", "Atelier"]),
        ("velos", ["Vélo", "Atelier"]),
        ("réparation", ["Tarif", "Atelier"]),
        ("reparations", ["Tarif", "Atelier"]),
        ("répar", ["Tarif", "Atelier"]),
        ("garag", ["Atelier"]),
        ("garages solidaires", ["Atelier"]),
        ("jeune", ["Enquête"]),
        ("mobilités rurales", ["Enquête"]),
        ("electricite", ["Enquête"]),
        ("cœur", ["Enquête"]),
        ("coeur", ["Enquête"]),
        ("2e", ["Atelier"]),
        ("12", ["Tarif"]),
        ("les vélos du garage", ["Atelier"]),
        ("vélo tarif", []),
        ("le", ["Tarif", "Enquête", "Atelier"]),
        ("rural", ["Enquête"]),
        ("zzz", []),
        ("\"';*() OR", []),
        ("!!!", []),
        ("'); DROP TABLE library_document; --", []),
    ],
)
def test_what_a_search_finds(cast, shelf, asked, found):
    assert search(cast, asked) == found


def test_only_what_the_reader_may_see_is_found(cast, shelf):
    document = Document.everywhere.get(title="Atelier")
    assert search(cast, "vélo", reader_of_user(cast.chloe)) == []
    change_document(document, audience="public", by=cast.theo, **SHOWN)

    assert search(cast, "vélo", Reader()) == ["Atelier"]
    assert search(cast, "vélo", reader_of_user(cast.eve)) == ["Atelier"]


@pytest.mark.parametrize("content", [files.pdf, files.odt, files.docx])
def test_the_words_inside_each_kind_of_file_are_found(cast, content):
    make_document(
        cast.pays, "Rapport", content=content("Titre", "Un minibus dessert les hameaux."), name="r.bin"
    )
    assert search(cast, "hameau") == []
    assert read_documents() == 1

    assert search(cast, "hameau") == ["Rapport"]


def test_the_version_in_force_is_searched_not_the_former_ones(cast, shelf):
    document = Document.everywhere.get(title="Tarif")
    add_version(document, files.upload(b"Un abonnement mensuel.", "t.txt"), by=cast.theo)
    read_documents()

    assert (search(cast, "euros"), search(cast, "abonnement")) == ([], ["Tarif"])


def test_a_renamed_document_is_found_by_its_new_name(cast, shelf):
    change_document(Document.everywhere.get(title="Tarif"), title="Barème", summary="Prix", by=cast.theo)

    assert (search(cast, "barème"), search(cast, "prix"), search(cast, "tarif")) == (
        ["Barème"],
        ["Barème"],
        [],
    )


def test_resources_are_found_by_their_transcript(client, cast):
    make_resource(cast.pays, "Webinaire 3", transcript="On parle des hameaux isolés.")
    make_resource(cast.pays, "Webinaire 4")
    client.force_login(cast.chloe)

    page = client.get("/pays-des-sources/espace/ressources/?q=hameau").content.decode()

    assert [title for title in ("Webinaire 3", "Webinaire 4") if title in page] == ["Webinaire 3"]


def test_the_excerpt_marks_the_words_and_lets_no_markup_through():
    text = "<script>alert(1)</script> " + "loin " * 60 + "un vélo & des vélos, d’un garage " + "suite " * 80
    shown = str(excerpt(text, terms_of("vélo garage")))

    assert "un <mark>vélo</mark> &amp; des <mark>vélos</mark>, d’un <mark>garage</mark>" in shown
    assert (shown.startswith("… "), shown.endswith(" …"), "<script" in shown) == (True, True, False)
    assert str(excerpt("<b>rien", terms_of("vélo"))) == "&lt;b&gt;rien"


def test_results_show_where_the_words_stand(cast, shelf):
    with scope(authority=cast.pays):
        rows = documents_for(reader_of_user(cast.bruno), cast.pays, Asked(text="vélos solidaires"))
        lines = found_lines(rows, "vélos solidaires")

    assert [str(line.text) for line in lines] == [
        "Le garage <mark>solidaire</mark> répare des <mark>vélos</mark> et des voitures, au 2e étage."
    ]


def test_words_are_plain_distinct_and_few():
    assert words_of("Vélos, vélo ! L’été") == "ete l velo velos"
    assert words_of("") == words_of("?!") == ""
    assert words_of("a" * 41) == ""
    assert len(words_of(" ".join(f"mot{n}" for n in range(100_000)))) <= 500_000


def test_the_index_is_rebuilt_by_one_command(cast, shelf, capsys):
    make_resource(cast.pays)
    before = list(FoundWords.everywhere.order_by("words").values_list("title_words", "words"))
    FoundWords.everywhere.all().delete()
    assert search(cast, "vélo") == []
    call_command("library", "reindex")

    assert capsys.readouterr().out == "Index refait : 5 documents, 1 ressources.\n"
    assert list(FoundWords.everywhere.order_by("words").values_list("title_words", "words")) == before
    assert search(cast, "vélo") == ["Vélo", "Atelier"]


def test_files_are_read_again_by_another_command(cast, shelf, capsys):
    call_command("library", "reread")

    assert capsys.readouterr().out == "5 fichiers relus.\n"
