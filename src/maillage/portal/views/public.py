from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from maillage.common.access import public
from maillage.common.personal_data import HOLDINGS
from maillage.library.queries import documents as library
from maillage.library.queries.glossary import words_of
from maillage.outreach.queries.news import published_news
from maillage.partners.queries.circles import Reader
from maillage.portal import queries
from maillage.portal.views.frame import render_portal, site_or_404
from maillage.territories.enums import Level
from maillage.territories.queries import land
from maillage.territories.queries.maps import commune_map

LATEST_NEWS = 3


@public
@require_safe
def home(request):
    site = site_or_404(request)
    news = published_news(request.authority)[:LATEST_NEWS]
    return render_portal(
        request, "portal/home.html", site, steps=queries.steps_of(request.authority), news=news
    )


@public
@require_safe
def commune(request):
    """« Ma commune »: the words typed (`q`), or the one chosen among several (`code`)."""
    site = site_or_404(request)
    typed, code = request.GET.get("q", "").strip()[:100], request.GET.get("code", "")
    communes = request.authority.communes.select_related("epci", "town_hall")
    found = queries.communes_named(request.authority, typed)
    if code:
        found = [get_object_or_404(communes, code=code)]
    mine = found[0] if len(found) == 1 else None
    town_hall = getattr(mine, "town_hall", None)
    return render_portal(
        request, "portal/commune.html", site, typed=typed, found=found, mine=mine, town_hall=town_hall
    )


@public
@require_safe
def project(request):
    site = site_or_404(request)
    drawing = commune_map(request.authority)
    context = {
        "steps": queries.steps_of(request.authority),
        "drawing": drawing,
        "communes": queries.communes_of(request.authority) if drawing.level == Level.COMMUNE else [],
        "epcis": queries.epcis_of(request.authority),
        "figures": land.figures_of(request.authority.communes),
    }
    return render_portal(request, "portal/project.html", site, **context)


@public
@require_safe
def glossary(request):
    text = request.GET.get("q", "")[:100]
    words = words_of(request.authority, text)
    return render_portal(request, "portal/glossary.html", site_or_404(request), words=words, text=text)


@public
@require_safe
def documents(request):
    """What anyone may read, and nothing else, whoever is signed in."""
    site = site_or_404(request)
    asked = library.Asked(text=request.GET.get("q", "").strip()[:200])
    rows = library.documents_for(Reader(), request.authority, asked)
    page = Paginator(rows, library.PAGE).get_page(request.GET.get("page", "1"))
    found = library.found_lines(page, asked.text) if asked.text else []
    return render_portal(request, "portal/documents.html", site, page=page, asked=asked, found=found)


@public
@require_safe
def contact(request):
    return render_portal(request, "portal/contact.html", site_or_404(request))


@public
@require_safe
def accessibility(request):
    return render_portal(request, "portal/accessibility.html", site_or_404(request))


@public
@require_safe
def legal(request):
    host = {"host_name": settings.HOST_NAME, "host_address": settings.HOST_ADDRESS}
    return render_portal(
        request, "portal/legal.html", site_or_404(request), source_url=settings.SOURCE_URL, **host
    )


@public
@require_safe
def privacy(request):
    return render_portal(request, "portal/privacy.html", site_or_404(request), holdings=HOLDINGS)
