"""What is refused, and in which words; what a hostile file may not do."""

import time

import pytest

from maillage.surveys.queries.engine.functions import BY_PATH, FUNCTIONS
from maillage.surveys.queries.engine.reading import FormError, read_form
from tests.surveys.javarosa.forms import CHOICES, HEAD, ask, calc, group, repeat
from tests.surveys.javarosa.record import sheets
from tests.surveys.test_filling import long_form


def refusal(xml: str | bytes) -> str:
    with pytest.raises(FormError) as error:
        read_form(xml)
    return str(error.value)


def of_rows(*rows) -> str:
    flat = [each for row in rows for each in (row if isinstance(row, list) else [row])]
    return refusal(sheets(flat, CHOICES, form_id="f"))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([ask("audio", "voice")], "Question « voice » : joindre un son n’est pas possible ici."),
        ([ask("video", "film")], "Question « film » : joindre une vidéo n’est pas possible ici."),
        ([ask("file", "doc")], "Question « doc » : joindre un fichier n’est pas possible ici."),
        ([ask("barcode", "code")], "Question « code » : la lecture d’un code-barres n’est pas possible ici."),
        (
            [ask("select_one_from_file towns.csv", "town")],
            "La liste « towns » est dans un fichier à part : recopiez-la dans l’onglet choices.",
        ),
        (
            [ask("text", "a"), calc("b", "pulldata('x', 'y', 'z', ${a})")],
            "La liste « x » est dans un fichier à part : recopiez-la dans l’onglet choices.",
        ),
        (
            [ask("text", "a", default="${last-saved#a}")],
            "Ce questionnaire reprend les réponses de la personne précédente : ce n’est pas possible ici.",
        ),
        (
            [ask("text", "a", appearance="ex:org.app.scan")],
            "Question « a » : l’affichage « ex:org.app.scan » ouvre une autre application : ce n’est pas possible ici.",
        ),
        (
            [ask("text", "a"), calc("b", "nope(${a})")],
            "Question « b » : la fonction « nope() » n’est pas connue, dans « nope( /data/a ) ».",
        ),
        (
            [ask("text", "a"), calc("b", "substr(${a})")],
            "Question « b » : la fonction « substr() » demande 2 à 3 valeurs, pas 1, dans « substr( /data/a ) ».",
        ),
        (
            [ask("text", "a", constraint="regex(., '\\p{L}+')")],
            "Question « a » : le motif « \\p{L}+ » ne se lit pas partout de la même façon.",
        ),
        (
            [ask("text", "a"), calc("b", "count('a')")],
            "Question « b » : la formule « count('a') » compte ou parcourt ce qui n’est pas une question.",
        ),
        (
            [calc("b", "${c} + 1"), calc("c", "${b} + 1"), ask("text", "t")],
            "Question « b » : ces formules tournent en rond : « b », « c ».",
        ),
        (
            repeat(
                "t", ask("integer", "k"), calc("cum", "${k} + indexed-repeat(${cum}, ${t}, position(..) - 1)")
            ),
            "Question « cum » : ces formules tournent en rond : « cum ».",
        ),
        (
            group("g", ask("integer", "a"), relevant="${a} > 1"),
            "Question « g » : ces formules tournent en rond : « g ».",
        ),
        (
            [ask("integer", "a", required="${a} > 1")],
            "Question « a » : ces formules tournent en rond : « a ».",
        ),
        (
            [ask("text", "a"), ask("start-geopoint", "where")],
            "Question « where » : le relevé de la position à l’ouverture n’est pas possible ici.",
        ),
    ],
)
def test_what_a_phone_page_cannot_do_is_refused_with_the_question(rows, message):
    assert of_rows(*rows) == message


NOT_A_FORM = "Ce fichier n’est pas un questionnaire XForm : son XML ne se lit pas."
INCOMPLETE = "Ce fichier n’est pas un questionnaire XForm : il lui manque son modèle ou son corps."
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]><l>&j;</l>"
)


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        ("", NOT_A_FORM),
        ("bonjour", NOT_A_FORM),
        (b"\xff\xfe\x00", NOT_A_FORM),
        (b"<?xml version='1.0' encoding='nowhere'?><a/>", NOT_A_FORM),
        ("<!DOCTYPE a><a/>", NOT_A_FORM),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', NOT_A_FORM),
        (LAUGHS, NOT_A_FORM),
        ("<a/>", INCOMPLETE),
        (f"{HEAD}</model></h:head><h:body/></h:html>", INCOMPLETE),
        ("<a>" * 5_000 + "</a>" * 5_000, "Ce questionnaire a trop de groupes les uns dans les autres."),
        ("<a>" + "<b/>" * 400_001 + "</a>", "Ce questionnaire est trop long."),
        (" " * 8_000_001, "Ce questionnaire est trop lourd : huit mégaoctets au plus."),
    ],
)
def test_a_hostile_file_is_refused_at_once(xml, message):
    start = time.perf_counter()
    assert refusal(xml) == message
    assert time.perf_counter() - start < 5


def test_ten_thousand_questions_are_read():
    form = read_form(long_form(10_000))
    assert len(form.body) == 10_000


def test_what_is_read_twice_is_the_same():
    xml = sheets([ask("text", "a"), *repeat("t", ask("integer", "k"))], CHOICES, form_id="f")
    assert read_form(xml).as_data() == read_form(xml.encode()).as_data()


def test_no_function_answers_under_two_names():
    assert set(FUNCTIONS) & set(BY_PATH) == set()
