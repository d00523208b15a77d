"""How alive each partnership is, who works with whom, and what hangs by one person."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillage.common.access import get_visible, require
from maillage.partners.enums import Sphere
from maillage.partners.models import Organisation
from maillage.partners.queries import pulse as queries
from maillage.partners.queries import ties as tied

PER_PAGE = 50
TIES_SHOWN = 100
THREADS_SHOWN = 300


@require_safe
def pulse(request):
    require(request.user, "partners.read", request.authority)
    sphere, sort = request.GET.get("sphere", ""), request.GET.get("tri", "geste")
    pulses = queries.pulses_of(request.authority, sphere=sphere, sort=sort)
    page = Paginator(pulses, PER_PAGE).get_page(request.GET.get("page"))
    longest = max((each.total for each in pulses), default=0)
    context = {
        "page": page,
        "rows": queries.drawn(page.object_list, longest),
        "figures": queries.figures_of(pulses),
        "gestures": queries.GESTURES,
        "parts": queries.Part.choices,
        "spheres": Sphere.choices,
        "sphere": sphere,
        "sort": sort,
    }
    return render(request, "partners/pulse.html", context)


@require_safe
def pulse_one(request, pk):
    require(request.user, "partners.read", request.authority)
    organisation = get_visible(Organisation, request.user, pk=pk)
    context = {
        "organisation": organisation,
        "pulse": queries.pulse_of(organisation),
        "parts": queries.facts_behind(organisation),
    }
    return render(request, "partners/pulse_one.html", context)


@require_safe
def ties(request):
    require(request.user, "partners.read", request.authority)
    found = tied.ties_of(request.authority, tied.facts_from_above(request.user, request.authority))
    missing = tied.missing_links(request.authority, found)
    threads = tied.single_threads(request.authority)
    context = {
        "ties": found[:TIES_SHOWN],
        "number": len(found),
        "graph": tied.graph_of(request.authority, found),
        "missing": missing[:TIES_SHOWN],
        "missing_number": len(missing),
        "threads": threads[:THREADS_SHOWN],
        "threads_number": len(threads),
    }
    return render(request, "partners/ties.html", context)
