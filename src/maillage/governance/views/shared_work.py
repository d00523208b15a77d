"""One click from what a meeting decided to who does it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.governance.domain import shared_work as domain
from maillage.governance.models import Action, Decision, Meeting


@require_POST
def decision_share(request, pk, decision):
    return share(request, pk, Decision, decision, domain.share_decision)


@require_POST
def action_share(request, pk, action):
    return share(request, pk, Action, action, domain.share_action)


def share(request, pk, model, key: int, verb):
    meeting = get_visible(Meeting, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    related = ("item__body__authority", "item__body__circle", "owner")
    row = get_object_or_404(model.objects.select_related(*related), item__meeting=meeting, pk=key)
    try:
        task = verb(row, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("governance:minutes", request.authority.slug, pk)
    messages.success(request, "C’est une tâche. Précisez qui s’en charge, et pour quand.")
    return redirect("work:task", request.authority.slug, task.pk)
