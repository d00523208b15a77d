"""The papers of a meeting: brought by the team, always served as attachments."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.downloads import as_attachment
from maillage.common.errors import DomainError
from maillage.governance.domain import documents as domain
from maillage.governance.forms.agenda import DocumentForm
from maillage.governance.models import Meeting, MeetingDocument


def visible_paper(request, pk) -> MeetingDocument:
    meetings = Meeting.objects.visible_to(request.user)
    rows = MeetingDocument.objects.select_related("meeting__body__authority")
    return get_object_or_404(rows, pk=pk, meeting__in=meetings)


@require_safe
def document(request, pk):
    last = visible_paper(request, pk).last
    return as_attachment(last.file, name=last.name, media_type=last.media_type)


@require_http_methods(["GET", "HEAD", "POST"])
def document_add(request, pk):
    meeting = get_visible(Meeting, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    initial = {"item": request.GET.get("point", "")}
    form = DocumentForm(request.POST or None, request.FILES or None, meeting=meeting, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            paper = domain.add_document(meeting, facts.pop("upload"), by=request.user, **facts)
        except DomainError as error:
            form.add_error("upload", str(error))
        else:
            messages.success(request, f"« {paper} » est déposé.")
            return redirect("governance:meeting", request.authority.slug, pk)
    return render(request, "governance/agenda_document.html", {"form": form, "meeting": meeting})


@require_POST
def document_remove(request, pk):
    paper = visible_paper(request, pk)
    require(request.user, "governance.edit", request.authority)
    try:
        domain.remove_document(paper, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"« {paper} » est retiré.")
    return redirect("governance:meeting", request.authority.slug, paper.meeting_id)
