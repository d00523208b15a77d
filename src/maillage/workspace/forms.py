from django import forms
from django.utils.html import format_html

from maillage.common.forms import HouseForm
from maillage.common.rich_text import RichTextField
from maillage.territories.enums import KIND_MEANINGS, LEVELS_OF_KIND, AuthorityKind
from maillage.territories.queries.places import place_of_key


class ComponentsForm(HouseForm):
    """A form that exists to be looked at, on the page of components."""

    name = forms.CharField(label="Nom de l’organisation", help_text="Tel qu’il figure au répertoire.")
    email = forms.EmailField(label="Courriel", required=False)
    code = forms.CharField(
        label="Code reçu",
        required=False,
        widget=forms.TextInput(attrs={"class": "input--code", "inputmode": "numeric"}),
    )
    first_day = forms.DateField(
        label="Premier jour", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    note = forms.CharField(label="Remarque", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    text = RichTextField(label="Texte mis en forme")
    kind = forms.ChoiceField(label="Nature", choices=[("a", "Association"), ("b", "Employeur")])
    sphere = forms.ChoiceField(
        label="Domaine",
        choices=[("m", "Mobilité"), ("e", "Emploi"), ("s", "Social")],
        widget=forms.RadioSelect,
        initial="m",
    )
    publics = forms.MultipleChoiceField(
        label="Publics",
        choices=[("y", "Jeunes"), ("o", "Plus de 75 ans"), ("j", "Demandeurs d’emploi")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agreed = forms.BooleanField(
        label="Figurer dans l’annuaire des partenaires", help_text="Vous pourrez changer d’avis."
    )

    @classmethod
    def with_an_error(cls) -> "ComponentsForm":
        return cls(
            {
                "name": "Mission locale",
                "email": "pas-un-courriel",
                "text": "Un **mot** fort et une liste :\n\n- un\n- deux",
                "kind": "a",
                "sphere": "e",
                "publics": ["y"],
                "agreed": True,
            }
        )


class KindForm(HouseForm):
    """First step of a new authority: what it is."""

    nature = forms.ChoiceField(
        label="Nature de l’autorité",
        choices=[
            (kind, format_html("{}<small>{}</small>", AuthorityKind(kind).label, meaning))
            for kind, meaning in KIND_MEANINGS.items()
        ],
        widget=forms.RadioSelect,
    )


class ChoiceForm(HouseForm):
    """What the wizard carries from step to step: the kind, and the places as `Place.key`s parted by dots.

    Places of a level that the kind excludes are left out: the person went back and changed the kind.
    """

    nature = forms.ChoiceField(choices=AuthorityKind.choices, widget=forms.HiddenInput)
    lieux = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_lieux(self):
        keys = dict.fromkeys(filter(None, self.cleaned_data["lieux"].split(".")))
        places = {key: place_of_key(key) for key in keys}
        if unknown := [key for key, place in places.items() if place is None]:
            raise forms.ValidationError(f"Lieu inconnu du code officiel géographique : {', '.join(unknown)}.")
        return list(places.values())

    def clean(self):
        levels = LEVELS_OF_KIND.get(self.cleaned_data.get("nature"), ())
        self.cleaned_data["lieux"] = [
            place for place in self.cleaned_data.get("lieux", []) if place.level in levels
        ]
        return self.cleaned_data


class FoundingForm(HouseForm):
    """Last step: how the authority is called, and its address."""

    name = forms.CharField(
        label="Nom de l’autorité", max_length=200, help_text="Tel qu’il s’affiche partout."
    )
    slug = forms.CharField(
        label="Adresse du site",
        max_length=60,
        help_text="Des lettres sans accent, des chiffres et des tirets. Elle ne change plus ensuite.",
    )
