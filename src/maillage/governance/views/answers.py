"""The page behind a member's own link: no account, nothing written by reading it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from maillage.common.access import public
from maillage.common.downloads import as_attachment
from maillage.common.errors import DomainError
from maillage.governance.domain.answers import answer as keep_answer
from maillage.governance.forms.convocations import answer_forms
from maillage.governance.models import Convocation, MeetingDocument
from maillage.governance.queries import convocations as queries
from maillage.governance.queries.icalendar import file_of
from maillage.governance.queries.meetings import agenda_of, titles_of

GONE, UNKNOWN = 410, 404


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, token):
    row = queries.by_token(token)
    if row is None or not queries.link_is_open(row):
        return render(request, "governance/answer_gone.html", status=UNKNOWN if row is None else GONE)
    ways = answer_forms(row, request.POST or None)
    sent = next((form for form in ways.values() if form.is_bound), None)
    if sent is not None and sent.is_valid():
        try:
            keep_answer(row, **sent.choice())
        except DomainError as error:
            sent.add_error(None, str(error))
        else:
            messages.success(request, "C’est noté, merci. Vous pouvez changer d’avis jusqu’à la séance.")
            return redirect("governance:answer", token)
    return render(request, "governance/answer.html", page_of(row, token, ways))


def page_of(row: Convocation, token: str, ways: dict) -> dict:
    return {
        "row": row,
        "meeting": row.meeting,
        "authority": row.meeting.body.authority,
        "token": token,
        "agenda": agenda_of(row.meeting),
        "ways": ways,
        "may_answer": queries.may_still_answer(row.meeting),
        "max_proxies": queries.max_proxies_of(row.meeting),
    }


def open_row(token: str) -> Convocation:
    row = queries.by_token(token)
    if row is None or not queries.link_is_open(row):
        raise Http404
    return row


@public
@never_cache
@require_safe
def answer_document(request, token, pk):
    paper = MeetingDocument.everywhere.filter(pk=pk, meeting=open_row(token).meeting_id).first()
    if paper is None:
        raise Http404
    return as_attachment(paper.last.file, name=paper.last.name, media_type=paper.last.media_type)


@public
@never_cache
@require_safe
def answer_calendar(request, token):
    """This meeting alone, for one's own calendar."""
    row = open_row(token)
    row.meeting.agenda = titles_of(row.meeting)
    link = request.build_absolute_uri(reverse("governance:answer", args=[token]))
    response = HttpResponse(file_of(row.meeting, link=link), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="seance.ics"'
    return response
