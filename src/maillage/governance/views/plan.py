"""The year of the bodies: calendar, list, patterns, and what is likely to come of a meeting."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.documents import document_answer
from maillage.common.errors import DomainError
from maillage.common.spreadsheet import csv_answer
from maillage.governance.domain import plan as domain
from maillage.governance.enums import MeetingState
from maillage.governance.forms.plan import MeetingForm, MoveForm, PatternForm
from maillage.governance.models import Body, Meeting
from maillage.governance.queries import calendar as queries
from maillage.governance.queries import forecast as forecasts
from maillage.governance.queries.calendar_days import land_of
from maillage.governance.queries.patterns import dates_of
from maillage.governance.queries.polls import polls_of
from maillage.governance.queries.wall import calendar_document

PER_PAGE = 50
YEARS = range(2000, 2101)


@require_safe
def meetings(request):
    require(request.user, "governance.read", request.authority)
    asked = asked_of(request)
    shown = queries.year_of(request.user, request.authority, **asked)
    may_edit = request.user.has_perm("governance.edit", request.authority)
    context = {
        **asked,
        "shown": shown,
        "page": Paginator(shown.listed, PER_PAGE).get_page(request.GET.get("page")),
        "years": queries.years_around(asked["year"]),
        "states": MeetingState.choices,
        "may_edit": may_edit,
        **(work_of(request, shown) if may_edit else {}),
    }
    return render(request, "governance/meetings.html", context)


def work_of(request, shown) -> dict:
    """What only those who prepare meetings see beside the calendar."""
    patterns = list(queries.patterns_of(request.user))
    laid = {pattern.body_id for pattern in patterns}
    return {
        "rhythm": queries.rhythm_of(request.authority),
        "patterns": patterns,
        "without_pattern": [mark for mark in shown.marks if mark.body.pk not in laid],
        "polls": polls_of(request.user)[:6],
        "soon": queries.soon_of(shown.marks, forecasts.SOON),
    }


def asked_of(request) -> dict:
    """How the address narrows the year; what makes no sense there is ignored."""
    year, body, state = (request.GET.get(name, "") for name in ("annee", "instance", "etat"))
    return {
        "year": int(year) if year.isdecimal() and int(year) in YEARS else timezone.localdate().year,
        "body": int(body) if body.isdecimal() else None,
        "state": state if state in MeetingState.values else "",
    }


@require_safe
def meetings_csv(request):
    require(request.user, "governance.read", request.authority)
    shown = queries.year_of(request.user, request.authority, **asked_of(request))
    return csv_answer(f"seances-{request.authority.slug}-{shown.year}", queries.csv_rows(shown.listed))


@require_safe
def meetings_pdf(request):
    """For the wall."""
    require(request.user, "governance.read", request.authority)
    shown = queries.year_of(request.user, request.authority, **asked_of(request))
    paper = calendar_document(request.authority, shown)
    return document_answer(paper, f"calendrier-{request.authority.slug}-{shown.year}", "pdf")


def to_year(request, day: date):
    return redirect(f"{reverse('governance:meetings', args=[request.authority.slug])}?annee={day.year}")


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request):
    require(request.user, "governance.edit", request.authority)
    initial = {"body": request.GET.get("instance"), "day": day_of(request)}
    form = MeetingForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = domain.plan_meeting(by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{meeting} : c’est au calendrier. Personne n’est encore convoqué.")
            return to_year(request, meeting.day)
    return render(request, "governance/meeting_form.html", {"form": form, "meeting": None})


def day_of(request) -> date | None:
    """The day that the address proposes (`?jour=2027-03-02`)."""
    try:
        return date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_change(request, pk):
    meeting = get_visible(Meeting, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    form = MeetingForm.of(meeting, request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_meeting(meeting, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("governance:meeting", request.authority.slug, pk)
    return render(request, "governance/meeting_form.html", {"form": form, "meeting": meeting})


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_move(request, pk):
    """Where the calendar posts what was dragged, and the form for whoever drags nothing."""
    meeting = get_visible(Meeting, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    form = MoveForm.of(meeting, day_of(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.move_meeting(meeting, starts_at=form.cleaned_data["starts_at"], by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{meeting} : c’est la nouvelle date.")
            return to_year(request, meeting.day)
    return render(request, "governance/meeting_move.html", {"form": form, "meeting": meeting})


@require_POST
def meeting_unplan(request, pk):
    meeting = get_visible(Meeting, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    try:
        domain.unplan_meeting(meeting, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{meeting} : retirée du calendrier.")
    return to_year(request, meeting.day)


@require_http_methods(["GET", "HEAD", "POST"])
def pattern_new(request, pk):
    body = get_visible(Body, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    return pattern_page(request, body, None)


@require_http_methods(["GET", "HEAD", "POST"])
def pattern_change(request, pk):
    pattern = get_object_or_404(queries.patterns_of(request.user), pk=pk)
    require(request.user, "governance.edit", request.authority)
    return pattern_page(request, pattern.body, pattern)


def pattern_page(request, body, pattern):
    """GET shows the dates that a pattern would give, and writes nothing; POST lays them."""
    land = land_of(request.authority)
    form = PatternForm.of(pattern, land.zone, request.POST or request.GET or None)
    if request.method == "POST" and form.is_valid():
        try:
            _, laid = domain.lay_pattern(body, form.facts(), pattern=pattern, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            s = "s" if len(laid) > 1 else ""
            messages.success(request, f"{len(laid)} séance{s} au calendrier.")
            return to_year(request, laid[0].day if laid else timezone.localdate())
    proposals = dates_of(form.facts(), land) if form.is_bound and form.is_valid() else None
    context = {"form": form, "body": body, "pattern": pattern, "proposals": proposals, "land": land}
    return render(request, "governance/pattern.html", context)


@require_safe
def forecast(request, pk):
    meeting = get_visible(Meeting, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    context = {"meeting": meeting, "forecast": forecasts.forecast(meeting)}
    return render(request, "governance/forecast_page.html", context)


@require_safe
def soon(request):
    """What is likely of each meeting of the ten days to come."""
    require(request.user, "governance.edit", request.authority)
    meetings = queries.soon_of(queries.marks_for(request.user), forecasts.SOON)
    context = {"forecasts": list(forecasts.forecasts(meetings).values())}
    return render(request, "governance/forecasts.html", context)
