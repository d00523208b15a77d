from django import forms

from maillage.common.forms import HouseForm


class BasinForm(HouseForm):
    """A basin's name and its EPCI; a search adds boxes to tick, and keeps those already ticked."""

    name = forms.CharField(label="Nom du bassin", max_length=200)
    asked = forms.CharField(
        label="Chercher un autre EPCI",
        required=False,
        help_text="Par son nom ou son SIREN. Il s’ajoute aux cases ci-dessous.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    epcis = forms.MultipleChoiceField(
        label="EPCI du bassin",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Un bassin réunit au moins un EPCI : cochez-en un."},
    )

    def __init__(self, *args, choices, found_nothing=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.found_nothing = found_nothing
        self.fields["epcis"].choices = choices
