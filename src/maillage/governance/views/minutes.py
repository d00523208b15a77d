"""The minutes of a meeting: written while they are a draft, then submitted, approved, printed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, public, require
from maillage.common.documents import document_answer, to_html
from maillage.common.errors import DomainError
from maillage.governance.domain import minutes as domain
from maillage.governance.enums import MinutesState
from maillage.governance.forms.minutes import ApprovalForm, RectifyForm
from maillage.governance.models import Meeting
from maillage.governance.queries import attendance, register
from maillage.governance.queries import minutes as queries
from maillage.governance.queries.minutes_document import minutes_document


@require_safe
def minutes(request, pk):
    """Asked again every few seconds by whoever writes: then the points alone are answered."""
    require(request.user, "governance.read", request.authority)
    meeting = get_visible(Meeting, request.user, pk=pk)
    may_edit = request.user.has_perm("governance.edit", request.authority)
    if meeting.minutes_state != MinutesState.DRAFT or not may_edit or "apercu" in request.GET:
        return read(request, meeting, may_edit=may_edit)
    context = {"meeting": meeting, "points": queries.points_of(meeting)}
    if request.htmx:
        return render(request, "governance/minutes.html#points", context)
    roll, rules = attendance.roll_of(meeting), attendance.rules_of(meeting)
    context["quorum"] = attendance.quorum_of(meeting, roll, rules)
    context["readers"] = queries.readers_of(meeting)
    return render(request, "governance/minutes.html", context)


def read(request, meeting, *, may_edit: bool):
    """As they are printed. Whoever does not write them reads no draft: it is a preparatory document."""
    is_draft = meeting.minutes_state == MinutesState.DRAFT
    context = {
        "meeting": meeting,
        "may_edit": may_edit,
        "may_lead": request.user.has_perm("governance.lead", request.authority),
        "printed": "" if is_draft and not may_edit else to_html(minutes_document(meeting)),
        "is_published": queries.is_published(meeting),
        "actions": queries.actions_of(meeting),
        "entries": register.register_of(request.user, meeting=meeting.pk).count(),
        "form": ApprovalForm(initial={"on": timezone.localdate()}),
    }
    return render(request, "governance/minutes_read.html", context)


@require_safe
def minutes_file(request, pk, kind):
    meeting = get_visible(Meeting, request.user, pk=pk)
    if meeting.minutes_state == MinutesState.DRAFT:
        require(request.user, "governance.edit", request.authority)
    return document_answer(minutes_document(meeting), file_name(meeting), kind)


def file_name(meeting) -> str:
    return f"compte-rendu-{meeting.day:%Y-%m-%d}-{meeting.pk}"


def act(request, pk, words: str, verb, perm: str = "governance.edit"):
    """What the buttons of the minutes have in common."""
    meeting = get_visible(Meeting, request.user, pk=pk)
    require(request.user, perm, request.authority)
    try:
        verb(meeting)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("governance:minutes", request.authority.slug, pk)


@require_POST
def minutes_submit(request, pk):
    words = "Le compte rendu est soumis : les membres qui ont un courriel le reçoivent en entier."
    return act(request, pk, words, lambda meeting: domain.submit_minutes(meeting, by=request.user))


@require_POST
def minutes_take_back(request, pk):
    words = "Le compte rendu est de nouveau en écriture. Il faudra le soumettre encore."
    return act(request, pk, words, lambda meeting: domain.take_minutes_back(meeting, by=request.user))


@require_POST
def minutes_approve(request, pk):
    form = ApprovalForm(request.POST)
    day = form.cleaned_data["on"] if form.is_valid() else None

    def approve(meeting):
        if day is None:
            raise DomainError("Dites quel jour le compte rendu a été approuvé.")
        domain.approve_minutes(meeting, on=day, by=request.user)

    words = "Le compte rendu est approuvé : il ne change plus. Avis et décisions sont au registre."
    return act(request, pk, words, approve, "governance.lead")


@require_http_methods(["GET", "HEAD", "POST"])
def minutes_rectify(request, pk):
    meeting = get_visible(Meeting, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    form = RectifyForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            domain.rectify_minutes(meeting, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Le rectificatif est noté à la séance choisie.")
            return redirect("governance:minutes", request.authority.slug, form.cleaned_data["at"].pk)
    return render(request, "governance/minutes_rectify.html", {"meeting": meeting, "form": form})


# For anyone


def published_or_404(request, pk) -> Meeting:
    meeting = get_object_or_404(Meeting.objects.select_related("body__authority"), pk=pk)
    if not queries.is_published(meeting):
        raise Http404
    return meeting


@public
@require_safe
def minutes_public(request, pk):
    """In the authority's public site once it is published; on a plain page before."""
    meeting = published_or_404(request, pk)
    site = getattr(request.authority, "portal", None)
    context = {
        "meeting": meeting,
        "printed": to_html(minutes_document(meeting, public=True)),
        "site": site,
        "shell": "portal/shell.html" if site and site.published_at else "common/page.html",
        "is_member": request.user.is_authenticated and request.authority.pk in request.user.authority_ids(),
    }
    return render(request, "governance/minutes_public.html", context)


@public
@require_safe
def minutes_public_file(request, pk, kind):
    meeting = published_or_404(request, pk)
    return document_answer(minutes_document(meeting, public=True), f"{file_name(meeting)}-public", kind)
