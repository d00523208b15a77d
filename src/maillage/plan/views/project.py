from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from maillage.common.access import copilots_too, require
from maillage.common.errors import DomainError
from maillage.plan import domain, queries
from maillage.plan.enums import CopilotRole
from maillage.plan.forms import PhasesForm, PlanForm
from maillage.plan.views.frame import plan_of, render_plan, require_a_way_in


@copilots_too
@require_safe
def project(request):
    plan = queries.current_plan(request.user)
    if plan is None:
        require_a_way_in(request)
        return render(request, "plan/no_project.html")
    phases = queries.phases_of(plan)
    note, search = queries.current_note(plan), request.GET.get("q", "")
    context = {
        "phases": phases,
        "warnings": queries.order_warnings(plan, phases),
        "note": note,
        "parts": queries.note_parts(note),
        "seats": queries.seats_for(request.user, plan),
        "roles": CopilotRole.choices,
        "search": search,
        "found": queries.invitable(plan, search),
    }
    return render_plan(request, "plan/project.html", plan, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_open(request):
    require(request.user, "accounts.edit", request.authority)
    form = PlanForm(request.POST or None, authority=request.authority)
    if request.method == "POST" and form.is_valid():
        try:
            domain.open_plan(request.authority, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Le projet est ouvert. Donnez maintenant une date à ses phases.")
            return redirect("plan:phases", request.authority.slug)
    return render(request, "plan/open.html", {"form": form})


@copilots_too
@require_http_methods(["GET", "HEAD", "POST"])
def plan_change(request):
    plan = plan_of(request)
    require(request.user, "plan.edit", plan)
    now = {"name": plan.name, "first_year": plan.first_year, "last_year": plan.last_year, "basin": plan.basin}
    form = PlanForm(request.POST or None, authority=plan.authority, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_plan(plan, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Le projet est modifié.")
            return redirect("plan:project", request.authority.slug)
    return render_plan(request, "plan/change.html", plan, form=form)


@copilots_too
@require_http_methods(["GET", "HEAD", "POST"])
def phases(request):
    plan = plan_of(request)
    require(request.user, "plan.edit", plan)
    form = PhasesForm(request.POST or None, phases=queries.phases_of(plan))
    if request.method == "POST" and form.is_valid():
        try:
            domain.date_phases(plan, form.dates(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Les dates sont enregistrées.")
            return redirect("plan:project", request.authority.slug)
    return render_plan(request, "plan/phases.html", plan, form=form)
