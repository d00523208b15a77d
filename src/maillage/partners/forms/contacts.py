from django import forms
from django.utils import timezone

from maillage.common.forms import HouseForm, SuggestedInput
from maillage.partners.enums import InteractionKind, LegalBasis, OrganisationKind, Origin, Sphere
from maillage.partners.models import Person
from maillage.territories.queries.communes import commune_labels, commune_named, label_of

LISTED = 600  # communes that a page can carry; a région has thousands, and its people type
TO_CHOOSE = [("", "À choisir")]


def day_field(label: str, **options) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": "Écrivez une date, par exemple 31/12/2026."},
        **options,
    )


def phone_field() -> forms.CharField:
    return forms.CharField(
        label="Téléphone",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )


def mail_field(label: str, **options) -> forms.EmailField:
    widget = forms.EmailInput(attrs={"autocomplete": "off"})
    return forms.EmailField(label=label, required=False, max_length=254, widget=widget, **options)


def not_a_commune(words: str, likely: list[str]) -> str:
    if not likely:
        return (
            f"Aucune commune du territoire ne s’appelle « {words} » : vérifiez le nom, "
            "ou videz la case si le partenaire est ailleurs."
        )
    if len(likely) == 1:
        return f"« {words} » n’est pas une commune du territoire. Si c’est {likely[0]}, écrivez-le ainsi."
    return f"« {words} » peut être {', '.join(likely[:-1])} ou {likely[-1]} : écrivez en entier la bonne, ou une autre."


class OrganisationForm(HouseForm):
    name = forms.CharField(label="Nom", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    kind = forms.ChoiceField(label="Nature", choices=TO_CHOOSE + OrganisationKind.choices)
    sphere = forms.ChoiceField(
        label="Sphère", choices=TO_CHOOSE + Sphere.choices, help_text="Pour qui, ou d’où parle ce partenaire."
    )
    commune = forms.CharField(
        label="Commune",
        required=False,
        max_length=200,
        help_text="Son nom ou son code postal. Rien si le partenaire est hors du territoire, ou partout.",
        widget=SuggestedInput(attrs={"autocomplete": "off"}),
    )
    address = forms.CharField(
        label="Adresse", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    phone = phone_field()
    email = mail_field("Courriel général", help_text="Celui de l’accueil, pas celui d’une personne.")
    website = forms.URLField(label="Site", required=False, max_length=500, assume_scheme="https")
    siren = forms.CharField(label="SIREN", required=False, max_length=20, help_text="Neuf chiffres.")
    siret = forms.CharField(label="SIRET", required=False, max_length=24, help_text="Quatorze chiffres.")
    notes = forms.CharField(
        label="Notes",
        required=False,
        max_length=5_000,
        help_text="Rien sur la vie privée des personnes : elles peuvent demander à lire.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, authority, commune=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.authority, self.known = authority, commune
        self.initial["commune"] = label_of(commune.name, commune.postcodes) if commune else ""
        self.fields["commune"].widget.suggestions = commune_labels(authority, most=LISTED)

    @classmethod
    def of(cls, organisation, data=None) -> "OrganisationForm":
        initial = {name: getattr(organisation, name) for name in cls.base_fields}
        return cls(data, initial=initial, authority=organisation.authority, commune=organisation.commune)

    def clean_commune(self):
        """The commune that the words mean; the one known already stays, even if the territory has left it."""
        words = self.cleaned_data["commune"]
        if not words or words == self.initial["commune"]:
            return self.known if words else None
        code, likely = commune_named(self.authority, words)
        if code:
            return self.authority.communes.get(pk=code)
        self.fields["commune"].widget.suggestions = likely or self.fields["commune"].widget.suggestions
        raise forms.ValidationError(not_a_commune(words, likely))


class PersonForm(HouseForm):
    """Who someone is, how to reach them, and what the law asks us to know of that."""

    full_name = forms.CharField(
        label="Prénom et nom", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = mail_field("Courriel professionnel")
    phone = phone_field()
    origin = forms.ChoiceField(
        label="D’où viennent ces coordonnées\u00a0?", choices=TO_CHOOSE + Origin.choices
    )
    legal_basis = forms.ChoiceField(
        label="Base légale",
        choices=LegalBasis.choices,
        help_text="Pour une collectivité qui prépare son plan : mission d’intérêt public.",
    )
    collected_on = day_field("Recueillies le")
    notice_given_on = day_field(
        "Personne informée le",
        required=False,
        help_text="Le jour où elle a su que vous gardez ses coordonnées, et pourquoi. La loi donne un mois.",
    )

    def person(self) -> dict:
        return {name: self.cleaned_data[name] for name in PersonForm.base_fields}

    @classmethod
    def of(cls, person, data=None) -> "PersonForm":
        return cls(data, initial={name: getattr(person, name) for name in cls.base_fields})


class ContactForm(PersonForm):
    """A person and their first function at one partner's."""

    title = forms.CharField(
        label="Fonction", max_length=150, help_text="Par exemple : directrice, élu aux mobilités."
    )
    starts_on = day_field("En fonction depuis le", help_text="À défaut, le jour où vous l’apprenez.")
    ends_on = day_field("Jusqu’au", required=False, help_text="Si un mandat ou un contrat a une fin connue.")
    is_referent = forms.BooleanField(
        label="C’est notre référent", required=False, help_text="La personne à appeler d’abord."
    )
    substitute_for = forms.ModelChoiceField(
        label="Supplée", queryset=None, required=False, empty_label="Personne"
    )
    field_order = [
        "full_name",
        "title",
        "is_referent",
        "substitute_for",
        "email",
        "phone",
        "starts_on",
        "ends_on",
    ]

    def __init__(self, *args, organisation, **kwargs):
        today = timezone.localdate()
        kwargs.setdefault("initial", {"collected_on": today, "starts_on": today})
        super().__init__(*args, **kwargs)
        held = organisation.functions.held().select_related("person", "organisation")
        self.fields["substitute_for"].queryset = held
        self.fields["substitute_for"].label_from_instance = lambda function: (
            f"{function.person} ({function.title})"
        )

    def function(self) -> dict:
        names = ("title", "starts_on", "ends_on", "is_referent", "substitute_for")
        return {name: self.cleaned_data[name] for name in names}


class InteractionForm(HouseForm):
    kind = forms.ChoiceField(label="Nature", choices=InteractionKind.choices)
    happened_on = day_field("Date")
    person = forms.ModelChoiceField(label="Avec", queryset=None, required=False, empty_label="Sans précision")
    is_theirs = forms.BooleanField(label="À leur initiative", required=False)
    due_on = day_field(
        "Engagement pour le",
        required=False,
        help_text="Seulement pour un engagement : le jour où il sera tenu.",
    )
    summary = forms.CharField(
        label="Ce qui s’est dit",
        max_length=2_000,
        help_text="Les faits, en deux ou trois lignes.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, organisation, **kwargs):
        kwargs.setdefault("initial", {"happened_on": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.filter(
            functions__in=organisation.functions.held()
        ).distinct()
