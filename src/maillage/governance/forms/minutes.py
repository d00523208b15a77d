from django import forms

from maillage.common.forms import HouseForm
from maillage.governance.enums import Sense
from maillage.governance.queries.attendance import Line
from maillage.governance.queries.minutes import later_meetings
from maillage.partners.models import Organisation

VOICES = (("yes", "in_favour", "Pour"), ("no", "against", "Contre"), ("neither", "abstained", "Abstentions"))


def day_field(label: str, **options) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": "Écrivez une date, par exemple 31/12/2026."},
        **options,
    )


class ReadField(forms.IntegerField):
    """The version that was on the screen; 0 where nothing was written yet."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False, min_value=0)


def text_field(label: str, *, rows: int = 3, **options) -> forms.CharField:
    options = {"max_length": 10_000, **options}
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class LineForm(HouseForm):
    text = text_field("Texte", rows=2)
    is_restricted = forms.BooleanField(label="Hors version publique", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)


class OpinionForm(HouseForm):
    sense = forms.ChoiceField(label="Sens de l’avis", choices=Sense.choices, widget=forms.RadioSelect)
    text = text_field(
        "Texte de l’avis",
        rows=4,
        help_text="Il entre au registre, public : ne nommez personne.",
    )
    version = ReadField()

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.voting = [group for group in groups if group.has_vote]
        for group in self.voting:
            for name, _, label in VOICES:
                self.fields[f"votes_{group.pk}_{name}"] = forms.IntegerField(
                    label=f"{label}, {group}", min_value=0, max_value=999, required=False
                )

    @classmethod
    def of(cls, point, groups, data=None) -> "OpinionForm":
        initial = {"version": 0}
        if point.opinion:
            initial = {name: getattr(point.opinion, name) for name in ("sense", "text", "version")}
            for vote in point.votes:
                initial |= {
                    f"votes_{vote.group_id}_{name}": getattr(vote, field) for name, field, _ in VOICES
                }
        return cls(data, initial=initial, groups=groups)

    def rows(self) -> list[tuple]:
        """A college and its three fields, for the table."""
        return [(group, [self[f"votes_{group.pk}_{name}"] for name, *_ in VOICES]) for group in self.voting]

    def votes(self) -> dict:
        kept = self.cleaned_data
        return {
            group: tuple(kept[f"votes_{group.pk}_{name}"] or 0 for name, *_ in VOICES)
            for group in self.voting
        }


class MemberForm(HouseForm):
    """One of those who sit at a meeting."""

    mandate = forms.ChoiceField(label="Membre")

    def __init__(self, *args, roll: list[Line], **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(line.mandate.pk): line.mandate for line in roll}
        choices = [(key, f"{each.person}, {each.seat}") for key, each in self.people.items()]
        self.fields["mandate"].choices = [("", "À choisir"), *choices]

    @property
    def member(self):
        return self.people[self.cleaned_data["mandate"]]


class DissentForm(MemberForm):
    text = text_field("Son désaccord", help_text="Tel que le membre demande de l’écrire.")


class OwnedForm(HouseForm):
    """Something that an organisation carries: one of those who sit in the body."""

    text = text_field("Texte")
    owner = forms.ModelChoiceField(
        label="Organisation responsable", queryset=None, required=False, empty_label="À choisir"
    )
    owner_name = forms.CharField(label="Personne chargée du suivi", max_length=150, required=False)
    due_on = day_field("Échéance", required=False)

    def __init__(self, *args, body, **kwargs):
        super().__init__(*args, **kwargs)
        sitting = Organisation.objects.filter(seats__group__body=body)
        chosen = Organisation.objects.filter(pk=getattr(self.initial.get("owner"), "pk", None))
        self.fields["owner"].queryset = (sitting | chosen).distinct()


class DecisionForm(OwnedForm):
    text = text_field("Décision", help_text="Elle entre au registre, public : ne nommez personne.")
    basis = text_field(
        "Fondement", rows=2, required=False, help_text="Un avis, une délibération, un constat."
    )
    review_on = day_field(
        "À revoir le", required=False, help_text="Le jour où l’on regarde ce qu’elle a donné."
    )
    field_order = ["text", "basis", "owner", "owner_name", "due_on", "review_on"]


class DecisionChangeForm(DecisionForm):
    version = ReadField()

    @classmethod
    def of(cls, decision, data=None) -> "DecisionChangeForm":
        names = cls.base_fields
        initial = {name: getattr(decision, name) for name in names}
        return cls(data, initial=initial, body=decision.item.body)


class ActionForm(OwnedForm):
    text = text_field("Action", rows=2, help_text="Ce que quelqu’un fera d’ici la prochaine séance.")


class ApprovalForm(HouseForm):
    on = day_field(
        "Approuvé le", help_text="Le jour de la séance suivante, ou de la fin de la procédure écrite."
    )


class RectifyForm(HouseForm):
    at = forms.ModelChoiceField(label="Séance où le rectificatif est noté", queryset=None, empty_label=None)
    text = text_field("Rectificatif", help_text="Par exemple : « Page 2, lire 12 € au lieu de 21 €. »")

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["at"].queryset = later_meetings(meeting).select_related("body")
