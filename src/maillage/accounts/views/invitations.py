"""The page behind the link of an invitation: open to whoever holds the link, blind to everything else."""

from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maillage.accounts.domain import invitations as domain
from maillage.accounts.forms.profile import NameForm
from maillage.accounts.queries import people, team
from maillage.accounts.rules import has_second_factor
from maillage.common.access import public
from maillage.common.errors import DomainError

GONE, UNKNOWN, REFUSED = 410, 404, 403


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    row = team.invitation_by_token(token)
    if row is None or not row.is_open:
        return render(request, "accounts/invitation_gone.html", status=UNKNOWN if row is None else GONE)
    visitor = visitor_of(request, row)
    form = NameForm(request.POST or None) if visitor == "newcomer" else None
    context = {"invitation": row, "visitor": visitor, "form": form, "sign_in": sign_in_address(request)}
    if request.method != "POST":
        return render(request, "accounts/invitation.html", context)
    if visitor in {"somebody else", "to sign in"}:
        return render(request, "accounts/invitation.html", context, status=REFUSED)
    if form and not form.is_valid():
        return render(request, "accounts/invitation.html", context)
    try:
        return accept(request, row, form)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("accounts:invitation", token)


def visitor_of(request, row) -> str:
    """Who stands at the door: the page has one answer for each."""
    if request.user.is_authenticated:
        return "at home" if people.owns_address(request.user, row.email) else "somebody else"
    person = people.person_at(row.email)
    if person is None:
        return "newcomer"
    return "to sign in" if has_second_factor(person) or not person.is_active else "known"


def accept(request, row, form):
    destination = reverse("workspace:dashboard", args=[row.authority.slug])
    if request.user.is_authenticated:
        domain.accept_invitation(row, request.user)
        messages.success(request, f"Bienvenue dans l’espace de {row.authority}.")
        return redirect(destination)
    user = domain.accept_by_mail(row, form.cleaned_data["full_name"] if form else "")
    record_authentication(request, user, method="code", email=row.email)
    return perform_login(request, user, redirect_url=destination, email=row.email)


def sign_in_address(request) -> str:
    return f"{reverse('account_login')}?{urlencode({'next': request.path})}"
