"""How a person protects their account. What draws a secret is a POST `begin`: reading a page never writes."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import generate_recovery_codes as allauth_generate
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal.auth import begin_authentication, begin_registration
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from maillage.accounts.domain import people
from maillage.accounts.queries.sessions import open_sessions
from maillage.common.access import quiet

TYPES = Authenticator.Type


def freshly_proven(view, kind: str) -> None:
    """Whoever has just shown a new factor need not show it again to read their recovery codes."""
    record_authentication(view.request, view.request.user, "mfa", type=kind, reauthenticated=True)


class ActivateCodes(totp.ActivateTOTPView):
    def get(self, request, *args, **kwargs):
        return render(request, "mfa/totp/intro.html")

    def post(self, request, *args, **kwargs):
        if "begin" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form_class()(user=request.user)
        return self.render_to_response(self.get_context_data(form=form))

    def form_valid(self, form):
        answer = super().form_valid(form)
        freshly_proven(self, TYPES.TOTP)
        return answer


class AddPasskey(webauthn.AddWebAuthnView):
    def get(self, request, *args, **kwargs):
        return render(request, "mfa/webauthn/intro.html")

    def post(self, request, *args, **kwargs):
        if "begin" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form_class()(user=request.user)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs):
        """Our keys open the account by themselves, so the device must check the person (`passwordless`)."""
        context = super(webauthn.AddWebAuthnView, self).get_context_data(**kwargs)
        return {**context, "js_data": {"creation_options": begin_registration(self.request.user, True)}}

    def form_valid(self, form):
        answer = super().form_valid(form)
        freshly_proven(self, TYPES.WEBAUTHN)
        return answer


class ConfirmByPasskey(webauthn.ReauthenticateWebAuthnView):
    def get_context_data(self, **kwargs):
        """The challenge is drawn when the person asks for it, and again after a refusal."""
        context = {
            "js_data": None,
            "refused": "form" in kwargs,
            "reauthentication_alternatives": self.get_reauthentication_alternatives(),
            **kwargs,
        }
        if self.request.method == "POST":
            context["js_data"] = {"request_options": begin_authentication(self.request.user)}
        return context

    def post(self, request, *args, **kwargs):
        if "begin" in request.POST:
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form))


class RemovePasskey(webauthn.RemoveWebAuthnView):
    def get_context_data(self, **kwargs):
        return super().get_context_data(passkey=self.object.wrap(), **kwargs)


confirm = quiet(mfa.reauthenticate)
confirm_by_passkey = quiet(ConfirmByPasskey.as_view())
activate_codes = never_cache(quiet(ActivateCodes.as_view()))
deactivate_codes = quiet(totp.deactivate_totp)
recovery_generate = quiet(allauth_generate)
passkey_add = never_cache(quiet(AddPasskey.as_view()))
passkey_remove = quiet(RemovePasskey.as_view())
passkey_rename = quiet(webauthn.edit_webauthn)


@require_safe
def index(request):
    own = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    codes = next((each for each in own if each.type == TYPES.RECOVERY_CODES), None)
    context = {
        "application": next((each for each in own if each.type == TYPES.TOTP), None),
        "passkeys": [each.wrap() for each in own if each.type == TYPES.WEBAUTHN],
        "has_recovery_codes": codes is not None,
        "recovery_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "is_protected": any(each.type != TYPES.RECOVERY_CODES for each in own),
    }
    return render(request, "mfa/index.html", context)


@require_safe
def passkeys(request):
    own = Authenticator.objects.filter(user=request.user, type=TYPES.WEBAUTHN).order_by("created_at")
    return render(
        request, "mfa/webauthn/authenticator_list.html", {"passkeys": [each.wrap() for each in own]}
    )


def unused_codes(request) -> list[str]:
    """A person's recovery codes, shown to them alone and only when they have proven again who they are."""
    row = get_object_or_404(Authenticator, user=request.user, type=TYPES.RECOVERY_CODES)
    raise_if_reauthentication_required(request, app="allauth.mfa")
    return row.wrap().get_unused_codes()


@never_cache
@require_safe
@quiet
def recovery_codes(request):
    return render(request, "mfa/recovery_codes/index.html", {"codes": unused_codes(request)})


@never_cache
@require_safe
@quiet
def recovery_download(request):
    text = render_to_string("mfa/recovery_codes/download.txt", {"codes": unused_codes(request)})
    name = "codes-de-secours-maillage.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request):
    if request.method == "POST":
        with transaction.atomic():
            people.sign_out_everywhere(request.user)
            update_session_auth_hash(request, request.user)
            UserSession.objects.create_from_request(request)
        messages.success(request, "Vous êtes déconnecté partout, sauf ici.")
        return redirect("usersessions_list")
    listed = open_sessions(
        request.user,
        current_key=request.session.session_key,
        user_agent=request.headers.get("User-Agent", ""),
        ip=get_client_ip(request) or "",
    )
    return render(request, "usersessions/usersession_list.html", {"sessions": listed})
