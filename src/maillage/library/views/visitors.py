"""The library as a contact sees it, without an account, through the link of a mail."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillage.common.access import public
from maillage.library.models import Resource
from maillage.library.queries import documents as queries
from maillage.library.queries.resources import resources_for
from maillage.library.views.frame import reader_of
from maillage.partners.queries.guests import guest_of


def inside(request):
    """The reader, or None for whoever is neither a contact here nor has an account here.

    A guest of the partners' space reads in its frame; the team, who has none, on a plain page.
    """
    request.guest = guest_of(request)
    reader = reader_of(request)
    return reader if request.authority.pk in reader.partner_of else None


def to_the_door(request):
    return redirect("partners:door_ask", request.authority.slug)


@public
@never_cache
@require_safe
def shared_documents(request):
    if (reader := inside(request)) is None:
        return to_the_door(request)
    asked = queries.Asked(text=request.GET.get("q", "")[:200])
    page = Paginator(queries.documents_for(reader, request.authority, asked), queries.PAGE)
    page = page.get_page(request.GET.get("page", "1"))
    context = {
        "page": page,
        "asked": asked,
        "found": queries.found_lines(page, asked.text) if asked.text.strip() else [],
        "resources": resources_for(reader, request.authority, text=asked.text),
    }
    return render(request, "library/shared.html", context)


@public
@never_cache
@require_safe
def shared_resource(request, pk):
    return resource_page(request, pk, "library/shared_resource.html")


@public
@never_cache
@require_safe
def shared_resource_leave(request, pk):
    return resource_page(request, pk, "library/shared_leave.html")


def resource_page(request, pk, template: str):
    if (reader := inside(request)) is None:
        return to_the_door(request)
    rows = Resource.objects.readable_by(reader).filter(authority=request.authority)
    row = get_object_or_404(rows, pk=pk)
    if template == "library/shared_leave.html" and not row.link:
        raise Http404
    return render(request, template, {"resource": row})
