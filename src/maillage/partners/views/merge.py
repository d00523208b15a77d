"""Two records that may be one: likely doubles, side by side, merged or set aside."""

from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.partners.domain import merge as domain
from maillage.partners.enums import RecordKind
from maillage.partners.forms.files import MergeForm
from maillage.partners.models import Organisation, Person
from maillage.partners.queries import duplicates as queries

PER_PAGE = 20
MODELS = {RecordKind.ORGANISATION.value: Organisation, RecordKind.PERSON.value: Person}
CARDS = {RecordKind.ORGANISATION.value: "partners:organisation", RecordKind.PERSON.value: "partners:contact"}
MERGES = {
    RecordKind.ORGANISATION.value: domain.merge_organisations,
    RecordKind.PERSON.value: domain.merge_people,
}


@require_safe
def duplicates(request):
    require(request.user, "partners.edit", request.authority)
    page = Paginator(queries.likely_doubles(request.authority), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "pairs": queries.records_of(list(page.object_list))}
    return render(request, "partners/merge_pairs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request, kind, pk, other_pk):
    """Side by side, fact by fact. The first is kept; a link swaps the two."""
    kept, other = two_of(request, kind, pk, other_pk)
    form = MergeForm(request.POST or None, kept=kept, other=other)
    if request.method == "POST" and form.is_valid():
        try:
            MERGES[kind](kept, other, choices=form.choices(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Les deux fiches n’en font plus qu’une. Leur histoire est gardée.")
            return redirect(CARDS[kind], request.authority.slug, pk)
    context = {"form": form, "kind": kind, "kept": kept, "other": other}
    return render(request, "partners/merge.html", context)


@require_POST
def set_aside(request, kind, pk, other_pk):
    one, other = two_of(request, kind, pk, other_pk)
    try:
        domain.set_aside(one, other, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "C’est noté : ces deux fiches ne seront plus proposées.")
    return redirect("partners:duplicates", request.authority.slug)


@require_safe
def merge_with(request, kind, pk):
    """Which record to merge this one with: looked for by its name."""
    row = get_visible(MODELS[kind], request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    text = request.GET.get("q", "")
    found = queries.others_like(row, text)
    return render(
        request, "partners/merge_with.html", {"row": row, "kind": kind, "text": text, "found": found}
    )


def or_heir(view, kind):
    """The card of a record, or of the one it was merged into: old links and bookmarks keep leading somewhere."""

    @wraps(view)
    def card(request, pk):
        try:
            return view(request, pk)
        except Http404:
            heir = queries.heir_of(MODELS[kind], request.user, pk)
            if heir is None or request.method not in {"GET", "HEAD"}:
                raise
            return redirect(CARDS[kind], request.authority.slug, heir, permanent=True)

    return card


def two_of(request, kind, pk, other_pk):
    model = MODELS[kind]
    one, other = get_visible(model, request.user, pk=pk), get_visible(model, request.user, pk=other_pk)
    require(request.user, "partners.edit", request.authority)
    if pk == other_pk:
        raise Http404
    return one, other
