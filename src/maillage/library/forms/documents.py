from django import forms
from django.utils import timezone

from maillage.common.forms import HouseForm
from maillage.library.enums import Audience, Communicability, DocumentState
from maillage.library.models import Document, Folder
from maillage.library.queries.documents import circle_name, circles_of

MOST_FILES = 20
KINDS = "PDF, LibreOffice, Office, image ou texte simple, 20\u00a0Mo au plus chacun."
ACCEPT = ".pdf,.odt,.ods,.odp,.odg,.docx,.xlsx,.pptx,.png,.jpg,.jpeg,.gif,.webp,.txt"
AUDIENCES = [
    (Audience.TEAM, "L’équipe seulement"),
    (Audience.CIRCLE, "L’équipe et une instance"),
    (Audience.PARTNERS, "L’équipe et tous les partenaires"),
    (Audience.PUBLIC, "Tout le monde, sur le site public"),
]
COMMUNICABILITIES = [
    (Communicability.OPEN, "Oui, il est communicable (CRPA, L.311-1)"),
    (Communicability.AFTER_DECISION, "Après la décision qu’il prépare (CRPA, L.311-2)"),
    (
        Communicability.RESTRICTED,
        "Non : vie privée, jugement sur une personne, secret des affaires (CRPA, L.311-6)",
    ),
]
STATES = [
    (DocumentState.DRAFT, "Brouillon : il peut encore changer"),
    (DocumentState.FINAL, "Définitif"),
]


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ManyFilesField(forms.FileField):
    """One or several files under one label; each is checked as one."""

    widget = ManyFilesInput(attrs={"accept": ACCEPT})

    def clean(self, data, initial=None):
        files = data if isinstance(data, (list, tuple)) else [data]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Déposez {MOST_FILES} fichiers au plus à la fois.")
        return [super(ManyFilesField, self).clean(each, initial) for each in files or [None]]


class CircleChoice(forms.ModelChoiceField):
    def label_from_instance(self, circle) -> str:
        return circle_name(circle)


def day_field(label: str, **options) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


class FactsForm(HouseForm):
    """What is said of a document, whether it is new or there already."""

    folder = forms.ModelChoiceField(
        label="Dossier",
        queryset=None,
        required=False,
        empty_label="Aucun",
        help_text="Un sujet, une instance, une séance.",
    )
    state = forms.ChoiceField(label="État", choices=STATES)
    audience = forms.ChoiceField(label="Qui peut le voir ?", choices=AUDIENCES)
    circle = CircleChoice(
        label="Instance",
        queryset=None,
        required=False,
        empty_label="Aucune",
        help_text="Ses membres le verront, même avant qu’il soit public.",
    )
    communicability = forms.ChoiceField(
        label="Qui le demande peut-il l’avoir ?",
        choices=COMMUNICABILITIES,
        help_text="Un brouillon, ou un document préparatoire, n’est jamais public avant la décision.",
    )
    is_record = forms.BooleanField(
        label="C’est une archive publique",
        required=False,
        help_text="Produit ou reçu dans le travail de l’autorité. Décochez pour une documentation venue d’ailleurs.",
    )
    has_personal_data = forms.BooleanField(
        label="Il porte des données personnelles", required=False, help_text="Noms, adresses, situations."
    )
    keep_until = day_field(
        "À garder jusqu’au",
        required=False,
        help_text="Ce jour passé, quelqu’un dira s’il est gardé ou éliminé. Rien ne part tout seul.",
    )

    def __init__(self, *args, authority, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["folder"].queryset = Folder.objects.filter(authority=authority)
        self.fields["circle"].queryset = circles_of(authority, kept=self.initial.get("circle"))

    def clean(self):
        facts = super().clean()
        if (
            facts.get("audience") == Audience.CIRCLE
            and not facts.get("circle")
            and "circle" not in self.errors
        ):
            self.add_error("circle", "Dites avec quelle instance.")
        if (
            facts.get("audience") == Audience.PUBLIC
            and facts.get("communicability") == Communicability.RESTRICTED
        ):
            self.add_error("audience", "Un document non communicable ne peut pas être public.")
        return facts


class DepositForm(FactsForm):
    uploads = ManyFilesField(
        label="Fichiers",
        help_text=f"{KINDS} Plusieurs fichiers deviennent plusieurs documents.",
        error_messages={"empty": "Un de ces fichiers est vide."},
    )
    title = forms.CharField(
        label="Titre",
        required=False,
        max_length=200,
        help_text="À défaut, le nom du fichier.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    summary = forms.CharField(
        label="En deux mots", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    new_folder = forms.CharField(
        label="Ou un nouveau dossier",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("uploads", "title", "summary", "folder", "new_folder")

    @classmethod
    def first(cls, *args, authority, **initial) -> "DepositForm":
        kept = {
            "audience": Audience.TEAM,
            "communicability": Communicability.AFTER_DECISION,
            "is_record": True,
        }
        return cls(*args, authority=authority, initial=kept | initial)

    def clean(self):
        facts = super().clean()
        if facts.get("title") and len(facts.get("uploads", [])) > 1:
            self.add_error("title", "Avec plusieurs fichiers, chacun garde son nom : laissez ce titre vide.")
        return facts


class DocumentForm(FactsForm):
    title = forms.CharField(
        label="Titre", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    summary = forms.CharField(
        label="En deux mots", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("title", "summary", "folder", "state")

    @classmethod
    def of(cls, document: Document, data=None) -> "DocumentForm":
        initial = {name: getattr(document, name) for name in cls.base_fields}
        return cls(data, initial=initial, authority=document.authority)


class VersionForm(HouseForm):
    upload = forms.FileField(
        label="Nouveau fichier",
        help_text=KINDS,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"empty": "Ce fichier est vide."},
    )
    note = forms.CharField(
        label="Ce qui change",
        required=False,
        max_length=300,
        help_text="Une phrase, pour qui a lu la version d’avant.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class DecisionForm(HouseForm):
    on = day_field("Décision prise le", initial=timezone.localdate)


class KeepForm(HouseForm):
    reason = forms.CharField(
        label="Motif", max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    until = day_field("Jusqu’au", required=False, help_text="Sans date : gardé sans limite.")


class EliminateForm(HouseForm):
    reason = forms.CharField(
        label="Motif", max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    approval = forms.CharField(
        label="Référence du visa d’élimination",
        max_length=100,
        help_text="Donnée par les archives départementales.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, document: Document, **kwargs):
        super().__init__(*args, **kwargs)
        if not document.is_archive:
            del self.fields["approval"]


class FolderForm(HouseForm):
    name = forms.CharField(label="Nom", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    circle = CircleChoice(
        label="D’une instance",
        queryset=None,
        required=False,
        empty_label="Aucune : c’est un sujet",
    )

    def __init__(self, *args, authority, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["circle"].queryset = circles_of(authority)
