"""« Qui fait quoi »: read by all, filled by the partner itself or by the team."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.documents import document_answer
from maillage.common.errors import DomainError
from maillage.library.domain import cards as domain
from maillage.library.forms.cards import CardForm
from maillage.library.models import RoleCard
from maillage.library.queries import cards as queries
from maillage.library.views.places import in_both
from maillage.partners.enums import Sphere
from maillage.partners.models import Organisation

MISSING = 12


def asked_of(request) -> dict:
    return {"text": request.GET.get("q", "")[:100], "sphere": request.GET.get("sphere", "")}


@in_both
@require_safe
def cards(request):
    asked, guest = asked_of(request), getattr(request, "guest", None)
    missing = (
        queries.without_card(request.authority) if request.voice.is_team else Organisation.objects.none()
    )
    context = {
        **asked,
        "cards": queries.cards_of(request.authority, **asked),
        "spheres": Sphere.choices,
        "missing": missing[:MISSING],
        "missing_number": missing.count() if request.voice.is_team else 0,
        "own": guest.organisations if guest else [],
    }
    template = "library/cards.html"
    return render(request, f"{template}#results" if request.htmx else template, context)


@in_both
@require_safe
def card(request, pk):
    row = get_object_or_404(RoleCard.objects.select_related("organisation"), organisation=pk)
    context = {"card": row, "may_edit": may_write(request, row.organisation)}
    return render(request, "library/card.html", context)


def may_write(request, organisation) -> bool:
    guest = getattr(request, "guest", None)
    return guest.speaks_for(organisation.pk) if guest else request.voice.is_team


@in_both
@require_http_methods(["GET", "HEAD", "POST"])
def card_write(request, pk):
    organisation = get_object_or_404(Organisation.objects, pk=pk, authority=request.authority)
    if not may_write(request, organisation):
        return refuse(request)
    known = RoleCard.objects.filter(organisation=organisation).first()
    form = CardForm.of(known, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.write_card(organisation, **form.cleaned_data, **request.voice.by)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, "C’est enregistré, merci. Les autres partenaires peuvent lire cette fiche."
            )
            return request.place.go(request, "card", pk)
    return render(
        request, "library/card_form.html", {"form": form, "organisation": organisation, "card": known}
    )


def refuse(request):
    """The card of others does not open to a guest (404); the team alone writes in the workspace (403)."""
    if getattr(request, "guest", None):
        raise Http404
    require(request.user, "library.edit", request.authority)


@require_POST
def card_remove(request, pk):
    require(request.user, "library.edit", request.authority)
    row = get_visible(RoleCard, request.user, organisation=pk)
    domain.remove_card(row, by=request.user)
    messages.success(request, "La fiche est retirée.")
    return redirect("library:cards", request.authority.slug)


@in_both
@require_safe
def cards_paper(request):
    """The set as it is narrowed on the screen, one card a page."""
    rows = queries.cards_of(request.authority, **asked_of(request))
    return document_answer(queries.cards_document(request.authority, rows), "qui-fait-quoi", "pdf")


@in_both
@require_safe
def card_paper(request, pk):
    row = get_object_or_404(RoleCard.objects.select_related("organisation"), organisation=pk)
    paper = queries.cards_document(request.authority, [row])
    return document_answer(paper, f"qui-fait-quoi-{pk}", "pdf")
