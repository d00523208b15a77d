from django import template
from django.template.loader import get_template
from django.utils.safestring import mark_safe

from maillage.library.queries.glossary import Marker, Word, words_of

register = template.Library()


@register.simple_tag(takes_context=True)
def explained(context, html: str, place: str = "") -> str:
    """Clean HTML where the first use of each word of the glossary shows what it means.

    `{% explained note.text|markdown %}`. A word marked once on a page is not marked again further down.
    `place` is the URL name of the glossary to link to, found from the address otherwise.
    """
    request, authority = context.get("request"), context.get("authority")
    if request is None or authority is None:
        return html
    memo = request.__dict__
    if "glossary" not in memo:
        memo["glossary"], memo["explained_words"] = Marker(words_of(authority)), set()
    where = place or glossary_of(request)
    drawn = get_template("library/term.html").template

    def write(said: str, word: Word) -> str:
        known = {"said": mark_safe(said), "word": word, "place": where, "authority": authority}  # noqa: S308  of clean HTML
        return drawn.render(template.Context(known)).strip()

    return mark_safe(memo["glossary"].mark(str(html), write, memo["explained_words"]))  # noqa: S308  same


def glossary_of(request) -> str:
    """The glossary of the house that the reader is in: the workspace, the partners' space, or the public site."""
    if "/espace/" in request.path:
        return "library:glossary"
    return "library:guest_glossary" if "/partenaires/" in request.path else "portal:glossary"
