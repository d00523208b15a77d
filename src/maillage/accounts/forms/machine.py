from django import forms

from maillage.common.forms import HouseForm


class SupportForm(HouseForm):
    reason = forms.CharField(
        label="Pourquoi ouvrir ce territoire ?",
        help_text="Les pilotes liront ce motif dans leur journal. Par exemple : « demande de Mme Perrin, "
        "carte qui ne s’affiche pas ».",
        max_length=250,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
