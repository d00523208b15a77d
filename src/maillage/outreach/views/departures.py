"""The last question before a letter leaves, and what becomes of it."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.outreach.domain import sending as domain
from maillage.outreach.enums import DeliveryState
from maillage.outreach.forms.letters import ReleaseForm
from maillage.outreach.models import Delivery, Letter
from maillage.outreach.queries.letters import counts_of, overlaps_of
from maillage.outreach.queries.pieces import pieces_of
from maillage.outreach.queries.recipients import Recipients, recipients
from maillage.outreach.views.frame import act, tried

PER_PAGE = 50
SOON = timedelta(seconds=1)


@require_http_methods(["GET", "HEAD", "POST"])
def release(request, pk):
    """Held for review: how many mails leave, who is left out, what else these people are about to get."""
    letter = get_visible(Letter, request.user, pk=pk)
    require(request.user, "outreach.edit", request.authority)
    found = recipients(letter.audience) if letter.audience else Recipients()
    form = ReleaseForm(request.POST or None, count=len(found), must_type=len(found) > domain.TYPED_ABOVE)
    if request.method == "POST" and form.is_valid():
        asked = {"typed": None, **form.cleaned_data}
        if tried(form, lambda: domain.release(letter, by=request.user, **asked)) is not None:
            messages.success(
                request,
                f"La lettre est programmée : {len(found)} destinataire{'s' if len(found) > 1 else ''}.",
            )
            return redirect("outreach:letter", request.authority.slug, pk)
    emails = {each.email for each in found.taken}
    context = {
        "letter": letter,
        "found": found,
        "form": form,
        "overlaps": overlaps_of(letter, emails, timezone.now() + SOON),
        "lost": pieces_of(letter)[1],
    }
    return render(request, "outreach/letter_release.html", context)


@require_POST
def call_back(request, pk):
    return act(
        request, Letter, pk, domain.call_back, "La lettre est de nouveau un brouillon.", to="outreach:letter"
    )


@require_POST
def pause(request, pk):
    return act(
        request,
        Letter,
        pk,
        domain.pause,
        "Plus rien ne part. Reprenez quand vous voulez.",
        to="outreach:letter",
    )


@require_POST
def resume(request, pk):
    return act(request, Letter, pk, domain.resume, "Le départ reprend.", to="outreach:letter")


@require_POST
def stop(request, pk):
    return act(
        request,
        Letter,
        pk,
        domain.stop,
        "La lettre est arrêtée : plus personne ne la recevra.",
        to="outreach:letter",
    )


@require_safe
def deliveries(request, pk):
    """Address by address, what became of a letter: for the team."""
    letter = get_visible(Letter, request.user, pk=pk)
    require(request.user, "outreach.edit", request.authority)
    state = request.GET.get("etat", "")
    rows = Delivery.objects.filter(letter=letter).select_related("person", "mail")
    if state in DeliveryState.values:
        rows = rows.filter(state=state)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    kept = f"etat={state}&" if state else ""
    context = {"letter": letter, "page": page, "state": state, "counts": counts_of(letter), "kept": kept}
    return render(request, "outreach/letter_deliveries.html", context)
