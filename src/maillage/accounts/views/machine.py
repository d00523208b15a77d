"""For whoever runs the machine: its state, and the one door to an authority's content, which leaves a line."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from maillage.accounts.domain.support import open_support_access
from maillage.accounts.forms.machine import SupportForm
from maillage.accounts.queries.machine import machine_state
from maillage.accounts.queries.team import open_support_of
from maillage.common.access import require
from maillage.common.errors import DomainError
from maillage.territories.models import Authority


def require_instance_admin(user) -> None:
    """For everybody else, the machine has no page."""
    if not user.is_instance_admin:
        raise Http404
    require(user, "accounts.run_instance")


@require_safe
def machine(request):
    require_instance_admin(request.user)
    context = {**machine_state(), "open_accesses": open_support_of(request.user)}
    return render(request, "accounts/machine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def support_open(request, slug):
    require_instance_admin(request.user)
    target = get_object_or_404(Authority, slug=slug)
    form = SupportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            open_support_access(request.user, target, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"L’espace de {target} vous est ouvert en lecture pour une heure.")
            return redirect("workspace:dashboard", slug)
    return render(request, "accounts/support_open.html", {"form": form, "target": target})
