"""The user guide: Markdown pages of docs/guide, shown in the house's own dress."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillage.common.access import public
from maillage.workspace.queries import screens as queries


@public
@require_safe
def guide(request):
    return render(request, "workspace/guide.html", {"pages": queries.guide_pages()})


@public
@require_safe
def guide_page(request, page):
    pages = queries.guide_pages()
    found = next((each for each in pages if each.slug == page), None)
    if found is None:
        raise Http404
    return render(request, "workspace/guide_page.html", {"page": found, "pages": pages})
