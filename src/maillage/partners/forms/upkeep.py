from django import forms
from django.utils import timezone

from maillage.common.forms import HouseForm
from maillage.partners.enums import RequestWay
from maillage.partners.forms.contacts import TO_CHOOSE, day_field


def number_field(label: str, low: int, high: int, **options) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=low, max_value=high, **options)


class UpkeepSettingsForm(HouseForm):
    asks_by_mail = forms.BooleanField(
        label="Écrire aux contacts dont la fiche est à vérifier",
        required=False,
        help_text="Chacun reçoit au plus un courriel en soixante jours, jamais après une opposition.",
    )
    contact_email = forms.EmailField(
        label="Adresse où ils peuvent vous écrire",
        required=False,
        max_length=254,
        help_text="Chaque courriel et chaque page la portent.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    threshold = number_field(
        "Poser la question sous (%)",
        50,
        95,
        help_text="La chance que la fiche soit encore juste. Proposé : 80.",
    )
    daily_cap = number_field("Courriels par jour, au plus", 1, 200)
    confirm_after_months = number_field("À confirmer après (mois sans vérification)", 6, 60)
    purge_after_months = number_field(
        "Effacé après (mois sans vérification)",
        12,
        72,
        help_text="Seules les personnes sans fonction ni siège partent d’elles-mêmes ; les autres attendent votre décision.",
    )

    @classmethod
    def of(cls, settings, data=None) -> "UpkeepSettingsForm":
        return cls(data, initial={name: getattr(settings, name) for name in cls.base_fields})


class OwnEntryForm(HouseForm):
    """What a person corrects of their own entry, with one title for each function they hold."""

    full_name = forms.CharField(
        label="Prénom et nom", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="Courriel professionnel",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label="Téléphone professionnel",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args, person, functions, **kwargs):
        kwargs.setdefault(
            "initial", {name: getattr(person, name) for name in ("full_name", "email", "phone")}
        )
        super().__init__(*args, **kwargs)
        self.functions = functions
        for function in functions:
            label = f"Fonction, {function.organisation}"
            self.fields[f"title_{function.pk}"] = forms.CharField(
                label=label, max_length=150, initial=function.title
            )

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.base_fields}

    def titles(self) -> dict[int, str]:
        return {function.pk: self.cleaned_data[f"title_{function.pk}"] for function in self.functions}


class SuccessorForm(HouseForm):
    function = forms.ModelChoiceField(label="Pour quelle fonction\u00a0?", queryset=None, empty_label=None)
    full_name = forms.CharField(
        label="Son prénom et son nom", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label="Son courriel professionnel",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="Un message l’informe aussitôt que nous avons son adresse, et d’où elle vient.",
    )
    title = forms.CharField(
        label="Sa fonction",
        required=False,
        max_length=150,
        help_text="Si elle s’appelle autrement que la vôtre.",
    )

    def __init__(self, *args, functions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["function"].queryset = functions
        self.fields["function"].label_from_instance = str


class InformedForm(HouseForm):
    """Of the people shown on a page, those who have been told."""

    people = forms.ModelMultipleChoiceField(
        queryset=None, error_messages={"required": "Cochez au moins une personne."}
    )
    on = day_field("Informées le")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)
        self.fields["people"].queryset = people


class LiftOppositionForm(HouseForm):
    asked_by = forms.ChoiceField(
        label="Comment la personne l’a-t-elle demandé\u00a0?",
        choices=TO_CHOOSE + RequestWay.choices,
        help_text="Elle seule peut revenir sur son opposition. Le journal garde comment, et quand.",
    )


class FunctionForm(HouseForm):
    title = forms.CharField(label="Fonction", max_length=150)
    starts_on = day_field("En fonction depuis le")
    ends_on = day_field("Jusqu’au", required=False, help_text="Vide si aucune fin n’est connue.")

    @classmethod
    def of(cls, function, data=None) -> "FunctionForm":
        return cls(data, initial={name: getattr(function, name) for name in cls.base_fields})
