"""The register of opinions and decisions, across the bodies of one authority."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from maillage.common.access import require
from maillage.common.documents import document_answer
from maillage.common.errors import DomainError
from maillage.common.spreadsheet import csv_answer
from maillage.governance.domain import register as domain
from maillage.governance.enums import EntryKind
from maillage.governance.forms.register import CHOSEN, ContradictionForm, StateForm
from maillage.governance.models import RegisterEntry
from maillage.governance.queries import register as queries
from maillage.governance.queries.register_document import register_document
from maillage.governance.queries.shared_work import DECISION, task_of
from maillage.work.models import Task

PER_PAGE = 30


def asked_of(request) -> dict:
    """How the address narrows the register."""
    get = request.GET.get
    body = get("instance", "")
    return {
        "text": get("q", "")[:200],
        "kind": get("nature", ""),
        "body": int(body) if body.isascii() and body.isdigit() else 0,
        "view": get("vue", ""),
    }


@require_safe
def register(request):
    require(request.user, "governance.read", request.authority)
    asked = asked_of(request)
    rows = queries.register_of(request.user, **asked)
    context = {
        **asked,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "views": queries.counted_views(request.user),
        "kinds": EntryKind.choices,
        "bodies": queries.bodies_in_register(request.user),
        "is_narrowed": any(asked.values()),
    }
    template = "governance/register.html"
    return render(request, f"{template}#results" if request.htmx else template, context)


@require_safe
def register_csv(request):
    require(request.user, "governance.read", request.authority)
    rows = queries.register_of(request.user, **asked_of(request))
    return csv_answer(f"registre-{request.authority.slug}", queries.csv_rows(rows))


@require_safe
def register_pdf(request):
    require(request.user, "governance.read", request.authority)
    rows = queries.register_of(request.user, **asked_of(request))
    return document_answer(
        register_document(request.authority, rows), f"registre-{request.authority.slug}", "pdf"
    )


@require_safe
def register_check(request):
    """Reads the whole register again; nothing is written."""
    require(request.user, "governance.read", request.authority)
    check = queries.verify_register(request.authority)
    return render(request, "governance/register_check.html", {"check": check})


def entry_of(request, number: int) -> RegisterEntry:
    related = ("opinion__item__meeting", "decision__item__meeting", "decision__item__body__authority")
    rows = RegisterEntry.objects.visible_to(request.user).select_related(*related)
    return get_object_or_404(rows, number=number)


@require_safe
def register_entry(request, number):
    require(request.user, "governance.read", request.authority)
    entry = entry_of(request, number)
    decision = entry.decision
    context = {
        "entry": entry,
        "facts": entry.facts,
        "subject": decision or entry.opinion,
        "ways": [],
        "form": None,
    }
    if decision:
        task = task_of(DECISION, decision)
        context["task"] = task if task and Task.objects.visible_to(request.user).filter(pk=task.pk) else None
        context["contradicts"] = list(decision.contradicts.select_related("entry"))
        if request.user.has_perm("governance.edit", request.authority):
            context["ways"] = [(state, CHOSEN[state]) for state in domain.NEXT[decision.state]]
            initial = {"later": decision.contradicted_by_id}
            context["form"] = ContradictionForm(initial=initial, decision=decision)
    return render(request, "governance/register_entry.html", context)


def act(request, number: int, words: str, verb):
    entry = entry_of(request, number)
    require(request.user, "governance.edit", request.authority)
    if entry.decision is None:
        raise Http404  # an opinion is not carried out
    try:
        verb(entry.decision)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("governance:register_entry", request.authority.slug, number)


@require_POST
def decision_state(request, number):
    def move(decision):
        form = StateForm(request.POST)
        if not form.is_valid():
            raise DomainError("Choisissez un état.")
        domain.move_decision(decision, form.cleaned_data["state"], by=request.user)

    return act(request, number, "L’état de la décision est noté.", move)


@require_POST
def decision_contradict(request, number):
    def mark(decision):
        form = ContradictionForm(request.POST, decision=decision)
        if not form.is_valid():
            raise DomainError("Une décision n’est contredite que par une décision ultérieure.")
        domain.contradict(decision, form.cleaned_data["later"], by=request.user)

    return act(request, number, "C’est noté.", mark)
