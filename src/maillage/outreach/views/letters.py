"""Writing a letter, and looking at it as its readers will."""

from csp.decorators import csp_replace
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.outreach.domain import letters as domain
from maillage.outreach.domain import sending
from maillage.outreach.domain.press import Press
from maillage.outreach.forms.letters import LetterForm, LetterSettingsForm
from maillage.outreach.models import Audience, Letter
from maillage.outreach.queries import letters as queries
from maillage.outreach.queries.pieces import for_reader, pieces_of, plain_words
from maillage.outreach.queries.reading import reading_of
from maillage.outreach.queries.screens import composed, readers_to_try
from maillage.outreach.views.frame import act, tried
from maillage.partners.models import Person

PER_PAGE = 20
# A mail is styled inside: shown alone, it may draw itself and show our pictures, and nothing else.
AS_A_MAIL = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'"],
    "sandbox": [],
}


@require_safe
def letter_list(request):
    require(request.user, "outreach.read", request.authority)
    page = Paginator(queries.letters_of(request.authority), PER_PAGE).get_page(request.GET.get("page"))
    may_edit = request.user.has_perm("outreach.edit", request.authority)
    return render(request, "outreach/letters.html", {"page": page, "may_edit": may_edit})


@require_http_methods(["GET", "HEAD", "POST"])
def letter_new(request):
    require(request.user, "outreach.edit", request.authority)
    form = LetterForm(request.POST or None, audiences=Audience.objects.filter(authority=request.authority))
    if request.method == "POST" and form.is_valid():
        letter = domain.begin_letter(request.authority, by=request.user, **form.cleaned_data)
        return redirect("outreach:letter", request.authority.slug, letter.pk)
    return render(request, "outreach/letter_form.html", {"form": form, "letter": None})


@require_safe
def letter(request, pk):
    """A draft with its blocks; a letter that left with what became of it."""
    letter = get_visible(Letter, request.user, pk=pk)
    require(request.user, "outreach.read", request.authority)
    context = composed(letter, may_edit=request.user.has_perm("outreach.edit", request.authority))
    return render(request, "outreach/letter.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def letter_settings(request, pk):
    letter = get_visible(Letter, request.user, pk=pk)
    require(request.user, "outreach.edit", request.authority)
    audiences = Audience.objects.filter(authority=request.authority)
    form = LetterSettingsForm.of(letter, request.POST or None, audiences=audiences)
    if request.method == "POST" and form.is_valid():

        def change():
            domain.change_letter(letter, by=request.user, **form.cleaned_data)
            return True

        if tried(form, change):
            messages.success(request, "C’est enregistré.")
            return redirect("outreach:letter", request.authority.slug, pk)
    return render(request, "outreach/letter_form.html", {"form": form, "letter": letter})


@require_POST
def letter_copy(request, pk):
    letter = get_visible(Letter, request.user, pk=pk)
    require(request.user, "outreach.edit", request.authority)
    copy = domain.copy_letter(letter, by=request.user)
    messages.success(request, "Voici la copie : un nouveau brouillon.")
    return redirect("outreach:letter", request.authority.slug, copy.pk)


@require_POST
def letter_drop(request, pk):
    return act(
        request,
        Letter,
        pk,
        domain.drop_letter,
        "Le brouillon est jeté.",
        to="outreach:letters",
        keeps_pk=False,
    )


def reader_of(request) -> Person | None:
    """The contact with whose eyes the letter is read; none: a subscriber."""
    chosen = request.GET.get("lecteur", "")
    return get_object_or_404(Person.objects, pk=chosen) if chosen.isdigit() and len(chosen) < 18 else None  # noqa: PLR2004


@require_safe
def preview(request, pk):
    letter = get_visible(Letter, request.user, pk=pk)
    require(request.user, "outreach.read", request.authority)
    reader = reader_of(request)
    pieces, _ = pieces_of(letter)
    mine = for_reader(pieces, reader.pk if reader else None)
    context = {
        "letter": letter,
        "reader": reader,
        "readers": readers_to_try(letter, pieces),
        "html": queries.web_html(mine),
        "reading": reading_of(plain_words(mine)),
    }
    return render(request, "outreach/letter_preview.html", context)


@require_safe
@csp_replace(AS_A_MAIL)
def as_mail(request, pk):
    """The HTML of the mail itself, alone on its page."""
    letter = get_visible(Letter, request.user, pk=pk)
    require(request.user, "outreach.read", request.authority)
    return HttpResponse(Press.proof(letter, reader_of(request)).html)


@require_safe
def as_text(request, pk):
    letter = get_visible(Letter, request.user, pk=pk)
    require(request.user, "outreach.read", request.authority)
    written = Press.proof(letter, reader_of(request))
    return HttpResponse(written.text, content_type="text/plain; charset=utf-8")


@require_POST
def test(request, pk):
    done = f"Un essai part vers {request.user.email}."
    return act(request, Letter, pk, sending.send_test, done, to="outreach:letter")
