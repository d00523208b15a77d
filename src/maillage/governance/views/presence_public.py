"""Where a member signs on their own phone, without an account."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from maillage.common.access import public
from maillage.common.errors import DomainError
from maillage.governance.domain import attendance as domain
from maillage.governance.forms.attendance import PresenceForm
from maillage.governance.queries import attendance as queries


@public
@require_http_methods(["GET", "HEAD", "POST"])
def presence(request, token):
    """`?membre=` chooses a name beforehand, for whoever comes from their own answer."""
    meeting = queries.meeting_to_sign(token)
    if meeting is None:
        raise Http404
    chosen = {"member": request.GET.get("membre", ""), "way": "room"}
    form = PresenceForm(request.POST or None, initial=chosen, roll=queries.roll_of(meeting))
    if request.method == "POST" and form.is_valid():
        try:
            domain.sign(meeting, form.mandate, remote=form.is_remote)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"C’est signé : {form.mandate.person}. Vous pouvez fermer cette page.")
            return redirect("governance:presence", token)
    context = {"meeting": meeting, "form": form, "is_open": queries.may_sign_now(meeting)}
    return render(request, "governance/presence.html", context)
