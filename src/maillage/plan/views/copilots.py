from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from maillage.common.access import copilots_too, require
from maillage.common.errors import DomainError
from maillage.plan import domain, queries
from maillage.plan.forms import CopilotForm
from maillage.plan.models import Copilot
from maillage.plan.views.frame import plan_of


@require_POST
def copilot_invite(request):
    plan = plan_of(request)
    require(request.user, "plan.administer", plan)
    form = CopilotForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choisissez une autorité et ce qu’elle pourra faire.")
        return redirect("plan:project", request.authority.slug)
    try:
        copilot = domain.invite_copilot(plan, by=request.user, **form.cleaned_data)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{copilot.authority} est invitée : un de ses pilotes doit accepter.")
    return redirect("plan:project", request.authority.slug)


@copilots_too
@require_POST
def copilot_end(request, pk):
    seats = Copilot.objects.visible_to(request.user).select_related("authority", "plan__authority")
    copilot = get_object_or_404(seats, pk=pk)
    require(request.user, "plan.end_copilot", copilot)
    try:
        domain.end_copilot(copilot, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Le copilotage est terminé.")
    if request.user.has_perm("accounts.read", request.authority):
        return redirect("plan:project", request.authority.slug)
    return redirect("plan:copiloted", copilot.authority.slug)


@require_safe
def copiloted(request):
    require(request.user, "plan.read_copiloted", request.authority)
    copilotings = list(queries.copilotings_of(request.authority))
    context = {
        "invitations": [each for each in copilotings if each.is_pending],
        "accepted": [each for each in copilotings if each.is_accepted],
    }
    return render(request, "plan/copiloted.html", context)


@require_POST
def copilot_accept(request, pk):
    return answer(request, pk, domain.accept_copilot, "Vous copilotez ce plan.")


@require_POST
def copilot_decline(request, pk):
    return answer(request, pk, domain.decline_copilot, "L’invitation est déclinée.")


def answer(request, pk, verb, done: str):
    """An invitation belongs to the plan's authority, but is answered from the workspace of the invited one."""
    received = Copilot.everywhere.filter(authority=request.authority)
    copilot = get_object_or_404(received.select_related("authority", "plan__authority"), pk=pk)
    require(request.user, "plan.answer_copilot_invitation", copilot)
    try:
        verb(copilot, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("plan:copiloted", request.authority.slug)
