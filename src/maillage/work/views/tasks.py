"""The work shared out, as the workspace shows it: lists, board, one task and its buttons."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.work.domain import comments
from maillage.work.domain import tasks as domain
from maillage.work.forms.tasks import CannotForm, CommentForm, StateForm, StepForm, TaskForm
from maillage.work.models import Task, TaskStep
from maillage.work.queries import tasks as queries
from maillage.work.queries.load import load_of
from maillage.work.queries.sources import with_sources
from maillage.work.queries.words import number

PER_PAGE = 50
VIEWS = {"date": "Par date", "miennes": "Les miennes", "groupes": "Par groupe", "tableau": "Tableau"}


def asked_of(get) -> dict:
    """How the address narrows the list."""
    state = get.get("etat", "ouvertes")
    return {
        "text": get.get("q", "")[:200],
        "state": state if state in {*queries.STATES, "retard", "toutes"} else "ouvertes",
        "circle": number(get.get("groupe", "")),
        "organisation": number(get.get("qui", "")),
    }


@require_safe
def task_list(request):
    require(request.user, "work.read", request.authority)
    view, asked = request.GET.get("vue", "date"), asked_of(request.GET)
    view = view if view in VIEWS else "date"
    seen = Task.objects.visible_to(request.user).filter(authority=request.authority)
    context = {
        **asked,
        **shown(request, seen, view, asked),
        "view": view,
        "views": VIEWS.items(),
        "circles": queries.circles_with_tasks(seen),
        "organisations": queries.organisations_with_tasks(seen),
        "may_edit": request.user.has_perm("work.edit", request.authority),
    }
    return render(request, "work/tasks.html#results" if request.htmx else "work/tasks.html", context)


def shown(request, seen, view: str, asked: dict) -> dict:
    """The tasks themselves, as the view at hand arranges them."""
    rows = queries.listed(seen)
    if view == "tableau":
        return {"columns": queries.board(queries.narrowed(rows, **asked | {"state": "toutes"}))}
    if view == "miennes":
        rows = queries.mine(rows, request.user, request.authority)
    page = Paginator(queries.narrowed(rows, **asked), PER_PAGE).get_page(request.GET.get("page"))
    tasks = list(page.object_list)
    arrange = queries.by_group if view == "groupes" else queries.by_date
    return {"page": page, "groups": arrange(tasks)}


@require_safe
def load(request):
    """Who carries the work: by organisation for whoever enters, by person for the team."""
    require(request.user, "work.read", request.authority)
    may_edit = request.user.has_perm("work.edit", request.authority)
    seen = Task.objects.visible_to(request.user).filter(authority=request.authority)
    return render(request, "work/load.html", {"load": load_of(seen, request.authority), "may_edit": may_edit})


@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request):
    require(request.user, "work.edit", request.authority)
    initial = {"circle": number(request.GET.get("groupe", "")) or None}
    form = TaskForm(request.POST or None, authority=request.authority, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            task = domain.give_task(request.authority, by=request.user, **form.facts)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, "La tâche est notée." if task.owner is None else "La tâche est confiée."
            )
            return redirect("work:task", request.authority.slug, task.pk)
    return render(request, "work/task_form.html", {"form": form, "task": None})


@require_safe
def task(request, pk):
    require(request.user, "work.read", request.authority)
    task = with_sources(request.authority, [fetched(request, pk)])[0]
    may_edit = request.user.has_perm("work.edit", request.authority)
    context = {
        "task": task,
        "steps": queries.steps_of(task),
        "comments": queries.comments_of(task),
        "may_edit": may_edit,
        "may_answer": may_edit or queries.answers_for(task, user=request.user),
        "may_take": queries.may_take(task, user=request.user),
        "cannot_form": CannotForm(auto_id="id_autre_%s"),
        "comment_form": CommentForm(),
        "step_form": StepForm(auto_id="id_etape_%s"),
    }
    return render(request, "work/task.html", context)


def fetched(request, pk) -> Task:
    related = ("person", "user", "organisation", "circle", "authority", "created_by")
    rows = Task.objects.visible_to(request.user).filter(authority=request.authority)
    return get_object_or_404(rows.select_related(*related), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def task_change(request, pk):
    task = fetched(request, pk)
    require(request.user, "work.edit", request.authority)
    form = TaskForm.of(task, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_task(task, by=request.user, **form.facts)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("work:task", request.authority.slug, pk)
    return render(request, "work/task_form.html", {"form": form, "task": task})


def to_answer(request, pk) -> Task:
    """A task that this person may say something of: the team's, or their own."""
    task = fetched(request, pk)
    if not (
        request.user.has_perm("work.edit", request.authority) or queries.answers_for(task, user=request.user)
    ):
        raise PermissionDenied("work.edit")
    return task


def back(request, pk, done: str, verb):
    """What the buttons of a task have in common; those of the board come back to it."""
    try:
        verb()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    if request.POST.get("retour") == "tableau":
        return redirect(redirect("work:tasks", request.authority.slug).url + "?vue=tableau")
    return redirect("work:task", request.authority.slug, pk)


@require_POST
def task_state(request, pk):
    task, form = to_answer(request, pk), StateForm(request.POST)

    def move():
        if not form.is_valid():
            raise DomainError("Choisissez un état.")
        domain.move_task(task, form.cleaned_data["state"], by=request.user)

    return back(request, pk, "C’est noté.", move)


@require_POST
def task_cannot(request, pk):
    task, form = to_answer(request, pk), CannotForm(request.POST)

    def ask():
        if not form.is_valid():
            raise DomainError("Écrivez une date, par exemple 31/12/2026.")
        domain.ask_change(task, by=request.user, **form.cleaned_data)

    return back(request, pk, "C’est transmis à l’équipe.", ask)


@require_POST
def task_settle(request, pk):
    task = fetched(request, pk)
    require(request.user, "work.edit", request.authority)
    accept = request.POST.get("accord") == "oui"
    return back(request, pk, "C’est réglé.", lambda: domain.settle_ask(task, accept=accept, by=request.user))


@require_POST
def task_take(request, pk):
    task = fetched(request, pk)
    return back(request, pk, "Cette tâche est à vous.", lambda: domain.take_task(task, user=request.user))


@require_POST
def task_comment(request, pk):
    task = fetched(request, pk)
    text = request.POST.get("text", "")
    return back(request, pk, "Votre mot est noté.", lambda: comments.comment(task, text, user=request.user))


@require_POST
def step_new(request, pk):
    task = fetched(request, pk)
    require(request.user, "work.edit", request.authority)
    text = request.POST.get("text", "")
    return back(request, pk, "L’étape est ajoutée.", lambda: domain.add_step(task, text, by=request.user))


@require_POST
def step_tick(request, pk, step):
    task = to_answer(request, pk)
    row = get_object_or_404(TaskStep.objects.select_related("task__authority"), task=task, pk=step)
    is_done = request.POST.get("fait") == "oui"
    return back(request, pk, "C’est noté.", lambda: domain.tick_step(row, is_done=is_done, by=request.user))


@require_POST
def step_remove(request, pk, step):
    task = get_visible(Task, request.user, pk=pk)
    require(request.user, "work.edit", request.authority)
    row = get_object_or_404(TaskStep.objects.select_related("task__authority"), task=task, pk=step)
    return back(request, pk, "L’étape est retirée.", lambda: domain.remove_step(row, by=request.user))
