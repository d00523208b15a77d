"""The authority's desk: the dashboard, one page per verb, the journal, the components."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillage.common.access import require
from maillage.journal.queries import entries_of, named
from maillage.plan.queries import changes_between
from maillage.territories.queries.maps import commune_map
from maillage.workspace.forms import ComponentsForm
from maillage.workspace.queries import screens as queries


@require_safe
def dashboard(request):
    require(request.user, "accounts.read", request.authority)
    return render(request, "workspace/dashboard.html", queries.dashboard(request.user, request.authority))


@require_safe
def mobilise(request):
    require(request.user, "accounts.read", request.authority)
    return render(request, "workspace/mobilise.html", queries.who_is_in(request.user, request.authority))


@require_safe
def listen(request):
    require(request.user, "accounts.read", request.authority)
    return render(request, "workspace/listen.html", queries.where_people_live(request.authority))


@require_safe
def decipher(request):
    require(request.user, "accounts.read", request.authority)
    return render(request, "workspace/decipher.html", queries.what_is_known(request.authority))


@require_safe
def act(request):
    require(request.user, "accounts.read", request.authority)
    return render(request, "workspace/act.html", queries.where_the_plan_stands(request.authority))


@require_safe
def journal(request):
    require(request.user, "accounts.administer", request.authority)
    search = request.GET.get("q", "")
    pages = Paginator(entries_of(request.authority, search=search), 50)
    page = pages.get_page(request.GET.get("page"))
    page.object_list = named(page.object_list)
    context = {"page": page, "search": search}
    template = "workspace/journal.html"
    return render(request, f"{template}#results" if request.htmx else template, context)


@require_safe
def components(request):
    """Every component in every state, so that a new screen starts from what exists."""
    require(request.user, "accounts.read", request.authority)
    messages.success(request, "C’est enregistré. Rien d’autre à faire.")
    messages.warning(request, "Il reste un point à régler avant l’envoi.")
    messages.error(request, "L’envoi a échoué. Votre texte est gardé : réessayez dans une minute.")
    context = {
        "form": ComponentsForm.with_an_error(),
        "drawing": commune_map(request.authority),
        "changes": changes_between("Trois réunions.\nUn bilan.", "Quatre réunions.\nUn bilan."),
    }
    return render(request, "workspace/components.html", context)
