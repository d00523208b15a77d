"""Calling the members of a meeting: what is checked, who is reached and how, the letters."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import require
from maillage.common.documents import document_answer
from maillage.common.errors import DomainError
from maillage.governance.domain import convocations as domain
from maillage.governance.domain.answers import answer as keep_answer
from maillage.governance.emails.convocations import preview
from maillage.governance.enums import MeetingState
from maillage.governance.forms.convocations import ConveneForm, answer_forms
from maillage.governance.models import Convocation, Meeting
from maillage.governance.queries import convocations as queries
from maillage.governance.queries.letters import letters_of


def visible_meeting(request, pk) -> Meeting:
    rows = Meeting.objects.visible_to(request.user).select_related("body__authority", "second_call_of")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def convocation(request, pk):
    """Before the call: what is checked and who will be called. After it: who was reached, and what they answered."""
    meeting = visible_meeting(request, pk)
    require(request.user, "governance.read", request.authority)
    if request.method == "POST":
        require(request.user, "governance.edit", request.authority)
    may_edit = request.user.has_perm("governance.edit", request.authority)
    if meeting.state != MeetingState.PLANNED:
        return render(request, "governance/convocation.html", called(meeting, may_edit=may_edit))
    form = ConveneForm(request.POST or None) if queries.notice_of(meeting).is_late else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            number = domain.convene(meeting, by=request.user, **(form.cleaned_data if form else {}))
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{number} personne{'s' * (number > 1)} convoquée{'s' * (number > 1)}.")
        return redirect("governance:convocation", request.authority.slug, pk)
    return render(request, "governance/convocation_check.html", to_call(meeting, form, may_edit=may_edit))


def to_call(meeting, form, *, may_edit: bool) -> dict:
    callees, checks = queries.callees_of(meeting), queries.checks_of(meeting)
    return {
        "meeting": meeting,
        "form": form,
        "checks": checks,
        "is_stopped": any(check.state == "late" for check in checks),
        "callees": callees,
        "mail": preview(meeting, callees[0].mandate) if callees and may_edit else None,
        "may_edit": may_edit,
    }


def called(meeting, *, may_edit: bool) -> dict:
    roll = queries.roll_of(meeting)
    counts = queries.counts_of(roll)
    states = {state: number for state, _, number in counts["states"]}
    return {
        "meeting": meeting,
        "roll": roll,
        "counts": counts,
        "letters": states["to_print"],
        "bounced": states["bounced"],
        "orphans": queries.orphan_proxies(roll),
        "may_edit": may_edit,
        "may_change": may_edit and queries.may_still_answer(meeting),
    }


@require_POST
def resend(request, pk):
    return act_on_meeting(
        request, pk, domain.send_again, "La convocation repart, avec l’ordre du jour à jour."
    )


@require_POST
def posted(request, pk):
    return act_on_meeting(request, pk, domain.mark_posted, "Les lettres sont notées comme postées.")


def act_on_meeting(request, pk, verb, done: str):
    meeting = visible_meeting(request, pk)
    require(request.user, "governance.edit", request.authority)
    try:
        verb(meeting, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("governance:convocation", request.authority.slug, pk)


@require_safe
def letters(request, pk):
    """The letters that wait for the post, one page each, in one PDF."""
    meeting = visible_meeting(request, pk)
    require(request.user, "governance.edit", request.authority)
    return document_answer(letters_of(meeting), f"convocations-{meeting.day:%Y-%m-%d}", "pdf")


def visible_convocation(request, pk) -> Convocation:
    meetings = Meeting.objects.visible_to(request.user)
    rows = Convocation.objects.select_related(
        "meeting__body__authority", "mandate__person", "mandate__seat__organisation"
    )
    return get_object_or_404(rows, pk=pk, meeting__in=meetings)


@require_POST
def to_letter(request, pk):
    row = visible_convocation(request, pk)
    require(request.user, "governance.edit", request.authority)
    try:
        domain.turn_into_letter(row, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Une lettre est prête pour {row.mandate}.")
    return redirect("governance:convocation", request.authority.slug, row.meeting_id)


@require_http_methods(["GET", "HEAD", "POST"])
def noted_answer(request, pk):
    """An answer given by telephone or on paper, written down by the team."""
    row = visible_convocation(request, pk)
    require(request.user, "governance.edit", request.authority)
    ways = answer_forms(row, request.POST or None)
    sent = next((form for form in ways.values() if form.is_bound), None)
    if sent is not None and sent.is_valid():
        try:
            keep_answer(row, by=request.user, **sent.choice())
        except DomainError as error:
            sent.add_error(None, str(error))
        else:
            messages.success(request, f"La réponse de {row.mandate} est notée.")
            return redirect("governance:convocation", request.authority.slug, row.meeting_id)
    context = {
        "row": row,
        "meeting": row.meeting,
        "ways": ways,
        "max_proxies": queries.max_proxies_of(row.meeting),
    }
    return render(request, "governance/convocation_answer.html", context)
