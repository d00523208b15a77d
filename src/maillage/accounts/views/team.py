"""Who has access to one authority's workspace, and who may change it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.accounts.domain import invitations, membership
from maillage.accounts.forms.team import InviteForm, RoleForm
from maillage.accounts.models import Invitation, Membership
from maillage.accounts.queries import team as queries
from maillage.common.access import require
from maillage.common.errors import DomainError


@require_safe
def team(request):
    require(request.user, "accounts.read", request.authority)
    may_see_addresses = request.user.has_perm("accounts.edit", request.authority)
    context = {
        "members": queries.team_of(request.authority),
        "invitations": queries.waiting_invitations(request.authority) if may_see_addresses else [],
        "may_see_addresses": may_see_addresses,
        "may_administer": request.user.has_perm("accounts.administer", request.authority),
        "is_pilot": request.user.has_perm("accounts.lead", request.authority),
        "is_member": request.authority.pk in request.user.roles(),
    }
    return render(request, "accounts/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request):
    require(request.user, "accounts.administer", request.authority)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = invitations.invite(request.authority, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"L’invitation est partie à {row.email}.")
            return redirect("accounts:team", request.authority.slug)
    return render(request, "accounts/invite.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def access(request, pk):
    """One person's access: their role, and the way to end it."""
    require(request.user, "accounts.administer", request.authority)
    member = get_object_or_404(Membership.objects.select_related("user", "authority"), pk=pk)
    form = RoleForm(request.POST or None, initial={"role": member.role})
    if request.method == "POST" and form.is_valid():
        try:
            membership.change_role(member, form.cleaned_data["role"], by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{member.user} a maintenant le rôle « {member.get_role_display()} ».")
            return redirect("accounts:team", request.authority.slug)
    return render(request, "accounts/access.html", {"form": form, "member": member})


@require_POST
def access_end(request, pk):
    require(request.user, "accounts.administer", request.authority)
    member = get_object_or_404(Membership.objects.select_related("user", "authority"), pk=pk)
    try:
        membership.end_access(member, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("accounts:access", request.authority.slug, pk)
    messages.success(request, f"L’accès de {member.user} est retiré.")
    if member.user == request.user:
        return redirect("workspace:home")
    return redirect("accounts:team", request.authority.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request):
    """Go away by oneself; whoever came by a support access has nothing to leave."""
    mine = Membership.objects.select_related("user", "authority").filter(user=request.user).first()
    if mine is None:
        raise Http404
    if request.method != "POST":
        return render(request, "accounts/leave.html", {"member": mine})
    try:
        membership.end_access(mine, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("accounts:leave", request.authority.slug)
    messages.success(request, f"Vous avez quitté {request.authority}.")
    return redirect("workspace:home")


@require_POST
def invitation_resend(request, pk):
    return answer_invitation(request, pk, invitations.resend_invitation, "L’invitation est repartie.")


@require_POST
def invitation_withdraw(request, pk):
    return answer_invitation(request, pk, invitations.withdraw_invitation, "L’invitation est retirée.")


def answer_invitation(request, pk, verb, done: str):
    """What the two buttons of a waiting invitation have in common."""
    require(request.user, "accounts.administer", request.authority)
    row = get_object_or_404(Invitation.objects.select_related("authority", "invited_by"), pk=pk)
    try:
        verb(row, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("accounts:team", request.authority.slug)
