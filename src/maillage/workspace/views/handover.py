"""The handover file, on the screen and as papers."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillage.common.access import require
from maillage.common.documents import document_answer, to_html
from maillage.workspace.queries.handover import handover_of
from maillage.workspace.queries.handover_document import document_of

PAPERS = ("pdf", "odt", "docx")


@require_safe
def handover(request):
    require(request.user, "accounts.edit", request.authority)
    paper = document_of(handover_of(request.authority))
    context = {"paper": paper, "body": to_html(paper), "papers": PAPERS}
    return render(request, "workspace/handover.html", context)


@require_safe
def handover_paper(request, kind):
    require(request.user, "accounts.edit", request.authority)
    if kind not in PAPERS:
        raise Http404
    paper = document_of(handover_of(request.authority))
    return document_answer(paper, f"passation-{request.authority.slug}", kind)
