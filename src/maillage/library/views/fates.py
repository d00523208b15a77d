"""The end of a document's time, and the list of what was decided."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.library.domain import fates as domain
from maillage.library.forms.documents import EliminateForm, KeepForm
from maillage.library.models import Document
from maillage.library.queries.documents import PAGE, tombstones_of


@require_safe
def fate_list(request):
    require(request.user, "library.edit", request.authority)
    page = Paginator(tombstones_of(request.authority), PAGE).get_page(request.GET.get("page", "1"))
    return render(request, "library/fates.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def document_keep(request, pk):
    row = sortable(request, pk)
    form = KeepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.keep_document(row, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Ce document est gardé. La décision est notée.")
            return redirect("library:document", request.authority.slug, pk)
    return render(request, "library/document_keep.html", {"form": form, "document": row})


@require_http_methods(["GET", "HEAD", "POST"])
def document_eliminate(request, pk):
    row = sortable(request, pk)
    form = EliminateForm(request.POST or None, document=row)
    if request.method == "POST" and form.is_valid():
        try:
            domain.eliminate_document(row, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"« {row} » est éliminé. Sa trace reste dans « Documents triés ».")
            return redirect("library:fates", request.authority.slug)
    return render(request, "library/document_eliminate.html", {"form": form, "document": row})


def sortable(request, pk) -> Document:
    row = get_visible(Document, request.user, pk=pk)
    require(request.user, "library.dispose", request.authority)
    return row
