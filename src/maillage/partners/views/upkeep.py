"""The list that keeps itself current, as the team sees it: what came back, what is to be verified."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.partners.domain import bounces
from maillage.partners.domain import upkeep as domain
from maillage.partners.forms.upkeep import FunctionForm, LiftOppositionForm, UpkeepSettingsForm
from maillage.partners.models import Function, Organisation, Person, Verification
from maillage.partners.queries import upkeep as queries

PER_PAGE = 30


@require_safe
def upkeep(request):
    require(request.user, "partners.edit", request.authority)
    settings = queries.settings_of(request.authority)
    decay = queries.decay_of(request.authority, settings)
    page = Paginator(queries.stale_functions(request.authority, decay), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "settings": settings,
        "health": queries.health_of(request.authority, decay),
        "answers": queries.answers_to_see(request.authority),
        "bounced": queries.bounced_functions(request.authority),
        "page": page,
        "stale": queries.with_age(page.object_list, decay),
        "may_lead": request.user.has_perm("partners.lead", request.authority),
    }
    return render(request, "partners/upkeep.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def upkeep_settings(request):
    require(request.user, "partners.lead", request.authority)
    settings = queries.settings_of(request.authority)
    form = UpkeepSettingsForm.of(settings, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.choose_upkeep(request.authority, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("partners:upkeep", request.authority.slug)
    decay = queries.decay_of(request.authority, settings)
    context = {"form": form, "rows": queries.half_life_rows(decay), "settings": settings}
    return render(request, "partners/upkeep_settings.html", context)


@require_POST
def answer_seen(request, pk):
    verification = get_visible(Verification, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    try:
        domain.mark_seen(verification, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("partners:upkeep", request.authority.slug)


@require_POST
def contact_ask(request, pk):
    return act_on(request, pk, domain.ask_still_you, "La question est partie. La réponse viendra ici.")


@require_POST
def contact_unbounce(request, pk):
    return act_on(request, pk, bounces.clear_bounce, "C’est noté : on peut de nouveau lui écrire.")


def act_on(request, pk, verb, done: str):
    """What the buttons of a contact have in common."""
    person = get_visible(Person, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    try:
        verb(person, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("partners:contact", request.authority.slug, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_reconsider(request, pk):
    person = get_visible(Person, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    form = LiftOppositionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.lift_opposition(person, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "L’opposition est levée, à sa demande.")
            return redirect("partners:contact", request.authority.slug, pk)
    return render(request, "partners/upkeep_reconsider.html", {"form": form, "person": person})


@require_http_methods(["GET", "HEAD", "POST"])
def function_change(request, pk):
    function = get_visible(Function, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    form = FunctionForm.of(function, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_function(function, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("partners:organisation", request.authority.slug, function.organisation_id)
    return render(request, "partners/upkeep_function.html", {"form": form, "function": function})


@require_POST
def promise_keep(request, pk, exchange):
    organisation = get_visible(Organisation, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    promise = get_object_or_404(organisation.interactions.select_related("authority"), pk=exchange)
    try:
        domain.keep_promise(promise, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Engagement tenu : c’est noté.")
    return redirect("partners:organisation", request.authority.slug, pk)
