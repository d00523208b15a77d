from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import require
from maillage.common.errors import DomainError
from maillage.common.spreadsheet import csv_answer
from maillage.territories import domain
from maillage.territories.forms import BasinForm
from maillage.territories.queries import basins as basin_queries
from maillage.territories.queries import communes as commune_queries
from maillage.territories.queries.land import figures_of
from maillage.territories.queries.maps import commune_map

PER_PAGE = 50


@require_safe
def territory(request):
    require(request.user, "accounts.read", request.authority)
    context = {
        "figures": figures_of(request.authority.communes.all()),
        "drawing": commune_map(request.authority),
        "epcis": commune_queries.epcis_of(request.authority),
    }
    return render(request, "territories/territory.html", context)


@require_safe
def communes(request):
    require(request.user, "accounts.read", request.authority)
    asked, epci = request.GET.get("q", ""), request.GET.get("epci", "")
    rows = commune_queries.communes_of(request.authority, text=asked, epci=epci)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "epci": epci,
        "epcis": commune_queries.epcis_of(request.authority),
    }
    template = "territories/communes.html"
    return render(request, f"{template}#results" if request.htmx else template, context)


@require_safe
def communes_csv(request):
    """The same rows as the screen, for a spreadsheet."""
    require(request.user, "accounts.read", request.authority)
    asked, epci = request.GET.get("q", ""), request.GET.get("epci", "")
    rows = commune_queries.communes_of(request.authority, text=asked, epci=epci)
    return csv_answer(f"communes-{request.authority.slug}", commune_queries.csv_rows(rows))


@require_safe
def commune(request, code):
    require(request.user, "accounts.read", request.authority)
    found = commune_queries.commune_of(request.authority, code)
    if found is None:
        raise Http404
    context = {"commune": found, "mergers": commune_queries.mergers_into(found)}
    return render(request, "territories/commune.html", context)


@require_safe
def basins(request):
    require(request.user, "accounts.read", request.authority)
    context = {"basins": basin_queries.basins_around(request.authority)}
    return render(request, "territories/basins.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def basin_new(request):
    require(request.user, "accounts.edit", request.authority)
    form = basin_form(request)
    if wants_to_save(request) and form.is_valid():
        try:
            basin = domain.create_basin(request.authority, **answers(form), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Le bassin « {basin} » est enregistré.")
            return redirect("territories:basins", request.authority.slug)
    return render(request, "territories/basin_form.html", {"form": form, "basin": None})


@require_http_methods(["GET", "HEAD", "POST"])
def basin(request, pk):
    basin = get_object_or_404(request.authority.basins, pk=pk)
    require(request.user, "accounts.edit", request.authority)
    form = basin_form(request, basin)
    if wants_to_save(request) and form.is_valid():
        try:
            domain.change_basin(basin, **answers(form), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Le bassin « {basin} » est enregistré.")
            return redirect("territories:basins", request.authority.slug)
    return render(request, "territories/basin_form.html", {"form": form, "basin": basin})


@require_POST
def basin_delete(request, pk):
    basin = get_object_or_404(request.authority.basins, pk=pk)
    require(request.user, "accounts.edit", request.authority)
    domain.delete_basin(basin, by=request.user)
    messages.success(request, f"Le bassin « {basin} » est supprimé. Les plans qui le nommaient restent.")
    return redirect("territories:basins", request.authority.slug)


def basin_form(request, basin=None) -> BasinForm:
    """Bound when it is sent to be saved; a search shows more boxes, keeps the ticks, and complains of nothing else."""
    chosen = [epci.pk for epci in basin.epcis.all()] if basin else []
    initial = {"name": basin.name if basin else "", "epcis": chosen, "asked": ""}
    if request.method == "POST":
        initial = {name: request.POST.get(name, "") for name in ("name", "asked")}
        initial["epcis"] = request.POST.getlist("epcis")
    asked = initial["asked"]
    found = basin_queries.epcis_like(asked) if asked else []
    return BasinForm(
        request.POST if wants_to_save(request) else None,
        initial=initial,
        choices=basin_queries.epci_choices(request.authority, chosen=initial["epcis"], found=found),
        found_nothing=bool(asked and not found),
    )


def wants_to_save(request) -> bool:
    return request.method == "POST" and request.POST.get("action") != "search"


def answers(form: BasinForm) -> dict:
    return {"name": form.cleaned_data["name"], "epcis": form.cleaned_data["epcis"]}
