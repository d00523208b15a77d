"""What a partner does with their tasks, through the link of a mail: no account, and reading changes nothing."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import public
from maillage.common.errors import DomainError
from maillage.partners.queries.guests import guest_of
from maillage.partners.queries.space import visitor_of
from maillage.work.domain import comments, tasks
from maillage.work.forms.tasks import CannotForm, CommentForm, StateForm
from maillage.work.models import Promise, Task, TaskStep
from maillage.work.queries import tasks as queries


def partner_view(view):
    """For a contact who came by their link, or a person with a role here; the others are sent to the door."""

    @public
    @never_cache
    @wraps(view)
    def guarded(request, *args, **kwargs):
        person, user = visitor_of(request), None
        if person is None and request.user.is_authenticated:
            user = request.user if request.authority.pk in request.user.authority_ids() else None
        if person is None and user is None:
            return redirect("partners:door_ask", request.authority.slug)
        request.guest = guest_of(request)  # in the frame of their space, where they are a guest of it
        request.visitor = {"person": person} if person else {"user": user}
        return view(request, *args, **kwargs)

    return guarded


def seen(request, model):
    rows = model.objects.filter(authority=request.authority)
    if person := request.visitor.get("person"):
        return rows.visible_to_person(person)
    return rows.visible_to(request.visitor["user"])


def theirs(request):
    if person := request.visitor.get("person"):
        return seen(request, Task).filter(queries.of_person(person))
    return queries.mine(seen(request, Task), request.visitor["user"], request.authority)


@partner_view
@require_safe
def space_list(request):
    """What is asked of me, what my working groups do, what my organisation promised."""
    own = list(queries.listed(theirs(request)).open())
    shared = queries.listed(seen(request, Task)).open().exclude(circle=None)
    promises = seen(request, Promise).with_totals().select_related("organisation")
    context = {
        "tasks": own,
        "groups": queries.by_group([task for task in shared if task not in own]),
        "promises": promises,
    }
    return render(request, "work/space_list.html", context)


def fetched(request, pk) -> Task:
    related = ("person", "user", "organisation", "circle", "authority")
    return get_object_or_404(seen(request, Task).select_related(*related), pk=pk)


@partner_view
@require_http_methods(["GET", "HEAD"])
def space_task(request, pk):
    task = fetched(request, pk)
    context = {
        "task": task,
        "steps": queries.steps_of(task),
        "comments": queries.comments_of(task),
        "may_answer": queries.answers_for(task, **request.visitor),
        "may_take": queries.may_take(task, **request.visitor),
        "cannot_form": CannotForm(auto_id="id_autre_%s"),
        "comment_form": CommentForm(),
    }
    return render(request, "work/space_task.html", context)


def act(request, pk, done: str, verb):
    try:
        verb()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("work:space_task", request.authority.slug, pk)


def owned(request, pk) -> Task:
    task = fetched(request, pk)
    if not queries.answers_for(task, **request.visitor):
        raise Http404
    return task


@partner_view
@require_POST
def space_state(request, pk):
    task, form = owned(request, pk), StateForm(request.POST)

    def move():
        if not form.is_valid():
            raise DomainError("Choisissez un état.")
        tasks.move_task(task, form.cleaned_data["state"], by=request.visitor.get("user"))

    return act(request, pk, "C’est noté, merci.", move)


@partner_view
@require_POST
def space_cannot(request, pk):
    task, form = owned(request, pk), CannotForm(request.POST)

    def ask():
        if not form.is_valid():
            raise DomainError("Écrivez une date, par exemple 31/12/2026.")
        tasks.ask_change(task, by=request.visitor.get("user"), **form.cleaned_data)

    return act(request, pk, "C’est transmis. L’équipe vous répondra.", ask)


@partner_view
@require_POST
def space_take(request, pk):
    task = fetched(request, pk)
    return act(request, pk, "Cette tâche est à vous.", lambda: tasks.take_task(task, **request.visitor))


@partner_view
@require_POST
def space_comment(request, pk):
    task, text = fetched(request, pk), request.POST.get("text", "")
    return act(request, pk, "Votre mot est noté.", lambda: comments.comment(task, text, **request.visitor))


@partner_view
@require_POST
def space_step(request, pk, step):
    task = owned(request, pk)
    row = get_object_or_404(TaskStep.objects.select_related("task__authority"), task=task, pk=step)
    is_done = request.POST.get("fait") == "oui"
    by = request.visitor.get("user")
    return act(request, pk, "C’est noté.", lambda: tasks.tick_step(row, is_done=is_done, by=by))
