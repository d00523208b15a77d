from django import forms
from django.utils import timezone

from maillage.common.forms import HouseForm
from maillage.partners.models import Organisation

DEFAULT_TOPIC = "Ce que chacun fait, pour qui, et ce qui bloque les déplacements de vos publics."


class DialogueForm(HouseForm):
    """One pair, suggested or chosen."""

    one = forms.ModelChoiceField(label="Un partenaire", queryset=None)
    other = forms.ModelChoiceField(label="Un autre partenaire", queryset=None)
    topic = forms.CharField(label="De quoi parler", max_length=200, initial=DEFAULT_TOPIC)

    def __init__(self, *args, authority, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.filter(authority=authority, is_active=True)
        self.fields["one"].queryset = self.fields["other"].queryset = rows


class HeldForm(HouseForm):
    on = forms.DateField(
        label="Tenu le",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    result = forms.CharField(
        label="Ce qui en est sorti", max_length=300, help_text="Une ligne, que les deux partenaires liront."
    )
