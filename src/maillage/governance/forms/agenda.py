from django import forms

from maillage.common.forms import HouseForm
from maillage.governance.enums import Communicability, ItemKind
from maillage.governance.models import AgendaItem, Deliberation
from maillage.law.enums import Topic

KIND_HELP = "Un avis ou une décision gardera sa place au compte rendu, avec les votes."


def title_field() -> forms.CharField:
    return forms.CharField(
        label="Titre", max_length=250, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


def summary_field() -> forms.CharField:
    return forms.CharField(
        label="En deux mots",
        required=False,
        max_length=2_000,
        help_text="Ce qu’il faut savoir pour préparer ce point.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ItemForm(HouseForm):
    title = title_field()
    kind = forms.ChoiceField(label="Nature", choices=ItemKind.choices, help_text=KIND_HELP)
    minutes = forms.IntegerField(label="Durée, en minutes", required=False, min_value=1, max_value=600)
    presenter = forms.CharField(
        label="Présenté par",
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    summary = summary_field()
    topics = forms.MultipleChoiceField(
        label="Sujets",
        required=False,
        choices=Topic.choices,
        help_text="La loi demande que certains sujets viennent chaque année devant le comité des partenaires.",
        widget=forms.CheckboxSelectMultiple,
    )
    deliberation = forms.ModelChoiceField(
        label="Délibération préparée",
        queryset=None,
        required=False,
        empty_label="Aucune",
        help_text="Si l’avis rendu sur ce point doit précéder un vote de l’assemblée.",
    )

    def __init__(self, *args, authority, **kwargs):
        super().__init__(*args, **kwargs)
        acts = Deliberation.objects.filter(authority=authority, decided_on=None, dropped_on=None)
        kept = self.initial.get("deliberation")
        self.fields["deliberation"].queryset = (
            acts | Deliberation.objects.filter(pk=kept.pk) if kept else acts
        )

    @classmethod
    def of(cls, item: AgendaItem, data=None) -> "ItemForm":
        initial = {name: getattr(item, name) for name in cls.base_fields}
        return cls(data, initial=initial, authority=item.body.authority)


class ProposalForm(HouseForm):
    title = title_field()
    kind = forms.ChoiceField(
        label="Ce que vous attendez", choices=ItemKind.choices, initial=ItemKind.DISCUSSION
    )
    summary = summary_field()


class DocumentForm(HouseForm):
    upload = forms.FileField(
        label="Fichier",
        help_text="PDF, LibreOffice, Office, image ou texte simple, 20 Mo au plus.",
        error_messages={"empty": "Ce fichier est vide."},
    )
    name = forms.CharField(
        label="Nom à montrer",
        required=False,
        max_length=150,
        help_text="À défaut, le nom du fichier.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    item = forms.ModelChoiceField(
        label="Pour le point", queryset=None, required=False, empty_label="Toute la séance"
    )
    communicability = forms.ChoiceField(
        label="Qui peut l’avoir ?",
        choices=[
            (Communicability.RESTRICTED, "Les membres seulement (vie privée, secret des affaires)"),
            (
                Communicability.AFTER_DECISION,
                "Les membres, puis tout le monde après la décision (préparatoire)",
            ),
            (Communicability.PUBLIC, "Tout le monde, sur le site public dès la convocation"),
        ],
        help_text="Un document préparatoire n’est pas communicable avant la décision (CRPA, L.311-2).",
    )

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = AgendaItem.objects.filter(meeting=meeting)
