from decimal import Decimal

from django import forms
from django.utils import timezone

from maillage.common.forms import HouseForm
from maillage.partners.forms.contacts import TO_CHOOSE, day_field
from maillage.partners.models import Function, Organisation, Person
from maillage.work.enums import PromiseKind, Side


def quantity_field(label: str = "Quantité", low: Decimal = Decimal("0.01"), **options) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=low,
        max_digits=12,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "class": "input--narrow", "autocomplete": "off"}
        ),
        **options,
    )


class PromiseForm(HouseForm):
    organisation = forms.ModelChoiceField(label="Partenaire", queryset=None, empty_label="À choisir")
    kind = forms.ChoiceField(label="Nature", choices=TO_CHOOSE + PromiseKind.choices)
    quantity = quantity_field()
    unit = forms.CharField(
        label="Unité",
        required=False,
        max_length=40,
        help_text="Si elle va de soi, laissez vide : jours, €, véhicules, salles.",
    )
    title = forms.CharField(
        label="Quoi", max_length=200, help_text="Par exemple : deux voitures pour les essais du jeudi."
    )
    said_on = day_field("Dit le")
    source = forms.CharField(
        label="Dit où", required=False, max_length=200, help_text="Une séance, une lettre, une convention."
    )
    person = forms.ModelChoiceField(
        label="Dit par", queryset=None, required=False, empty_label="Sans précision"
    )
    until = day_field("Attendu pour le", required=False)

    def __init__(self, *args, authority, organisation: int = 0, **kwargs):
        kwargs.setdefault("initial", {"said_on": timezone.localdate(), "organisation": organisation or None})
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(
            authority=authority, is_active=True
        )
        held = Function.objects.held().filter(organisation__authority=authority)
        self.fields["person"].queryset = Person.objects.filter(functions__in=held).distinct()


class DeliveryForm(HouseForm):
    quantity = quantity_field("Quantité reçue")
    happened_on = day_field("Le")
    note_text = forms.CharField(label="Précision", required=False, max_length=300)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("initial", {"happened_on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class CorrectionForm(HouseForm):
    quantity = quantity_field(
        "Quantité juste", Decimal(0), help_text="Ce que la ligne aurait dû dire. Zéro l’annule."
    )
    until = day_field("Attendu pour le", required=False)
    because = forms.CharField(
        label="Pourquoi cette correction\u00a0?",
        max_length=300,
        help_text="Le motif reste écrit au registre, avec votre nom.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @classmethod
    def of(cls, line, said, until, data=None) -> "CorrectionForm":
        form = cls(data, initial={"quantity": said, "until": until})
        if line.side == Side.GIVEN:
            del form.fields["until"]
        return form
