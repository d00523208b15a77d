from django import forms
from django.utils import timezone

from maillage.common.forms import HouseForm
from maillage.common.tables import MOST_BYTES
from maillage.partners.domain.merge import ORGANISATION_FACTS, OTHER, PERSON_FACTS
from maillage.partners.enums import LegalBasis, OrganisationKind, Sphere
from maillage.partners.models import Organisation
from maillage.partners.queries.columns import CONTACT, STRUCTURE, TARGETS

NOT_SAID = [("", "Aucune : la ligne sera à corriger")]
SAMPLES = 3
COLUMN_CHOICES = [
    ("", "Ne pas reprendre"),
    *(
        (about, [(target.name, target.label) for target in TARGETS if target.about == about])
        for about in (STRUCTURE, CONTACT)
    ),
]


def asked_of(address) -> dict:
    """How the address narrows the list of partners, on the screen and in its files."""
    return {
        "text": address.get("q", ""),
        "sphere": address.get("sphere", ""),
        "kind": address.get("nature", ""),
        "freshness": address.get("fraicheur", ""),
        "active": address.get("etat") != "retires",
    }


class UploadForm(HouseForm):
    file = forms.FileField(
        label="Fichier",
        help_text="CSV, Excel (.xlsx), OpenDocument (.ods) ou vCard (.vcf). 5 Mo et 20\u202f000 lignes au plus.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.ods,.vcf,.vcard"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 5 Mo : coupez-le en deux, ou retirez ses images.")
        return file


class ColumnsForm(HouseForm):
    """One choice for each column of the file, then what holds for all its lines."""

    file_prevails = forms.TypedChoiceField(
        label="Quand une fiche existe déjà et que le fichier dit autre chose",
        choices=[
            ("1", "Le fichier l’emporte"),
            ("0", "La fiche est gardée, le fichier ne remplit que les blancs"),
        ],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    default_kind = forms.ChoiceField(
        label="Nature, quand rien ne la dit",
        choices=NOT_SAID + OrganisationKind.choices,
        required=False,
        help_text="Les mots du nom (« CCAS », « Mairie de »…) passent d’abord.",
    )
    default_sphere = forms.ChoiceField(
        label="Sphère, quand rien ne la dit", choices=NOT_SAID + Sphere.choices, required=False
    )
    legal_basis = forms.ChoiceField(
        label="Base légale, pour toutes les personnes du fichier",
        choices=LegalBasis.choices,
        help_text="Pour une collectivité qui prépare son plan : mission d’intérêt public.",
    )
    collected_on = forms.DateField(
        label="Coordonnées recueillies le",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text="À défaut de mieux, la date du fichier.",
        error_messages={"invalid": "Écrivez une date, par exemple 31/12/2026."},
    )

    def __init__(self, *args, batch, **kwargs):
        kwargs["initial"] = {
            "file_prevails": "1" if batch.file_prevails else "0",
            "default_kind": batch.default_kind,
            "default_sphere": batch.default_sphere,
            "legal_basis": batch.legal_basis or LegalBasis.PUBLIC_TASK,
            "collected_on": batch.collected_on or timezone.localdate(),
        }
        super().__init__(*args, **kwargs)
        self.batch = batch
        for rank, (title, name) in enumerate(zip(batch.header, batch.columns, strict=True)):
            self.fields[f"column_{rank}"] = forms.ChoiceField(
                label=f"Colonne « {title} »", choices=COLUMN_CHOICES, required=False, initial=name
            )

    def matching(self) -> list[dict]:
        """Each column with its first cells and its choice."""
        return [
            {
                "title": title,
                "samples": [row[rank] for _, row in self.batch.rows[:50] if len(row) > rank and row[rank]][
                    :SAMPLES
                ],
                "field": self[f"column_{rank}"],
                "is_known": bool(self.batch.columns[rank]),
            }
            for rank, title in enumerate(self.batch.header)
        ]

    def general(self) -> list:
        return [self[name] for name in self.base_fields]

    def facts(self) -> dict:
        facts = {name: self.cleaned_data[name] for name in self.base_fields}
        return facts | {
            "columns": [self.cleaned_data[f"column_{rank}"] for rank in range(len(self.batch.header))]
        }


class MergeForm(HouseForm):
    """Fact by fact, what the two records say where they differ; what is kept comes first."""

    def __init__(self, *args, kept, other, **kwargs):
        super().__init__(*args, **kwargs)
        names = ORGANISATION_FACTS if isinstance(kept, Organisation) else PERSON_FACTS
        self.same = []
        for name in names:
            mine, theirs = said(kept, name), said(other, name)
            label = kept._meta.get_field(name).verbose_name.capitalize()
            if mine == theirs or not (mine and theirs):
                self.same.append((label, mine or theirs))
                continue
            choices = [("kept", mine), (OTHER, theirs)]
            if name == "notes":
                choices.insert(0, ("both", "Garder les deux"))
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, initial=choices[0][0], widget=forms.RadioSelect
            )

    def choices(self) -> dict[str, str]:
        return {name: choice for name, choice in self.cleaned_data.items() if choice != "both"}


def said(row, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value or "")
