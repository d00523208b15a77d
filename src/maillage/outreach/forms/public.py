from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.outreach.enums import WORDING, WORDINGS, Topic


class ChoicesForm(forms.Form):
    """What someone wants to be told of, and where they live."""

    topics = forms.MultipleChoiceField(
        label=_("Quels sujets vous intéressent ?"),
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins un sujet.")},
    )
    commune = forms.ChoiceField(
        label=_("Votre commune"),
        required=False,
        help_text=_("Pour ne vous écrire que ce qui est près de vous."),
    )

    def __init__(self, *args, communes, **kwargs):
        super().__init__(*args, **kwargs)
        self.communes = {commune.pk: commune for commune in communes}
        self.fields["commune"].choices = [
            ("", _("Toutes les communes")),
            *((commune.pk, commune.name) for commune in communes),
        ]

    def clean_commune(self):
        return self.communes.get(self.cleaned_data["commune"])


class SubscribeForm(ChoicesForm):
    email = forms.EmailField(
        label=_("Votre adresse de courriel"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Cette adresse est incomplète. Exemple : prenom@exemple.fr")},
    )
    agreed = forms.BooleanField(
        label=WORDINGS[WORDING],
        error_messages={"required": _("Cochez cette case pour recevoir nos lettres.")},
    )
    # People do not see this one; programs that fill every field give themselves away.
    site = forms.CharField(required=False, max_length=200)

    field_order = ["email", "topics", "commune", "agreed", "site"]

    @property
    def is_machine(self) -> bool:
        return bool(self.cleaned_data.get("site"))

    def asked(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("email", "topics", "commune")}
