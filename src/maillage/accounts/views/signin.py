"""Signing in. Allauth's views, with three differences: our pages, no password, and reading never writes."""

from allauth.account import views as account
from allauth.account.stages import EmailVerificationStage, LoginStageController
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.conf import settings
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from maillage.accounts import proconnect
from maillage.common.access import public, quiet


class Login(account.LoginView):
    def get_context_data(self, **kwargs):
        return super().get_context_data(
            has_proconnect=bool(settings.PROCONNECT_SERVER),
            registration_is_open=settings.OPEN_REGISTRATION,
            **kwargs,
        )


class ConfirmAddress(account.ConfirmEmailVerificationCodeView):
    """Allauth would send a person who has nothing to verify to a page on addresses, which we do not have."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            return redirect(settings.LOGIN_REDIRECT_URL)
        if not LoginStageController.enter(request, EmailVerificationStage.key):
            return redirect("account_login")
        return super().dispatch(request, *args, **kwargs)


class Logout(account.LogoutView):
    def get_redirect_url(self) -> str:
        """A person who came by ProConnect is signed out there too."""
        leaving = self.request.method == "POST" and not self.get_next_url()
        return (proconnect.farewell(self.request) if leaving else None) or super().get_redirect_url()


class SecondFactor(mfa.AuthenticateView):
    """The challenge for a passkey is drawn when the person asks for it (POST `begin`), not when the page is read."""

    def _build_forms(self):
        posted = super()._build_forms()
        begins = "begin" in self.request.POST
        self.wants_passkey = self.request.method == "POST" and "code" not in self.request.POST
        if begins:
            self.webauthn_form = self.get_webauthn_form_class()(user=self.stage.login.user)
        if not self.wants_passkey:
            self.webauthn_form = None
        return None if begins else posted

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self.form else self.get(request)

    def get_context_data(self, **kwargs):
        types = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        return {
            "js_data": None,
            "refused": bool(self.webauthn_form and self.webauthn_form.errors),
            "has_passkey": Authenticator.Type.WEBAUTHN in types,
            "has_codes": types - {Authenticator.Type.WEBAUTHN},
            **super().get_context_data(**kwargs),
        }


class PasskeyLogin(webauthn.LoginWebAuthnView):
    """Reading leads to the sign-in page. POST `begin` gives the challenge; a second POST brings the answer."""

    def get(self, request, *args, **kwargs):
        return redirect("account_login")

    def post(self, request, *args, **kwargs):
        if "begin" in request.POST:
            return JsonResponse({"request_options": begin_authentication(user=None)})
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form):
        messages.error(self.request, "Cette clé n’ouvre aucun compte ici. Demandez un code par courriel.")
        return redirect("account_login")


login = quiet(Login.as_view())
confirm_code = quiet(account.confirm_login_code)
signup = quiet(account.signup)
confirm_address = public(quiet(ConfirmAddress.as_view()))
logout = public(quiet(Logout.as_view()))
inactive = quiet(account.account_inactive)
second_factor = quiet(SecondFactor.as_view())
passkey_login = quiet(PasskeyLogin.as_view())


@public
@require_POST
def proconnect_login(request):
    return proconnect.leave_for(request)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proconnect_return(request, provider_id):
    """ProConnect sends people back by a GET; a page turns it into a POST, by itself where JavaScript runs."""
    proconnect.adapter_for(request)
    if request.method == "POST":
        return proconnect.come_back(request)
    return render(request, "socialaccount/proconnect_return.html")
