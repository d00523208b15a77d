from django import forms

from maillage.common.forms import HouseForm


class LiftForm(HouseForm):
    reason = forms.CharField(
        label="Pourquoi cette adresse peut-elle à nouveau recevoir ?",
        help_text="Par exemple : « Mme Perrin a vidé sa boîte, elle me l’a dit au téléphone ». Ce motif va au journal ; "
        "l’adresse, non.",
        max_length=250,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
