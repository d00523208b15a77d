"""What anybody may read: the archive, its feed, news, pictures, papers. And a partner's own letter."""

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from maillage.common.access import public
from maillage.outreach.models import Delivery, Letter, LetterFile, Picture
from maillage.outreach.queries import letters as queries
from maillage.outreach.queries.feed import atom_of
from maillage.outreach.queries.news import published_news
from maillage.outreach.queries.pieces import for_reader, pieces_of
from maillage.outreach.views.frame import answer_public
from maillage.partners.queries.space import visitor_of

PER_PAGE = 20
A_YEAR = 365 * 24 * 3600


@public
@require_safe
def archive(request):
    page = Paginator(queries.archive_of(request.authority), PER_PAGE).get_page(request.GET.get("page"))
    return answer_public(request, "outreach/archive.html", page=page)


@public
@require_safe
def archive_letter(request, pk):
    letter = get_object_or_404(queries.archive_of(request.authority), pk=pk)
    return answer_public(request, "outreach/archive_letter.html", letter=letter)


@public
@require_safe
def feed(request):
    """The archive as an Atom feed (RFC 4287)."""
    return HttpResponse(atom_of(request.authority), content_type="application/atom+xml; charset=utf-8")


@public
@require_safe
def news_pages(request):
    page = Paginator(published_news(request.authority), PER_PAGE).get_page(request.GET.get("page"))
    return answer_public(request, "outreach/news_pages.html", page=page)


@public
@require_safe
def news_page(request, pk):
    news = get_object_or_404(published_news(request.authority), pk=pk)
    return answer_public(request, "outreach/news_page.html", news=news)


@public
@require_safe
@cache_control(public=True, max_age=A_YEAR, immutable=True)
def picture(request, token):
    """Drawn by us from what was uploaded, so it may be shown as it is; a new picture has a new address."""
    found = get_object_or_404(Picture.objects.filter(authority=request.authority), token=token)
    return FileResponse(found.file.open("rb"), content_type=found.media_type)


@public
@require_safe
def file(request, token):
    """A paper of a letter, as an attachment, for whoever holds its link."""
    papers = LetterFile.objects.filter(letter__authority=request.authority)
    paper = get_object_or_404(papers, token=token)
    return FileResponse(
        paper.file.open("rb"), content_type=paper.media_type, as_attachment=True, filename=paper.name
    )


@public
@require_safe
def own_letter(request, pk):
    """A letter as a contact would have had it by mail: for those whose digest names it."""
    person = visitor_of(request)
    if person is None:
        return redirect("partners:door_ask", request.authority.slug)
    letter = Letter.objects.filter(authority=request.authority, pk=pk).first()
    if letter is None or not Delivery.objects.filter(letter=letter, person=person).exists():
        raise Http404
    pieces, _ = pieces_of(letter)
    html = queries.web_html(for_reader(pieces, person.pk))
    return answer_public(request, "outreach/own_letter.html", letter=letter, html=html)
