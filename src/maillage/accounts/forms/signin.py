"""The forms of allauth in the words of the house. Each field says what it awaits, to people and to browsers."""

from allauth.account.forms import (
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    LoginForm,
    SignupForm,
)
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms

from maillage.common.forms import HouseForm

ADDRESS = {"type": "email", "autocomplete": "email", "inputmode": "email", "autocapitalize": "none"}
CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input--code"}


class PlainWords(HouseForm):
    """Labels and help of ours on fields of allauth; no placeholder, which fades and is read badly."""

    words: dict[str, tuple[str, str, dict]] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (label, help_text, attrs) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, help_text
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs |= attrs


class SignInForm(PlainWords, LoginForm):
    words = {
        "login": ("Votre adresse électronique", "Nous y envoyons un code. Pas de mot de passe.", ADDRESS)
    }


class OpenAccountForm(PlainWords, SignupForm):
    full_name = forms.CharField(max_length=150)
    field_order = ["full_name", "email"]
    words = {
        "full_name": ("Nom et prénom", "Tels que vos collègues les lisent.", {"autocomplete": "name"}),
        "email": (
            "Votre adresse électronique",
            "De préférence celle du travail. Nous y envoyons un code pour la vérifier.",
            ADDRESS,
        ),
    }


class MailedCodeForm(PlainWords, ConfirmLoginCodeForm):
    words = {"code": ("Code reçu par courriel", "Huit chiffres, avec ou sans tiret.", CODE)}


class AddressCodeForm(PlainWords, ConfirmEmailVerificationCodeForm):
    words = MailedCodeForm.words


class SecondFactorForm(PlainWords, AuthenticateForm):
    words = {
        "code": (
            "Code de votre application",
            "Six chiffres. Sans votre téléphone, tapez l’un de vos codes de secours.",
            CODE,
        )
    }


class ConfirmIdentityForm(PlainWords, ReauthenticateForm):
    words = SecondFactorForm.words


class ActivateCodesForm(PlainWords, ActivateTOTPForm):
    words = {
        "code": ("Code affiché par l’application", "Six chiffres, qui changent toutes les 30 secondes.", CODE)
    }


class AddPasskeyForm(PlainWords, AddWebAuthnForm):
    passwordless = None  # a passkey of ours always does: the device asks for a finger, a face or its code
    words = {
        "name": (
            "Nom de cette clé",
            "Pour la reconnaître plus tard : téléphone, ordinateur de la mairie…",
            {"autocomplete": "off", "maxlength": "100"},
        )
    }


class RenamePasskeyForm(PlainWords, EditWebAuthnForm):
    words = AddPasskeyForm.words
