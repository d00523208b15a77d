from django import forms

from maillage.common.forms import HouseForm
from maillage.library.enums import Audience, ResourceKind
from maillage.library.forms.documents import day_field
from maillage.library.models import Resource

AUDIENCES = [
    (Audience.PARTNERS, "L’équipe et tous les partenaires"),
    (Audience.PUBLIC, "Tout le monde"),
    (Audience.TEAM, "L’équipe seulement"),
]


def line(label: str, **options) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.TextInput(attrs={"autocomplete": "off"}), **options)


def lines(label: str, rows: int, **options) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class ResourceForm(HouseForm):
    kind = forms.ChoiceField(label="Nature", choices=ResourceKind.choices)
    title = line("Titre", max_length=200)
    topic = line("Sujet", max_length=100, required=False, help_text="Emploi, jeunes, milieu rural, etc.")
    speaker = line("Qui parle", max_length=150, required=False, help_text="Demandé, sauf pour un article.")
    speaker_role = line("En quelle qualité", max_length=250, required=False)
    summary = lines("Ce que l’on y apprend", 3, max_length=2_000)
    link = forms.URLField(
        label="Adresse d’origine",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Elle ne s’ouvre qu’après un clic, et la page prévient que l’on quitte Maillage.",
    )
    body = lines("Texte", 6, max_length=50_000, help_text="Pour un article. Markdown accepté.")
    transcript = lines(
        "Transcription",
        6,
        max_length=200_000,
        help_text="Ce qui est dit, pour qui n’entend pas, et pour la recherche.",
    )
    published_on = day_field("Paru le", required=False)
    audience = forms.ChoiceField(label="Qui peut la voir ?", choices=AUDIENCES)

    @classmethod
    def of(cls, resource: Resource, data=None) -> "ResourceForm":
        return cls(data, initial={name: getattr(resource, name) for name in cls.base_fields})
