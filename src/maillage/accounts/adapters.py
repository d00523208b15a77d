"""What allauth asks the house: who may open an account, how mail leaves, what the screens say."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_field
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import get_random_string

STATE_LENGTH = 40  # ProConnect asks for 32 at least


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Ce compte est fermé.",
        "incorrect_code": "Ce code n’est pas le bon.",
        "invalid_login": "Cette adresse électronique n’est pas valable.",
        "rate_limited": "Trop de demandes à la fois. Attendez une minute, puis recommencez.",
        "too_many_login_attempts": (
            "Trop d’essais. Par sécurité, attendez quelques minutes, puis demandez un nouveau code."
        ),
    }

    def is_open_for_signup(self, request) -> bool:
        return settings.OPEN_REGISTRATION

    @transaction.atomic
    def save_user(self, request, user, form, commit=True):
        from maillage.accounts.domain import people  # noqa: PLC0415  allauth loads adapters before models

        user.full_name = form.cleaned_data["full_name"]
        user = super().save_user(request, user, form, commit)
        people.note_opened(user)
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Every mail of allauth goes through the gate, under the name that allauth gives it."""
        from maillage.accounts.emails.gate import post  # noqa: PLC0415  allauth loads adapters before models

        known = {
            **context,
            "email": email,
            "base_url": settings.BASE_URL,
            "registration_is_open": settings.OPEN_REGISTRATION,
        }
        post(
            kind=template_prefix.rpartition("/")[2],
            to=email,
            subject=render_to_string(f"{template_prefix}_subject.txt", known),
            template=f"{template_prefix}_message",
            context=known,
        )

    @transaction.atomic
    def send_notification_mail(self, template_prefix, user, context=None, email=None) -> None:
        """Allauth calls this at each change of security: the journal notes it, and the person is told."""
        from maillage.accounts.domain import people  # noqa: PLC0415  allauth loads adapters before models

        people.note_security_change(user, template_prefix)
        super().send_notification_mail(template_prefix, user, context, email)

    def send_confirmation_mail(self, request, emailconfirmation, signup) -> None:
        """One mail for all proofs of an address."""
        super().send_confirmation_mail(request, emailconfirmation, signup=True)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Whoever signs up with an address already known learns it by mail, never on the screen."""
        self.send_mail("account/email/account_already_exists", email, {})


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": "Ajoutez d’abord une application de codes ou une clé d’accès.",
        "incorrect_code": "Ce code n’est pas le bon. Attendez le suivant, puis réessayez.",
        "unverified_email": "Vérifiez d’abord votre adresse électronique.",
    }

    def generate_authenticator_name(self, user, type) -> str:  # noqa: A002  allauth's signature
        count = user.authenticator_set.filter(type=type).count()
        return f"Clé d’accès {count + 1}" if count else "Clé d’accès"

    def _get_site_name(self) -> str:
        return settings.MFA_TOTP_ISSUER


class ProConnectAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request, sociallogin) -> bool:
        from maillage.accounts.domain import people  # noqa: PLC0415  allauth loads adapters before models

        return people.may_open_account(
            sociallogin.user.email, registration_is_open=settings.OPEN_REGISTRATION
        )

    def populate_user(self, request, sociallogin, data):
        """ProConnect gives the name in use; nothing else of what it says is kept."""
        user = super().populate_user(request, sociallogin, data)
        said = sociallogin.account.extra_data.get("userinfo", {})
        name = f"{said.get('given_name', '')} {said.get('usual_name', '')}".strip()
        user_field(user, "full_name", name[:150])
        sociallogin.account.extra_data = {}
        return user

    @transaction.atomic
    def save_user(self, request, sociallogin, form=None):
        from maillage.accounts.domain import people  # noqa: PLC0415  allauth loads adapters before models

        user = super().save_user(request, sociallogin, form)
        people.note_opened(user)
        return user

    def generate_state_param(self, state: dict) -> str:
        return get_random_string(STATE_LENGTH)

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        """Cancelled, refused, too late: back to the sign-in page, which offers the code by mail."""
        messages.error(
            request,
            "ProConnect n’a pas abouti. Recommencez, ou demandez un code par courriel.",
        )
        raise ImmediateHttpResponse(redirect(reverse("account_login")))
