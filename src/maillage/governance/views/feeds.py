"""Addresses that a calendar reads by itself: made and closed here, read without an account."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from maillage.common.access import public, require
from maillage.common.errors import DomainError
from maillage.governance.domain import feeds as domain
from maillage.governance.models import Body, CalendarFeed
from maillage.governance.queries import feeds as queries


@require_safe
def feeds(request):
    require(request.user, "governance.read", request.authority)
    context = {
        "feeds": queries.feeds_of(request.user),
        "bodies": queries.bodies_to_follow(request.user, request.authority),
    }
    return render(request, "governance/feeds.html", context)


@never_cache
@require_POST
def feed_open(request):
    """The answer to this POST is the only page that ever shows the address."""
    require(request.user, "governance.read", request.authority)
    body = None
    if asked := request.POST.get("body", ""):
        number = asked if asked.isdecimal() else None
        body = get_object_or_404(Body.objects.visible_to(request.user), pk=number)
    try:
        feed, token = domain.open_feed(request.user, authority=request.authority, body=body)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("governance:feeds", request.authority.slug)
    address = settings.BASE_URL + reverse("governance:feed", args=[token])
    context = {
        "feed": feed,
        "address": address,
        "webcal": address.replace("http", "webcal", 1).replace("webcals", "webcal"),
    }
    return render(request, "governance/feeds_open.html", context)


@require_POST
def feed_close(request, pk):
    feed = get_object_or_404(CalendarFeed, pk=pk, user=request.user)
    try:
        domain.close_feed(feed, authority=request.authority, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Cette adresse ne donne plus rien.")
    return redirect("governance:feeds", request.authority.slug)


@public
@require_safe
def feed(request, token):
    """What a calendar reads, again and again: it is told when nothing changed."""
    row = queries.feed_by_token(token)
    if row is None:
        raise Http404
    meetings = queries.meetings_in(row)
    text = queries.text_of(row, meetings)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="maillage.ics"'
    response["ETag"] = queries.etag_of(text)
    if changed := queries.last_modified(meetings):
        response["Last-Modified"] = http_date(changed.timestamp())
    modified = int(changed.timestamp()) if changed else None
    return get_conditional_response(request, etag=response["ETag"], last_modified=modified, response=response)
