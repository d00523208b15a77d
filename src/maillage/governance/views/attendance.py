"""Who is there: the secretary's tablet, the code to scan, the paper sheet."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.documents import document_answer
from maillage.common.errors import DomainError
from maillage.governance.domain import attendance as domain
from maillage.governance.enums import MeetingState, MinutesState, Presence
from maillage.governance.forms.attendance import MarkForm, SheetForm
from maillage.governance.models import Meeting
from maillage.governance.queries import attendance as queries
from maillage.governance.queries.minutes_document import sheet_document


@require_safe
def attendance(request, pk):
    """Asked again every few seconds by whoever has it open: then the counts and the states alone are answered."""
    require(request.user, "governance.read", request.authority)
    meeting = get_visible(Meeting, request.user, pk=pk)
    template = "governance/attendance.html"
    return render(request, f"{template}#live" if request.htmx else template, shown(request, meeting))


def shown(request, meeting) -> dict:
    roll, rules = queries.roll_of(meeting), queries.rules_of(meeting)
    is_open = meeting.minutes_state == MinutesState.DRAFT and meeting.state != "cancelled"
    return {
        "meeting": meeting,
        "roll": roll,
        "rules": rules,
        "quorum": queries.quorum_of(meeting, roll, rules),
        "signing": queries.presence_path(meeting),
        "may_edit": is_open and request.user.has_perm("governance.edit", request.authority),
        "is_early": meeting.day > timezone.localdate(),
        "may_close": meeting.state != MeetingState.HELD and meeting.starts_at <= timezone.now(),
        "taps": taps_of(meeting),
        "error": "",
    }


def taps_of(meeting) -> list[Presence]:
    """Before the day, only excuses are noted."""
    early = meeting.day > timezone.localdate()
    return [Presence.EXCUSED] if early else [Presence.PRESENT, Presence.REMOTE, Presence.EXCUSED]


def to_edit(request, pk) -> Meeting:
    meeting = get_visible(Meeting, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    return meeting


def line_or_404(roll, mandate: int):
    line = next((line for line in roll if line.mandate.pk == mandate), None)
    if line is None:
        raise Http404
    return line


@require_http_methods(["GET", "HEAD", "POST"])
def attendance_mark(request, pk, mandate):
    """One tap of the list, or the page where a proxy or an alternate is chosen."""
    meeting = to_edit(request, pk)
    roll = queries.roll_of(meeting)
    line = line_or_404(roll, mandate)
    form = MarkForm.of(line, roll, request.POST if request.method == "POST" else None)
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            domain.mark(meeting, line.mandate, form.mark(), by=request.user)
        except DomainError as refused:
            error = str(refused)
            form.add_error(None, error)
        if request.htmx:
            return render(
                request, "governance/attendance.html#live", shown(request, meeting) | {"error": error}
            )
        if not error:
            return redirect(f"{place_of(request, pk)}#membre-{mandate}")
    return render(
        request, "governance/attendance_mark.html", {"meeting": meeting, "line": line, "form": form}
    )


def place_of(request, pk) -> str:
    return redirect("governance:attendance", request.authority.slug, pk).url


@require_POST
def attendance_unmark(request, pk, mandate):
    meeting = to_edit(request, pk)
    line = line_or_404(queries.roll_of(meeting), mandate)
    return done(request, pk, "", lambda: domain.unmark(meeting, line.mandate, by=request.user))


def done(request, pk, words: str, verb):
    """Run a verb, say what came of it, and back to the list."""
    try:
        verb()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        if words:
            messages.success(request, words)
    return redirect("governance:attendance", request.authority.slug, pk)


@require_POST
def attendance_open(request, pk):
    meeting = to_edit(request, pk)
    try:
        domain.open_signing(meeting, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("governance:attendance", request.authority.slug, pk)
    return redirect("governance:attendance_code", request.authority.slug, pk)


@require_POST
def attendance_shut(request, pk):
    meeting = to_edit(request, pk)
    words = "L’émargement par téléphone est fermé."
    return done(request, pk, words, lambda: domain.shut_signing(meeting, by=request.user))


@require_safe
def attendance_code(request, pk):
    """The code to show on the screen of the room, with the address in full for those who type it."""
    import segno  # noqa: PLC0415  for this page alone

    meeting = to_edit(request, pk)
    path = queries.presence_path(meeting)
    address = request.build_absolute_uri(path) if path else ""
    drawn = ""
    if address:
        title = "Code à scanner pour signer sa présence"
        code = segno.make(address, error="m")
        drawn = code.svg_inline(title=title, border=2, omitsize=True, svgclass="code", light="#fff")
    context = {"meeting": meeting, "address": address, "drawn": mark_safe(drawn)}  # noqa: S308  made above
    return render(request, "governance/attendance_code.html", context)


@require_safe
def attendance_sheet(request, pk):
    """The paper to sign."""
    meeting = to_edit(request, pk)
    return document_answer(sheet_document(meeting), f"emargement-{meeting.day:%Y-%m-%d}", "pdf")


@require_http_methods(["GET", "HEAD", "POST"])
def attendance_paper(request, pk):
    """The paper that came back, copied in one go."""
    meeting = to_edit(request, pk)
    form = SheetForm(request.POST or None, roll=queries.roll_of(meeting))
    if request.method == "POST" and form.is_valid():
        try:
            changed = domain.mark_all(meeting, form.marks(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            s = "s" if changed > 1 else ""
            messages.success(request, f"{changed} présence{s} relevée{s} sur papier.")
            return redirect("governance:attendance", request.authority.slug, pk)
    return render(request, "governance/attendance_paper.html", {"meeting": meeting, "form": form})


@require_POST
def attendance_close(request, pk):
    meeting = to_edit(request, pk)
    words = "La séance est close. Il reste à finir et à soumettre le compte rendu."
    return done(request, pk, words, lambda: domain.close_meeting(meeting, by=request.user))
