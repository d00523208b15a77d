from django import forms
from django.utils import timezone

from maillage.common.forms import HouseForm
from maillage.common.rich_text import RichTextField
from maillage.plan import queries
from maillage.plan.enums import QUESTIONS, CopilotRole, NoteSection, PhaseKind
from maillage.territories.models import Authority


class PlanForm(HouseForm):
    name = forms.CharField(
        label="Nom du projet", max_length=200, help_text="Par exemple : projet de mobilité solidaire."
    )
    first_year = forms.IntegerField(label="Première année", min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label="Dernière année", min_value=2000, max_value=2100)
    basin = forms.ModelChoiceField(
        label="Bassin de mobilité", queryset=None, required=False, empty_label="Aucun pour l’instant"
    )

    def __init__(self, *args, authority, **kwargs):
        year = timezone.localdate().year
        kwargs.setdefault("initial", {"first_year": year, "last_year": year + 2})
        super().__init__(*args, **kwargs)
        self.fields["basin"].queryset = queries.basins_for(authority)
        if not self.fields["basin"].queryset.exists():
            del self.fields["basin"]

    def clean(self):
        super().clean()
        self.cleaned_data.setdefault("basin", None)
        first, last = self.cleaned_data.get("first_year"), self.cleaned_data.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", "La dernière année vient avant la première.")


def day_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": "Écrivez une date, par exemple 31/12/2026."},
    )


class PhasesForm(HouseForm):
    """All the dates of a plan at once: two fields per phase."""

    def __init__(self, *args, phases, **kwargs):
        super().__init__(*args, **kwargs)
        for phase in phases:
            for side, label, day in (
                ("start", "Début", phase.starts_on),
                ("end", "Fin", phase.ends_on),
            ):
                field = self.fields[f"{side}_{phase.kind}"] = day_field(label)
                field.initial = day

    def clean(self):
        super().clean()
        for kind in PhaseKind.values:
            start, end = self.cleaned_data.get(f"start_{kind}"), self.cleaned_data.get(f"end_{kind}")
            bad = {f"start_{kind}", f"end_{kind}"} & set(self.errors)
            if start and end and end < start:
                self.add_error(f"end_{kind}", "La fin vient avant le début.")
            elif start and not end and not bad:
                self.add_error(f"end_{kind}", "Donnez aussi la fin, ou effacez le début.")
            elif end and not start and not bad:
                self.add_error(f"start_{kind}", "Donnez aussi le début, ou effacez la fin.")

    def dates(self) -> dict:
        given = self.cleaned_data
        return {kind: (given[f"start_{kind}"], given[f"end_{kind}"]) for kind in PhaseKind.values}

    def groups(self):
        """Each phase's name with its two fields, for the template."""
        for kind in PhaseKind:
            yield kind.label, [self[f"start_{kind}"], self[f"end_{kind}"]]


class NoteForm(HouseForm):
    base_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for section in NoteSection:
            self.fields[section.value] = RichTextField(
                label=section.label, help_text=QUESTIONS[section], max_length=20_000
            )

    def sections(self) -> dict[str, str]:
        return {section: self.cleaned_data[section] for section in NoteSection.values}

    @classmethod
    def of(cls, version) -> "NoteForm":
        return cls(
            initial={
                "base_version": version.number if version else 0,
                **(version.sections if version else {}),
            }
        )


class CopilotForm(HouseForm):
    authority = forms.ModelChoiceField(label="Autorité", queryset=Authority.objects.all())
    role = forms.ChoiceField(label="Ce qu’elle pourra faire", choices=CopilotRole.choices)
