"""The candidates of a draw, for the eyes of the team alone."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.common.spreadsheet import csv_answer
from maillage.governance.domain import draw_candidates as domain
from maillage.governance.domain.drawing import replace_candidate
from maillage.governance.forms.draws import CandidatesFileForm
from maillage.governance.models import Candidate, Draw
from maillage.governance.queries import draws as queries

PER_PAGE = 50


@require_safe
def candidate_list(request, pk):
    draw = get_visible(Draw, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    rows = queries.candidates_of(draw)
    context = {
        "draw": draw,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "standing": sum(row.withdrawn_at is None for row in rows),
    }
    return render(request, "governance/draw_candidates.html", context)


@require_safe
def candidate_csv(request, pk):
    draw = get_visible(Draw, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    return csv_answer(f"candidats-tirage-{draw.pk}", queries.csv_rows(draw))


@require_http_methods(["GET", "HEAD", "POST"])
def candidate_import(request, pk):
    draw = get_visible(Draw, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    form = CandidatesFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            number = domain.import_candidates(draw, file.read(), file.name, by=request.user)
        except DomainError as error:
            form.add_error("file", str(error).split("\n"))
        else:
            messages.success(request, f"{number} candidature{'s' if number > 1 else ''} de plus.")
            return redirect("governance:draw_candidates", request.authority.slug, pk)
    context = {"form": form, "draw": draw, "strata": queries.strata_of(draw)}
    return render(request, "governance/draw_import.html", context)


@require_POST
def candidate_withdraw(request, pk):
    done = "La candidature est retirée."
    return act_on(request, pk, domain.withdraw_candidate, done)


@require_POST
def candidate_replace(request, pk):
    reason = request.POST.get("reason", "")[:200]
    done = "La réserve est appelée : la personne la plus proche prend la place, et elle est prévenue."
    return act_on(request, pk, lambda row, by: replace_candidate(row, reason=reason, by=by), done)


def act_on(request, pk, verb, done: str):
    """What the buttons beside a candidate have in common."""
    candidate = get_visible(Candidate, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    try:
        verb(candidate, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("governance:draw_candidates", request.authority.slug, candidate.draw_id)
