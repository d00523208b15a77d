"""The partners of one authority: their list, their cards, what was said with each."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.partners.domain import contacts as domain
from maillage.partners.enums import Freshness, OrganisationKind, Sphere
from maillage.partners.forms.contacts import InteractionForm, OrganisationForm
from maillage.partners.forms.files import asked_of
from maillage.partners.models import Organisation
from maillage.partners.queries import contacts as queries
from maillage.partners.queries.panels import panels_of
from maillage.partners.queries.pulse import pulse_of
from maillage.partners.queries.upkeep import decay_of

PER_PAGE = 50
EXCHANGES_PER_PAGE = 20


@require_safe
def organisation_list(request):
    require(request.user, "partners.read", request.authority)
    asked = asked_of(request.GET)
    rows = queries.organisations_of(request.authority, **asked)
    context = {
        **asked,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "spheres": Sphere.choices,
        "kinds": OrganisationKind.choices,
        "freshnesses": Freshness.choices,
        "is_narrowed": any(asked[name] for name in ("text", "sphere", "kind", "freshness")),
        "town_halls": queries.missing_town_halls(request.authority).count(),
        "may_edit": request.user.has_perm("partners.edit", request.authority),
    }
    template = "partners/list.html"
    return render(request, f"{template}#results" if request.htmx else template, context)


@require_POST
def town_halls(request):
    require(request.user, "partners.edit", request.authority)
    number = domain.add_town_halls(request.authority, by=request.user)
    if number:
        s = "s" if number > 1 else ""
        messages.success(request, f"{number} mairie{s} ajoutée{s} à vos partenaires.")
    else:
        messages.info(request, "Toutes les mairies du territoire sont déjà là.")
    return redirect("partners:list", request.authority.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_new(request):
    require(request.user, "partners.edit", request.authority)
    form = OrganisationForm(request.POST or None, authority=request.authority)
    if request.method == "POST" and form.is_valid():
        try:
            added = domain.add_organisation(request.authority, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"« {added} » est ajouté. Qui connaissez-vous là-bas ?")
            return redirect("partners:organisation", request.authority.slug, added.pk)
    return render(request, "partners/organisation_form.html", {"form": form, "organisation": None})


@require_safe
def organisation(request, pk):
    require(request.user, "partners.read", request.authority)
    organisation = get_visible(Organisation, request.user, pk=pk)
    decay = decay_of(request.authority)
    exchanges = Paginator(queries.exchanges_with(organisation), EXCHANGES_PER_PAGE)
    context = {
        "organisation": organisation,
        "functions": queries.functions_of(organisation, decay),
        "page": exchanges.get_page(request.GET.get("page")),
        "form": InteractionForm(organisation=organisation),
        "pulse": pulse_of(organisation, decay),
        "panels": panels_of(organisation, request.user),
        "today": timezone.localdate(),
        "may_edit": request.user.has_perm("partners.edit", request.authority),
    }
    return render(request, "partners/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_change(request, pk):
    organisation = get_visible(Organisation, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    form = OrganisationForm.of(organisation, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_organisation(organisation, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("partners:organisation", request.authority.slug, pk)
    return render(request, "partners/organisation_form.html", {"form": form, "organisation": organisation})


@require_POST
def organisation_close(request, pk):
    return move(request, pk, domain.close_organisation, "est retiré de la liste. Son histoire est gardée.")


@require_POST
def organisation_reopen(request, pk):
    return move(request, pk, domain.reopen_organisation, "est de nouveau dans la liste.")


def move(request, pk, verb, done: str):
    """What the two buttons that take a partner off the list and back have in common."""
    organisation = get_visible(Organisation, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    try:
        verb(organisation, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"« {organisation} » {done}")
    return redirect("partners:organisation", request.authority.slug, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def exchange_new(request, pk):
    """Also where the form of the card lands: alone on its page when something is wrong."""
    organisation = get_visible(Organisation, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    form = InteractionForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            domain.record_interaction(organisation, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "L’échange est noté.")
            return redirect("partners:organisation", request.authority.slug, pk)
    return render(request, "partners/exchange_form.html", {"form": form, "organisation": organisation})
