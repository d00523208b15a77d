from django import forms


class LinkForm(forms.Form):
    email = forms.EmailField(
        label="Votre adresse de courriel",
        help_text="Celle où vous recevez nos messages.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
