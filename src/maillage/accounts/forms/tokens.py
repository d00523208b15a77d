from django import forms

from maillage.accounts.enums import ApiScope
from maillage.common.forms import HouseForm

DURATIONS = [(30, "30 jours"), (90, "90 jours"), (365, "1 an")]


class TokenForm(HouseForm):
    label = forms.CharField(
        label="À quoi servira ce jeton ?",
        help_text="Par exemple : « tableau de bord de la région ». Ce nom aide à le reconnaître plus tard.",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label="Ce qu’il permet de lire", choices=ApiScope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label="Durée", choices=DURATIONS, coerce=int, initial=90, widget=forms.RadioSelect
    )
