"""What the screens of a plan share: whose plan it is, and the way home of a guest."""

from django.http import Http404
from django.shortcuts import render

from maillage.plan import queries


def plan_of(request):
    """The plan of the workspace at hand; people who may not see one are told that nothing is there."""
    plan = queries.current_plan(request.user)
    if plan is None:
        raise Http404
    return plan


def require_a_way_in(request) -> None:
    """Where there is no plan yet, nothing is there for a guest."""
    if not request.user.has_perm("accounts.read", request.authority):
        raise Http404


def render_plan(request, template: str, plan, **context):
    """A screen of the plan; a guest from a co-piloting authority gets a way back to their own workspace."""
    context |= {"plan": plan, "guest_home": queries.home_of_guest(request.user, plan)}
    return render(request, template, context)
