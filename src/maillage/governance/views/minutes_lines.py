"""Lines of minutes: written one by one, by several people at once. A page without JavaScript does the same."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.governance.domain import minutes as domain
from maillage.governance.forms.minutes import LineForm, MemberForm
from maillage.governance.models import AgendaItem, Meeting, MinuteLine
from maillage.governance.queries.attendance import roll_of

CONFLICT = 409


def to_write(request, pk) -> Meeting:
    meeting = get_visible(Meeting, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    return meeting


def item_of(meeting, item: int) -> AgendaItem:
    return get_object_or_404(AgendaItem.objects.select_related("meeting", "body"), meeting=meeting, pk=item)


def line_of(meeting, line: int) -> MinuteLine:
    rows = MinuteLine.objects.select_related("item__meeting", "author")
    return get_object_or_404(rows, item__meeting=meeting, pk=line)


def back(request, pk, anchor: str):
    return redirect(redirect("governance:minutes", request.authority.slug, pk).url + anchor)


@require_POST
def line_new(request, pk, item):
    meeting = to_write(request, pk)
    point = item_of(meeting, item)
    form = LineForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Écrivez quelque chose avant d’ajouter une ligne.")
        return back(request, pk, f"#point-{item}")
    try:
        facts = {"is_restricted": form.cleaned_data["is_restricted"], "by": request.user}
        line = domain.add_line(point, form.cleaned_data["text"], **facts)
    except DomainError as error:
        return refused(request, meeting, str(error))
    if request.htmx:
        return render(request, "governance/minutes_line.html", {"line": line, "meeting": meeting})
    return back(request, pk, f"#ligne-{line.pk}")


def refused(request, meeting, words: str):
    """The text stays in the page of whoever typed it: a refusal answers the words alone."""
    if request.htmx:
        return render(request, "governance/minutes_refused.html", {"words": words}, status=CONFLICT)
    messages.error(request, words)
    return redirect("governance:minutes", request.authority.slug, meeting.pk)


@require_POST
def line_write(request, pk, line):
    meeting = to_write(request, pk)
    row = line_of(meeting, line)
    form = LineForm(request.POST)
    if not form.is_valid():
        return refused(request, meeting, "Une ligne vide se retire : rien n’a été changé.")
    kept = form.cleaned_data
    facts = {"version": kept["version"] or 0, "is_restricted": kept["is_restricted"], "by": request.user}
    try:
        written = domain.write_line(row, kept["text"], **facts)
    except domain.StaleLineError as stale:
        return conflict(request, meeting, stale.current, kept)
    except DomainError as error:
        return refused(request, meeting, str(error))
    if request.htmx:
        return render(request, "governance/minutes_line.html", {"line": written, "meeting": meeting})
    return back(request, pk, f"#ligne-{line}")


def conflict(request, meeting, current, typed: dict):
    """Both texts side by side; the next save is made over the version shown here."""
    initial = {**typed, "version": current.version}
    form = LineForm(initial=initial, auto_id=f"id_reglee_{current.pk}_%s")
    template = "governance/minutes_conflict.html"
    context = {"meeting": meeting, "current": current, "form": form, "typed": typed["text"]}
    return render(request, f"{template}#settle" if request.htmx else template, context, status=CONFLICT)


@require_POST
def line_remove(request, pk, line):
    return change(request, pk, line, domain.remove_line)


@require_POST
def line_restore(request, pk, line):
    return change(request, pk, line, domain.restore_line)


def change(request, pk, line, verb):
    meeting = to_write(request, pk)
    row = line_of(meeting, line)
    try:
        verb(row, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return back(request, pk, f"#point-{row.item_id}")


@require_POST
def withdrawal(request, pk, item):
    """A member with an interest leaves for the time of one item."""
    meeting = to_write(request, pk)
    point = item_of(meeting, item)
    form = MemberForm(request.POST, roll=roll_of(meeting))
    if not form.is_valid():
        messages.error(request, "Choisissez le membre qui se retire.")
        return redirect("governance:opinion", request.authority.slug, pk, item)
    try:
        domain.withdraw_member(point, form.member, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Le retrait est noté au compte rendu.")
    return redirect("governance:opinion", request.authority.slug, pk, item)
