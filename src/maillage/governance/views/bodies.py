"""The bodies of one authority: their list, and the composition of each at any date."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.documents import document_answer
from maillage.common.errors import DomainError
from maillage.common.spreadsheet import csv_answer
from maillage.governance.domain import bodies as domain
from maillage.governance.forms.bodies import BodyForm, NewBodyForm
from maillage.governance.models import Body
from maillage.governance.queries import bodies as queries
from maillage.governance.queries import meetings
from maillage.governance.queries.body_templates import TEMPLATES, template_of
from maillage.governance.queries.verdicts import cards_of

PAPERS = ("pdf", "odt", "docx")


@require_safe
def body_list(request):
    require(request.user, "governance.read", request.authority)
    closed = request.GET.get("etat") == "closes"
    context = {
        "cards": cards_of(queries.bodies_of(request.user, request.authority, closed=closed)),
        "closed": closed,
        "templates": TEMPLATES,
        "may_edit": request.user.has_perm("governance.edit", request.authority),
    }
    return render(request, "governance/bodies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def body_new(request):
    require(request.user, "governance.edit", request.authority)
    template = template_of(request.GET.get("modele", ""))
    initial = (
        {"kind": template.kind, "name": template.kind.label, "purpose": template.purpose} if template else {}
    )
    form = NewBodyForm(request.POST or None, initial={**initial, "with_template": True})
    if request.method == "POST" and form.is_valid():
        try:
            body = domain.create_body(request.authority, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"« {body} » est créée. Qui occupe chaque siège ?")
            return redirect("governance:body", request.authority.slug, body.pk)
    context = {"form": form, "body": None, "template": template, "templates": TEMPLATES}
    return render(request, "governance/body_form.html", context)


@require_safe
def body(request, pk):
    require(request.user, "governance.read", request.authority)
    body = get_visible(Body, request.user, pk=pk)
    day = queries.day_asked(request.GET.get("le"))
    groups = queries.composition_at(body, day)
    is_today = day == timezone.localdate()
    context = {
        "body": body,
        "day": day,
        "is_today": is_today,
        "groups": groups,
        "counts": queries.counts_of(groups),
        "next_meeting": meetings.next_meeting_of(body),
        "to_renew": queries.mandates_to_renew(request.authority, body=body),
        "may_edit": is_today and request.user.has_perm("governance.edit", request.authority),
    }
    return render(request, "governance/body.html", context)


@require_safe
def body_paper(request, pk, form):
    """The composition on the day asked: the annex of the deliberation, or a spreadsheet."""
    require(request.user, "governance.read", request.authority)
    body = get_visible(Body, request.user, pk=pk)
    day = queries.day_asked(request.GET.get("le"))
    name = f"composition-{body.kind}-{body.pk}-{day:%Y-%m-%d}".replace("_", "-")
    if form == "csv":
        return csv_answer(name, queries.composition_rows(body, day))
    if form not in PAPERS:
        raise Http404
    return document_answer(queries.composition_document(body, day), name, form)


@require_http_methods(["GET", "HEAD", "POST"])
def body_change(request, pk):
    body = get_visible(Body, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    form = BodyForm.of(body, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_body(body, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("governance:body", request.authority.slug, pk)
    return render(request, "governance/body_form.html", {"form": form, "body": body, "template": None})


@require_POST
def body_close(request, pk):
    return move(
        request, pk, domain.close_body, "est close. Ses membres, ses séances et ses avis sont gardés."
    )


@require_POST
def body_reopen(request, pk):
    return move(request, pk, domain.reopen_body, "est de nouveau ouverte.")


def move(request, pk, verb, done: str):
    """What the two buttons that close a body and open it again have in common."""
    body = get_visible(Body, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    try:
        verb(body, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"« {body} » {done}")
    return redirect("governance:body", request.authority.slug, pk)
