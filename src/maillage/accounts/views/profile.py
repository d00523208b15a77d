"""One's own account, and what the house keeps on oneself."""

import json

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from maillage.accounts.domain import privacy
from maillage.accounts.forms.profile import EraseForm, NameForm
from maillage.accounts.queries.team import accesses_of
from maillage.accounts.rules import has_second_factor
from maillage.common.errors import DomainError
from maillage.common.personal_data import HOLDINGS, export_all


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    form = NameForm(request.POST or None, initial={"full_name": request.user.full_name})
    if request.method == "POST" and form.is_valid():
        privacy.rename(request.user, form.cleaned_data["full_name"])
        messages.success(request, "Votre nom est enregistré.")
        return redirect("accounts:profile")
    context = {
        "form": form,
        "accesses": accesses_of(request.user),
        "has_second_factor": has_second_factor(request.user),
    }
    return render(request, "accounts/profile.html", context)


@require_safe
def my_data(request):
    return render(request, "accounts/my_data.html", {"holdings": HOLDINGS})


@never_cache
@require_safe
def my_data_export(request):
    content = {
        "compte": request.user.email,
        "exporté le": timezone.localtime().isoformat(timespec="seconds"),
        "contenu": export_all(request.user),
    }
    return HttpResponse(
        json.dumps(content, ensure_ascii=False, indent=2, default=str),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="mes-donnees.json"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def my_data_erase(request):
    form = EraseForm(request.POST or None, address=request.user.email)
    if request.method == "POST" and form.is_valid():
        try:
            privacy.erase_person(request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            logout(request)
            messages.success(request, "Votre compte est effacé.")
            return redirect("account_login")
    return render(request, "accounts/my_data_erase.html", {"form": form})
