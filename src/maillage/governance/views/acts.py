"""Planned votes: may they be put to the vote, and by when must each step be done."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.documents import document_answer
from maillage.common.errors import DomainError
from maillage.governance.domain import acts as domain
from maillage.governance.forms.acts import DeliberationForm, VoteForm
from maillage.governance.models import Deliberation
from maillage.governance.queries import acts as queries
from maillage.governance.queries.evidence import evidence_of


@require_safe
def act_list(request):
    require(request.user, "governance.read", request.authority)
    rows = queries.deliberations_of(request.authority).filter(
        pk__in=Deliberation.objects.visible_to(request.user)
    )
    context = {
        **queries.sorted_by_state(rows),
        "may_edit": request.user.has_perm("governance.edit", request.authority),
    }
    return render(request, "governance/acts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def act_new(request):
    require(request.user, "governance.edit", request.authority)
    form = DeliberationForm(request.POST or None, authority=request.authority)
    if request.method == "POST" and form.is_valid():
        try:
            act = domain.plan_deliberation(request.authority, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("governance:act", request.authority.slug, act.pk)
    return render(request, "governance/act_form.html", {"form": form, "act": None})


@require_safe
def act(request, pk):
    act = get_visible(Deliberation, request.user, pk=pk)
    verdicts = queries.verdicts_of_act(act)
    context = {
        "act": act,
        "verdicts": verdicts,
        "answer": queries.answer_on(act, verdicts),
        "steps": queries.steps_to(act),
        "opinions": queries.opinions_heard(act),
        "meetings": queries.meetings_in_time(act, act.body) if act.body else [],
        "may_edit": request.user.has_perm("governance.edit", request.authority),
    }
    return render(request, "governance/act.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def act_change(request, pk):
    act = get_visible(Deliberation, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    form = DeliberationForm.of(act, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_deliberation(act, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("governance:act", request.authority.slug, pk)
    return render(request, "governance/act_form.html", {"form": form, "act": act})


@require_http_methods(["GET", "HEAD", "POST"])
def act_vote(request, pk):
    act = get_visible(Deliberation, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    form = VoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.record_vote(act, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Le vote est noté.")
            return redirect("governance:act", request.authority.slug, pk)
    return render(request, "governance/act_vote.html", {"form": form, "act": act})


@require_POST
def act_drop(request, pk):
    act = get_visible(Deliberation, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    try:
        domain.drop_deliberation(act, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "La délibération est notée comme abandonnée.")
    return redirect("governance:act", request.authority.slug, pk)


@require_safe
def act_evidence(request, pk):
    """The evidence file, as a PDF."""
    act = get_visible(Deliberation, request.user, pk=pk)
    return document_answer(evidence_of(act), f"consultation-{act.pk}", "pdf")
