from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.spreadsheet import attachment
from maillage.outreach.domain import pages as domain
from maillage.outreach.enums import PosterFormat
from maillage.outreach.forms.pages import PosterForm
from maillage.outreach.models import Poster
from maillage.outreach.queries.posters import pages_for_posters, printed
from maillage.outreach.views.frame import act, tried


@require_safe
def poster_list(request):
    require(request.user, "outreach.read", request.authority)
    context = {
        "posters": Poster.objects.filter(authority=request.authority),
        "formats": PosterFormat.choices,
        "may_edit": request.user.has_perm("outreach.edit", request.authority),
    }
    return render(request, "outreach/posters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def poster_new(request):
    require(request.user, "outreach.edit", request.authority)
    return written(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def poster(request, pk):
    poster = get_visible(Poster, request.user, pk=pk)
    require(request.user, "outreach.edit", request.authority)
    return written(request, poster)


def written(request, poster: Poster | None):
    form = PosterForm(request.POST or None, pages=pages_for_posters(request.authority), poster=poster)
    if request.method == "POST" and form.is_valid():
        facts = {"poster": poster, "by": request.user, **form.cleaned_data}
        if tried(form, lambda: domain.write_poster(request.authority, **facts)):
            messages.success(request, "L’affiche est prête à imprimer.")
            return redirect("outreach:posters", request.authority.slug)
    return render(request, "outreach/poster_form.html", {"form": form, "poster": poster})


@require_POST
def poster_drop(request, pk):
    return act(
        request,
        Poster,
        pk,
        domain.drop_poster,
        "L’affiche est supprimée.",
        to="outreach:posters",
        keeps_pk=False,
    )


@require_safe
def poster_picture(request, pk):
    """What the A4 looks like, for the screen."""
    poster = get_visible(Poster, request.user, pk=pk)
    require(request.user, "outreach.read", request.authority)
    return HttpResponse(printed(poster, PosterFormat.A4, picture=True), content_type="image/png")


@require_safe
def poster_pdf(request, pk, size):
    poster = get_visible(Poster, request.user, pk=pk)
    require(request.user, "outreach.read", request.authority)
    if size not in PosterFormat.values:
        raise Http404
    return attachment(f"affiche-{pk}-{size}.pdf", printed(poster, PosterFormat(size)), "application/pdf")
