from datetime import date

from django import forms
from django.utils import timezone

from maillage.common.forms import HouseForm
from maillage.law.enums import BodyKind, GroupKind, Voice
from maillage.law.models import BodyFacts, DrawFacts, MemberFacts

MOST_SEATS = 200

# The colleges that the law looks at, each with those for whom its members may speak.
LOOKED_AT = {
    GroupKind.EMPLOYERS: [Voice.EMPLOYERS_UNION],
    GroupKind.TRADE_UNIONS: [],
    GroupKind.ASSOCIATIONS: [Voice.USERS, Voice.INHABITANTS, Voice.DISABILITY],
    GroupKind.DRAWN_INHABITANTS: [],
}
HELP = {
    GroupKind.EMPLOYERS: "Entreprises et organisations d’employeurs.",
    GroupKind.TRADE_UNIONS: "Représentants des organisations syndicales.",
    GroupKind.ASSOCIATIONS: "Présentes sur le territoire.",
    GroupKind.DRAWN_INHABITANTS: "Les habitants nommés autrement se comptent plus bas.",
}


def day_field(label: str, **options) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": "Écrivez une date, par exemple 31/12/2026."},
        **options,
    )


class SeatsField(forms.IntegerField):
    """How many sit; nothing written is nobody."""

    def to_python(self, value) -> int:
        return super().to_python(value) or 0


def seats_field(group: GroupKind) -> SeatsField:
    return SeatsField(
        label=group.label,
        help_text=HELP.get(group, ""),
        min_value=0,
        max_value=MOST_SEATS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Écrivez un nombre entier.",
            "min_value": "Un nombre de membres n’est pas négatif.",
            "max_value": f"{MOST_SEATS} membres au plus.",
        },
    )


def voices_field(group: GroupKind) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=f"Parmi les {group.label.lower()}, au moins une",
        choices=[(voice.value, voice.label) for voice in LOOKED_AT[group]],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choisissez parmi les cases proposées."},
    )


def voices_name(group: GroupKind) -> str:
    return f"{group.value}_voices"


class DayForm(HouseForm):
    """The day at which the rules are read; empty for all of them."""

    le = day_field("En vigueur le", required=False)


class CompositionForm(HouseForm):
    """A composition told by hand: how many sit in each college, and for whom some of them speak. Nothing is kept."""

    use_required_attribute = False

    instance = forms.ChoiceField(
        label="Nature de l’instance",
        choices=BodyKind.choices,
        error_messages={"invalid_choice": "Choisissez une nature de la liste."},
    )
    le = day_field("Jour où l’on regarde")

    def __init__(self, *args, **kwargs):
        kwargs.setdefault(
            "initial", {"instance": BodyKind.PARTNERS_COMMITTEE.value, "le": timezone.localdate()}
        )
        super().__init__(*args, **kwargs)
        for group in GroupKind:
            self.fields[group.value] = seats_field(group)
            if LOOKED_AT.get(group):
                self.fields[voices_name(group)] = voices_field(group)

    def looked_at(self) -> list[tuple]:
        """The fields of each college that the law names: how many, then for whom (None where it does not matter)."""
        return [
            (self[group.value], self[voices_name(group)] if voices else None)
            for group, voices in LOOKED_AT.items()
        ]

    def others(self) -> list:
        return [self[group.value] for group in GroupKind if group not in LOOKED_AT]

    def others_told(self) -> bool:
        return any(self[group.value].value() for group in GroupKind if group not in LOOKED_AT)

    def clean(self):
        for group in LOOKED_AT:
            told = self.cleaned_data.get(voices_name(group))
            if told and group.value in self.cleaned_data and not self.cleaned_data[group.value]:
                self.add_error(
                    group.value, "Indiquez combien de membres siègent, puisqu’une case est cochée."
                )

    @property
    def day(self) -> date:
        return self.cleaned_data["le"]

    def facts(self) -> BodyFacts:
        members = tuple(
            MemberFacts(group=group, voices=self.voices_of(group) if seat == 0 else frozenset())
            for group in GroupKind
            for seat in range(self.cleaned_data[group.value])
        )
        return BodyFacts(
            kind=BodyKind(self.cleaned_data["instance"]), members=members, draw=DrawFacts(drawn_on=self.day)
        )

    def voices_of(self, group: GroupKind) -> frozenset[Voice]:
        """Ticked for the college as a whole: one of its members is enough to carry them all."""
        return frozenset(map(Voice, self.cleaned_data.get(voices_name(group), ())))
