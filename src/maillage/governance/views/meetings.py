"""One meeting and its agenda. Members who sit may propose; the team writes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.documents import document_answer
from maillage.common.errors import DomainError
from maillage.governance.domain import agenda as domain
from maillage.governance.domain.convocations import call_again, cancel_meeting
from maillage.governance.enums import MinutesState
from maillage.governance.forms.agenda import ItemForm, ProposalForm
from maillage.governance.forms.convocations import CancelForm, SecondCallForm
from maillage.governance.models import AgendaItem, Body, Meeting
from maillage.governance.queries import meetings as queries
from maillage.governance.queries.agenda_document import agenda_document


@require_safe
def meeting(request, pk):
    meeting = visible_meeting(request, pk)
    may_edit = request.user.has_perm("governance.edit", request.authority)
    is_open = meeting.state in queries.OPEN_STATES
    context = {
        "meeting": meeting,
        "agenda": queries.agenda_of(meeting),
        "proposals": queries.proposals_for(meeting.body),
        "to_carry": queries.items_to_carry(meeting) if is_open else [],
        "rules": queries.rules_of(meeting),
        "may_edit": may_edit,
        "may_write": may_edit and is_open,
        "may_propose": may_edit or queries.sits_in(request.user, meeting.body),
        "may_call_again": may_edit
        and meeting.minutes_state == MinutesState.DRAFT
        and queries.may_be_called_again(meeting),
    }
    return render(request, "governance/meeting.html", context)


@require_safe
def agenda_file(request, pk, kind):
    meeting = visible_meeting(request, pk)
    return document_answer(agenda_document(meeting), f"ordre-du-jour-{meeting.day:%Y-%m-%d}-{pk}", kind)


def visible_meeting(request, pk) -> Meeting:
    rows = Meeting.objects.visible_to(request.user).select_related("body__authority", "second_call_of")
    return get_object_or_404(rows, pk=pk)


def visible_item(request, pk) -> AgendaItem:
    bodies = Body.objects.visible_to(request.user)
    rows = AgendaItem.objects.select_related("body__authority", "meeting__body__authority")
    return get_object_or_404(rows, pk=pk, body__in=bodies)


@require_http_methods(["GET", "HEAD", "POST"])
def item_new(request, pk):
    meeting = visible_meeting(request, pk)
    require(request.user, "governance.edit", request.authority)
    form = ItemForm(request.POST or None, authority=request.authority)
    if request.method == "POST" and form.is_valid():
        try:
            item = domain.add_item(meeting, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"« {item} » est à l’ordre du jour.")
            return redirect("governance:meeting", request.authority.slug, pk)
    return render(request, "governance/agenda_item.html", {"form": form, "meeting": meeting, "item": None})


@require_http_methods(["GET", "HEAD", "POST"])
def item_change(request, pk):
    item = visible_item(request, pk)
    require(request.user, "governance.edit", request.authority)
    form = ItemForm.of(item, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_item(item, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "C’est enregistré.")
            return redirect_to_meeting(request, item)
    return render(
        request, "governance/agenda_item.html", {"form": form, "meeting": item.meeting, "item": item}
    )


def redirect_to_meeting(request, item: AgendaItem):
    if item.meeting_id:
        return redirect("governance:meeting", request.authority.slug, item.meeting_id)
    return redirect("governance:meetings", request.authority.slug)


@require_POST
def item_up(request, pk):
    return act_on_item(request, pk, lambda item, by: domain.move_item(item, -1, by=by))


@require_POST
def item_down(request, pk):
    return act_on_item(request, pk, lambda item, by: domain.move_item(item, 1, by=by))


@require_POST
def item_remove(request, pk):
    return act_on_item(
        request, pk, domain.remove_item, "Le point est retiré. Ses documents restent à la séance."
    )


@require_POST
def proposal_drop(request, pk):
    return act_on_item(request, pk, domain.drop_proposal, "La proposition est écartée.")


def act_on_item(request, pk, verb, done: str = ""):
    """What the buttons beside an item have in common. A waiting proposal is seen from the page of a meeting."""
    item = visible_item(request, pk)
    require(request.user, "governance.edit", request.authority)
    back = item.meeting_id or request.POST.get("meeting", "")
    try:
        verb(item, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        if done:
            messages.success(request, done)
    if str(back).isdecimal():
        return redirect("governance:meeting", request.authority.slug, back)
    return redirect("governance:meetings", request.authority.slug)


@require_POST
def item_carry(request, pk, item):
    return put_on_agenda(request, pk, item, domain.carry_over, "Le point est reporté à cette séance.")


@require_POST
def proposal_take(request, pk, item):
    return put_on_agenda(request, pk, item, domain.take_proposal, "La proposition est à l’ordre du jour.")


def put_on_agenda(request, pk, item, verb, done: str):
    meeting, item = visible_meeting(request, pk), visible_item(request, item)
    require(request.user, "governance.edit", request.authority)
    try:
        verb(item, meeting, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("governance:meeting", request.authority.slug, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, pk):
    """Also for those who only sit: a partner proposes, the team decides when."""
    meeting = visible_meeting(request, pk)
    if not (
        request.user.has_perm("governance.edit", request.authority)
        or queries.sits_in(request.user, meeting.body)
    ):
        raise PermissionDenied
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        domain.propose_item(meeting.body, by=request.user, **form.cleaned_data)
        messages.success(request, "Votre proposition est notée. L’équipe l’inscrira à une séance.")
        return redirect("governance:meeting", request.authority.slug, pk)
    return render(request, "governance/agenda_propose.html", {"form": form, "meeting": meeting})


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, pk):
    meeting = get_visible(Meeting, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            number = cancel_meeting(meeting, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"La séance est annulée. {number} membre(s) prévenu(s).")
            return redirect("governance:meeting", request.authority.slug, pk)
    return render(request, "governance/meeting_cancel.html", {"form": form, "meeting": meeting})


@require_http_methods(["GET", "HEAD", "POST"])
def second_call(request, pk):
    meeting = visible_meeting(request, pk)
    require(request.user, "governance.edit", request.authority)
    form = SecondCallForm.of(meeting, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            second = call_again(meeting, starts_at=form.starts_at(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, "La deuxième séance est prévue, avec le même ordre du jour. Convoquez-la."
            )
            return redirect("governance:convocation", request.authority.slug, second.pk)
    return render(request, "governance/meeting_again.html", {"form": form, "meeting": meeting})
