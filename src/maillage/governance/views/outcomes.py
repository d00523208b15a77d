"""What comes out of an item: opinion, disagreements, decisions, actions."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.governance.domain import outcomes as domain
from maillage.governance.enums import ItemKind
from maillage.governance.forms.minutes import (
    ActionForm,
    DecisionChangeForm,
    DecisionForm,
    DissentForm,
    MemberForm,
    OpinionForm,
)
from maillage.governance.models import Action, AgendaItem, Decision, Dissent, Meeting, MemberGroup
from maillage.governance.queries.attendance import quorum_of, roll_of, rules_of
from maillage.governance.queries.minutes import points_of


def to_write(request, pk) -> Meeting:
    meeting = get_visible(Meeting, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    return meeting


def item_of(meeting, item: int) -> AgendaItem:
    return get_object_or_404(AgendaItem.objects.select_related("meeting", "body"), meeting=meeting, pk=item)


def row_of(model, meeting, pk: int):
    rows = model.objects.select_related("item__meeting", "item__body", "owner")
    return get_object_or_404(rows, item__meeting=meeting, pk=pk)


def back(request, pk, item: int):
    return redirect(redirect("governance:minutes", request.authority.slug, pk).url + f"#point-{item}")


@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request, pk, item):
    meeting = to_write(request, pk)
    point = next((each for each in points_of(meeting) if each.item.pk == item), None)
    if point is None or point.item.kind != ItemKind.OPINION:
        raise Http404
    groups = MemberGroup.objects.filter(body=meeting.body_id)
    form = OpinionForm.of(point, groups, request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = form.cleaned_data
        facts = {name: kept[name] for name in ("sense", "text", "version")} | {"votes": form.votes()}
        try:
            domain.give_opinion(item_of(meeting, item), by=request.user, **facts)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, "L’avis est noté.")
            return redirect("governance:opinion", request.authority.slug, pk, item)
    return render(request, "governance/opinion.html", shown(meeting, point, form))


def refuse(form, error: DomainError) -> None:
    """Say why; whoever was overtaken has now read the other text, and may keep theirs by sending it again."""
    form.add_error(None, str(error))
    if isinstance(error, domain.OvertakenError):
        form.data = form.data.copy() | {"version": error.version}


def shown(meeting, point, form) -> dict:
    roll = roll_of(meeting)
    return {
        "meeting": meeting,
        "point": point,
        "form": form,
        "quorum": quorum_of(meeting, roll, rules_of(meeting)),
        "dissent_form": DissentForm(roll=roll, auto_id="id_desaccord_%s"),
        "withdrawal_form": MemberForm(roll=roll, auto_id="id_retrait_%s"),
    }


@require_POST
def dissent_new(request, pk, item):
    meeting = to_write(request, pk)
    point = get_object_or_404(AgendaItem.objects.exclude(opinion=None), meeting=meeting, pk=item)
    form = DissentForm(request.POST, roll=roll_of(meeting))
    if not form.is_valid():
        messages.error(request, "Choisissez un membre et écrivez son désaccord.")
        return redirect("governance:opinion", request.authority.slug, pk, item)
    try:
        domain.record_dissent(point.opinion, form.member, form.cleaned_data["text"], by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Le désaccord est noté.")
    return redirect("governance:opinion", request.authority.slug, pk, item)


@require_POST
def dissent_remove(request, pk, dissent):
    meeting = to_write(request, pk)
    rows = Dissent.objects.select_related("opinion__item__meeting")
    row = get_object_or_404(rows, opinion__item__meeting=meeting, pk=dissent)
    return undo(request, pk, row.opinion.item_id, lambda: domain.remove_dissent(row, by=request.user))


def undo(request, pk, item: int, verb):
    try:
        verb()
    except DomainError as error:
        messages.error(request, str(error))
    return back(request, pk, item)


@require_http_methods(["GET", "HEAD", "POST"])
def decision_new(request, pk, item):
    meeting = to_write(request, pk)
    point = item_of(meeting, item)
    form = DecisionForm(request.POST or None, body=point.body)
    return written(request, point, form, "governance/decision_form.html", domain.take_decision)


@require_http_methods(["GET", "HEAD", "POST"])
def action_new(request, pk, item):
    meeting = to_write(request, pk)
    point = item_of(meeting, item)
    form = ActionForm(request.POST or None, body=point.body)
    return written(request, point, form, "governance/action_form.html", domain.promise_action)


@require_http_methods(["GET", "HEAD", "POST"])
def decision_change(request, pk, decision):
    row = row_of(Decision, to_write(request, pk), decision)
    form = DecisionChangeForm.of(row, request.POST or None)

    def change(_, **facts):
        domain.change_decision(row, **facts)

    return written(request, row.item, form, "governance/decision_form.html", change)


def written(request, item, form, template: str, verb):
    """Decisions and actions are written the same way: a form, one verb, back to the item."""
    if request.method == "POST" and form.is_valid():
        try:
            verb(item, by=request.user, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            return back(request, item.meeting_id, item.pk)
    context = {"meeting": item.meeting, "item": item, "form": form}
    return render(request, template, context)


@require_POST
def decision_remove(request, pk, decision):
    row = row_of(Decision, to_write(request, pk), decision)
    return undo(request, pk, row.item_id, lambda: domain.remove_decision(row, by=request.user))


@require_POST
def action_remove(request, pk, action):
    row = row_of(Action, to_write(request, pk), action)
    return undo(request, pk, row.item_id, lambda: domain.remove_action(row, by=request.user))


@require_POST
def action_done(request, pk, action):
    row = row_of(Action, to_write(request, pk), action)
    return undo(request, pk, row.item_id, lambda: domain.finish_action(row, by=request.user))
