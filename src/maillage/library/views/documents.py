"""The library as those who have an account see it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.library.domain import documents as domain
from maillage.library.enums import Audience, DocumentState
from maillage.library.forms.documents import DecisionForm, DepositForm, DocumentForm, FolderForm, VersionForm
from maillage.library.models import Document
from maillage.library.queries import documents as queries
from maillage.partners.queries.circles import reader_of_user


def asked_of(request) -> queries.Asked:
    get = request.GET.get
    return queries.Asked(
        text=get("q", "")[:200], folder=get("dossier", ""), state=get("etat", ""), audience=get("vu-par", "")
    )


@require_safe
def document_list(request):
    require(request.user, "library.read", request.authority)
    asked, reader = asked_of(request), reader_of_user(request.user)
    rows = queries.documents_for(reader, request.authority, asked)
    page = Paginator(rows, queries.PAGE).get_page(request.GET.get("page", "1"))
    context = {
        "page": page,
        "found": queries.found_lines(page, asked.text) if asked.text.strip() else [],
        "asked": asked,
        "folders": queries.folders_for(reader, request.authority),
        "states": queries.STATE_CHOICES,
        "audiences": Audience.choices,
        "may_edit": request.user.has_perm("library.edit", request.authority),
        "sees_all": request.authority.pk in reader.whole,
    }
    template = "library/documents.html"
    return render(request, f"{template}#results" if request.htmx else template, context)


@require_safe
def document(request, pk):
    require(request.user, "library.read", request.authority)
    row = (
        Document.objects.visible_to(request.user)
        .select_related("folder", "circle__parent", "created_by")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        return gone(request, pk)
    versions = list(queries.versions_for(reader_of_user(request.user), row))
    context = {
        "document": row,
        "versions": versions,
        "last": versions[0],
        **queries.sorted_verdicts_of(row),
        "who": queries.who_may_see(row),
        "may_edit": request.user.has_perm("library.edit", request.authority),
        "may_dispose": request.user.has_perm("library.dispose", request.authority),
    }
    return render(request, "library/document.html", context)


def gone(request, pk):
    """What is left of a document that was eliminated, for those who see the authority whole."""
    traces = queries.tombstones_of(request.authority).filter(fate="eliminated")
    trace = get_object_or_404(traces, document_id=pk)
    require_whole(request)
    return render(request, "library/document_gone.html", {"trace": trace}, status=410)


def require_whole(request) -> None:
    if request.authority.pk not in reader_of_user(request.user).whole:
        get_object_or_404(Document.objects.none())


@require_http_methods(["GET", "HEAD", "POST"])
def document_new(request):
    require(request.user, "library.edit", request.authority)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DepositForm.first(*sent, authority=request.authority, folder=request.GET.get("dossier", ""))
    if request.method == "POST" and form.is_valid():
        kept, refused = deposit(request, form.cleaned_data)
        for words in refused:
            messages.error(request, words)
        if len(kept) == 1 and not refused:
            messages.success(request, f"« {kept[0]} » est dans la bibliothèque.")
            return redirect("library:document", request.authority.slug, kept[0].pk)
        if kept:
            messages.success(request, f"Documents déposés\u00a0: {len(kept)}.")
            return redirect("library:documents", request.authority.slug)
    return render(request, "library/document_new.html", {"form": form})


def deposit(request, facts: dict) -> tuple[list[Document], list[str]]:
    """Each file for itself: one that is refused keeps none of the others out."""
    facts, by = dict(facts), request.user
    uploads, new_folder = facts.pop("uploads"), facts.pop("new_folder")
    if new_folder:
        facts["folder"] = domain.open_folder(request.authority, name=new_folder, by=by)
    kept, refused = [], []
    for upload in uploads:
        try:
            kept.append(domain.add_document(request.authority, upload, by=by, **facts))
        except DomainError as error:
            refused.append(f"« {upload.name[:80]} » n’est pas gardé. {error}")
    return kept, refused


@require_http_methods(["GET", "HEAD", "POST"])
def document_change(request, pk):
    row = editable(request, pk)
    form = DocumentForm.of(row, request.POST or None)
    template = "library/document_change.html"
    return act(request, row, form, template=template, verb=domain.change_document, done="C’est enregistré.")


@require_http_methods(["GET", "HEAD", "POST"])
def document_version(request, pk):
    row = editable(request, pk)
    form = VersionForm(request.POST or None, request.FILES or None)
    done = "La nouvelle version est en place. Les précédentes restent."
    return act(
        request, row, form, template="library/document_version.html", verb=domain.add_version, done=done
    )


@require_http_methods(["GET", "HEAD", "POST"])
def document_decision(request, pk):
    row = editable(request, pk)
    done = "La décision est notée : ce document n’est plus préparatoire."
    form = DecisionForm(request.POST or None)
    return act(
        request, row, form, template="library/document_decision.html", verb=domain.note_decision, done=done
    )


@require_POST
def document_finish(request, pk):
    row = editable(request, pk)
    try:
        domain.change_document(row, state=DocumentState.FINAL, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Ce document est définitif.")
    return redirect("library:document", request.authority.slug, pk)


def editable(request, pk) -> Document:
    row = get_visible(Document, request.user, pk=pk)
    require(request.user, "library.edit", request.authority)
    return row


def act(request, row: Document, form, *, template: str, verb, done: str):
    """What the forms of one document have in common: clean, do, say."""
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        given = (facts.pop("upload"),) if "upload" in facts else ()
        try:
            verb(row, *given, by=request.user, **facts)
        except DomainError as error:
            form.add_error("upload" if given else None, str(error))
        else:
            messages.success(request, done)
            return redirect("library:document", request.authority.slug, row.pk)
    return render(request, template, {"form": form, "document": row})


@require_http_methods(["GET", "HEAD", "POST"])
def folder_new(request):
    require(request.user, "library.edit", request.authority)
    form = FolderForm(request.POST or None, authority=request.authority)
    if request.method == "POST" and form.is_valid():
        try:
            folder = domain.open_folder(request.authority, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Le dossier « {folder} » est ouvert.")
            return redirect(f"{request.path.rsplit('dossiers/', 1)[0]}nouveau/?dossier={folder.pk}")
    return render(request, "library/folder_new.html", {"form": form})
