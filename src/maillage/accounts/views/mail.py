"""How the mail of an authority fares, for its pilots."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.accounts.domain import sender
from maillage.accounts.domain.holds import lift_hold
from maillage.accounts.forms.mail import LiftForm
from maillage.accounts.queries.mail_page import holds_everything, holds_of, mail_page
from maillage.common.access import require
from maillage.common.errors import DomainError


@require_safe
def mail(request):
    require(request.user, "accounts.administer", request.authority)
    context = {
        **mail_page(request.authority, sender.sending_domain()),
        "sender": settings.DEFAULT_FROM_EMAIL,
        "inbox": settings.MAIL_INBOX,
        "hears_provider": bool(settings.MAIL_HOOK_SECRET),
    }
    return render(request, "accounts/mail.html", context)


@require_POST
def mail_check(request):
    require(request.user, "accounts.administer", request.authority)
    sender.check_sender(by=request.user, authority=request.authority)
    messages.success(request, "Le domaine de l’expéditeur est vérifié.")
    return redirect("accounts:mail", request.authority.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def hold_lift(request, pk):
    require(request.user, "accounts.administer", request.authority)
    hold = get_object_or_404(holds_of(request.authority), pk=pk)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lift_hold(hold, **form.cleaned_data, by=request.user, authority=request.authority)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Cette adresse peut à nouveau recevoir nos courriels.")
            return redirect("accounts:mail", request.authority.slug)
    context = {"form": form, "hold": hold, "holds_everything": holds_everything(hold)}
    return render(request, "accounts/hold_lift.html", context)
