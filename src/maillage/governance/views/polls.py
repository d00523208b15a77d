"""Date polls: opened and read by the team, answered by whoever holds a link."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, public, require
from maillage.common.errors import DomainError
from maillage.governance.domain import polls as domain
from maillage.governance.forms.polls import AnswerForm, PollForm
from maillage.governance.models import Body, DatePoll, PollGuest, PollOption
from maillage.governance.queries import polls as queries

UNKNOWN, GONE = 404, 410


@require_http_methods(["GET", "HEAD", "POST"])
def poll_new(request, pk):
    body = get_visible(Body, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    form = PollForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            poll = domain.open_poll(body, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Le sondage est ouvert : chaque membre reçoit son lien.")
            return redirect("governance:poll", request.authority.slug, poll.pk)
    asked = queries.to_ask(body)
    return render(request, "governance/poll_form.html", {"form": form, "body": body, "asked": asked})


@require_safe
def poll(request, pk):
    poll = get_visible(DatePoll, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    return render(request, "governance/poll.html", {"poll": poll, **queries.results_of(poll)})


@require_http_methods(["GET", "HEAD", "POST"])
def poll_guest(request, pk, guest):
    """The secretary writes what a member said on the phone."""
    poll = get_visible(DatePoll, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    guest = get_object_or_404(PollGuest.objects.filter(poll=poll), pk=guest)
    form = answer_form(request, guest)
    if request.method == "POST" and form.is_valid() and answer(request, guest, form, by=request.user):
        messages.success(request, "La réponse est notée.")
        return redirect("governance:poll", request.authority.slug, pk)
    return render(request, "governance/poll_guest.html", {"form": form, "poll": poll, "guest": guest})


def answer_form(request, guest) -> AnswerForm:
    options = PollOption.everywhere.filter(poll=guest.poll_id)
    answers = guest.answers(manager="everywhere").all()
    return AnswerForm.of(guest, options, answers, request.POST or None)


def answer(request, guest, form, *, by=None) -> bool:
    facts = {"answers": form.answers(), "note": form.cleaned_data["note"]}
    try:
        domain.answer_poll(guest, **facts, by=by)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


@require_POST
def poll_settle(request, pk, option):
    poll = get_visible(DatePoll, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    option = get_object_or_404(PollOption.objects.filter(poll=poll), pk=option)
    try:
        meeting = domain.settle_poll(poll, option, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{meeting} : c’est au calendrier. Il reste à convoquer.")
    return redirect("governance:poll", request.authority.slug, pk)


@require_POST
def poll_close(request, pk):
    poll = get_visible(DatePoll, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    try:
        domain.close_poll(poll, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Le sondage est clos. On peut encore fixer une date.")
    return redirect("governance:poll", request.authority.slug, pk)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def poll_answer(request, token):
    """Behind the link of a mail: reading does nothing, whoever or whatever opens it."""
    guest = queries.guest_by_token(token)
    if guest is None or not guest.poll.is_open:
        poll = guest.poll if guest else None
        return render(request, "governance/poll_gone.html", {"poll": poll}, status=GONE if guest else UNKNOWN)
    form = answer_form(request, guest)
    if request.method == "POST" and form.is_valid() and answer(request, guest, form):
        messages.success(request, "Merci, votre réponse est notée. Vous pouvez la changer ici.")
        return redirect("governance:poll_answer", token)
    return render(request, "governance/poll_answer.html", {"form": form, "guest": guest, "poll": guest.poll})
