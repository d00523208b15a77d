"""The keys that an authority gives to other programs."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.accounts.domain import tokens as domain
from maillage.accounts.forms.tokens import TokenForm
from maillage.accounts.models import ApiToken
from maillage.accounts.queries.tokens import tokens_of
from maillage.common.access import require
from maillage.common.errors import DomainError


@require_safe
def tokens(request):
    require(request.user, "accounts.administer", request.authority)
    return render(request, "accounts/tokens.html", {"tokens": tokens_of(request.authority)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_create(request):
    """The answer to the POST is the only page that ever shows the key."""
    require(request.user, "accounts.administer", request.authority)
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = domain.create_token(request.authority, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return render(request, "accounts/token_created.html", {"token": token, "secret": secret})
    return render(request, "accounts/token_create.html", {"form": form})


@require_POST
def token_revoke(request, pk):
    require(request.user, "accounts.administer", request.authority)
    token = get_object_or_404(ApiToken.objects.select_related("authority"), pk=pk)
    try:
        domain.revoke_token(token, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Le jeton « {token} » est révoqué.")
    return redirect("accounts:tokens", request.authority.slug)
