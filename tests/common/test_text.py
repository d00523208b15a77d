import pytest

from maillage.common.text import render_markdown, to_markdown


def test_what_is_written_in_markdown_is_read_as_html():
    assert render_markdown("Un **mot** et\n\n- un point") == (
        "<p>Un <strong>mot</strong> et</p>\n<ul>\n<li>un point</li>\n</ul>\n"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>bonjour",
        "<p onclick='x()'>bonjour</p>",
        "<img src=x onerror=x()>bonjour",
        "<a href='javascript:x()'>bonjour</a>",
        "<iframe src='//ailleurs'></iframe>bonjour",
    ],
)
def test_what_could_harm_is_dropped_and_the_words_stay(hostile):
    kept = render_markdown(to_markdown(hostile))

    assert "bonjour" in kept
    assert not [word for word in ("script", "onclick", "onerror", "javascript", "iframe") if word in kept]


def test_raw_html_in_markdown_is_shown_as_text():
    assert render_markdown("<b>gras</b>") == "<p>&lt;b&gt;gras&lt;/b&gt;</p>\n"


@pytest.mark.parametrize(
    "text",
    [
        "Une phrase.",
        "### Titre\n\nSuite",
        "- un\n- deux",
        "1. un\n2. deux",
        "Un [lien](https://exemple.fr)",
        "**gras** et *italique*",
    ],
)
def test_going_through_the_editor_changes_nothing(text):
    assert to_markdown(render_markdown(text)) == text
