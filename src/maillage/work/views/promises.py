"""The promise ledger on the screen: what was said, what came, what was corrected, and why."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from maillage.common.access import require
from maillage.common.errors import DomainError
from maillage.common.spreadsheet import csv_answer, ods_answer, xlsx_answer
from maillage.work.domain import promises as domain
from maillage.work.enums import PromiseKind
from maillage.work.forms.promises import CorrectionForm, DeliveryForm, PromiseForm
from maillage.work.models import Promise, PromiseLine
from maillage.work.queries import promises as queries
from maillage.work.queries.words import number

PER_PAGE = 50
ANSWERS = {"csv": csv_answer, "xlsx": xlsx_answer, "ods": ods_answer}


def asked_of(get) -> dict:
    return {
        "kind": get.get("nature", ""),
        "organisation": number(get.get("partenaire", "")),
        "year": number(get.get("annee", "")) % 10_000,
        "state": get.get("etat", ""),
    }


def seen(request):
    return Promise.objects.visible_to(request.user).filter(authority=request.authority)


@require_safe
def promise_list(request):
    require(request.user, "work.read", request.authority)
    asked, rows = asked_of(request.GET), seen(request)
    kept = list(queries.ledger(rows, **asked))
    context = {
        **asked,
        "page": Paginator(kept, PER_PAGE).get_page(request.GET.get("page")),
        "totals": queries.totals(kept),
        "kinds": PromiseKind.choices,
        "years": queries.years_of(rows),
        "partners": queries.partners_of(rows),
        "asked": request.GET.urlencode(),
        "is_narrowed": any(asked.values()),
        "may_edit": request.user.has_perm("work.edit", request.authority),
    }
    return render(request, "work/promises.html#results" if request.htmx else "work/promises.html", context)


@require_safe
def promise_export(request, ending):
    require(request.user, "work.read", request.authority)
    rows = queries.ledger(seen(request), **asked_of(request.GET))
    return ANSWERS[ending](f"engagements-{request.authority.slug}", queries.table(rows))


@require_http_methods(["GET", "HEAD", "POST"])
def promise_new(request):
    require(request.user, "work.edit", request.authority)
    organisation = number(request.GET.get("partenaire", ""))
    form = PromiseForm(request.POST or None, authority=request.authority, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            promise = domain.write_promise(facts.pop("organisation"), by=request.user, **facts)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "L’engagement est noté.")
            return redirect("work:promise", request.authority.slug, promise.pk)
    return render(request, "work/promise_form.html", {"form": form})


def fetched(request, pk) -> Promise:
    related = ("organisation", "person", "authority", "interaction")
    return get_object_or_404(seen(request).with_totals().select_related(*related), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def promise(request, pk):
    """One promise with its lines; what came is noted here."""
    promise = fetched(request, pk)
    form = DeliveryForm(request.POST or None)
    if request.method == "POST":
        require(request.user, "work.edit", request.authority)
    if request.method == "POST" and form.is_valid():
        try:
            domain.note_delivery(promise, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "L’apport est noté.")
            return redirect("work:promise", request.authority.slug, pk)
    may_edit = request.user.has_perm("work.edit", request.authority)
    context = {"promise": promise, "lines": queries.lines_of(promise), "form": form, "may_edit": may_edit}
    return render(request, "work/promise.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def line_correct(request, pk, line):
    promise = fetched(request, pk)
    require(request.user, "work.edit", request.authority)
    rows = PromiseLine.objects.select_related("promise")
    row = get_object_or_404(rows, promise=promise, pk=line, corrects=None)
    form = CorrectionForm.of(row, queries.stands_at(row), promise.until, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.correct_line(row, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "La correction est écrite. La ligne d’avant reste lisible.")
            return redirect("work:promise", request.authority.slug, pk)
    return render(request, "work/promise_correct.html", {"promise": promise, "line": row, "form": form})
