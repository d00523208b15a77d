from django import forms

from maillage.common.forms import HouseForm


class NameForm(HouseForm):
    """Also asked of a person who opens their account from an invitation."""

    full_name = forms.CharField(
        label="Votre nom",
        help_text="Prénom et nom, tels que vos partenaires vous connaissent.",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class EraseForm(HouseForm):
    """Typing one's own address is what makes erasing deliberate."""

    email = forms.EmailField(
        label="Recopiez votre courriel pour confirmer",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, address: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.address = address

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if email != self.address.lower():
            raise forms.ValidationError("Ce n’est pas le courriel de votre compte.")
        return email
