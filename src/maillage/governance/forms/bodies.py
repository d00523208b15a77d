from django import forms
from django.utils import timezone

from maillage.common.forms import HouseForm
from maillage.governance.enums import DayCount
from maillage.governance.models import Body, BodyRules, MemberGroup, Seat
from maillage.law.enums import BodyKind, GroupKind, Voice
from maillage.partners.forms.contacts import day_field
from maillage.partners.models import Organisation

LONG = forms.Textarea(attrs={"rows": 3})


def initial_of(row, form) -> dict:
    """What a row says today of the fields that a form asks."""
    return {name: getattr(row, name) for name in form.base_fields if hasattr(row, name)}


class BodyForm(HouseForm):
    name = forms.CharField(label="Nom", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    purpose = forms.CharField(
        label="Rôle", required=False, max_length=2_000, help_text="En une ou deux phrases.", widget=LONG
    )
    area = forms.CharField(
        label="Territoire couvert",
        required=False,
        max_length=200,
        help_text="Laissez vide si c’est tout le territoire de l’autorité.",
    )
    created_on = day_field(
        "Créée le", required=False, help_text="La date de la délibération ou de la décision qui la crée."
    )
    act = forms.CharField(
        label="Délibération qui la crée",
        required=False,
        max_length=200,
        help_text="Par exemple\u00a0: délibération n°\u00a02026-041.",
    )

    @classmethod
    def of(cls, body: Body, data=None) -> "BodyForm":
        return cls(data, initial=initial_of(body, cls))


class NewBodyForm(BodyForm):
    kind = forms.ChoiceField(label="Nature", choices=BodyKind.choices)
    with_template = forms.BooleanField(
        label="Proposer ses collèges et ses sièges",
        required=False,
        initial=True,
        help_text="Ils restent vacants, et vous pourrez tout changer.",
    )
    field_order = ["kind", "name", "purpose", "with_template", "created_on", "act", "area"]


class GroupForm(HouseForm):
    kind = forms.ChoiceField(
        label="Nature",
        choices=GroupKind.choices,
        help_text="C’est elle que le droit regarde\u00a0; le nom est à vous.",
    )
    name = forms.CharField(
        label="Nom", required=False, max_length=150, help_text="À défaut, celui de sa nature."
    )
    has_vote = forms.BooleanField(label="Ses membres ont voix délibérative", required=False, initial=True)

    @classmethod
    def of(cls, group: MemberGroup, data=None) -> "GroupForm":
        return cls(data, initial=initial_of(group, cls))

    def facts(self) -> dict:
        facts = dict(self.cleaned_data)
        return {**facts, "name": facts["name"] or GroupKind(facts["kind"]).label}


class SeatForm(HouseForm):
    organisation = forms.ModelChoiceField(
        label="Organisation",
        queryset=None,
        required=False,
        empty_label="Aucune\u00a0: le siège est à une personne",
        help_text="Parmi vos partenaires.",
    )
    label = forms.CharField(
        label="Intitulé du siège",
        required=False,
        max_length=150,
        help_text="Par exemple\u00a0: vice-présidente aux mobilités, habitant tiré au sort.",
    )
    voices = forms.MultipleChoiceField(
        label="Ce siège parle pour",
        choices=Voice.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ce que l’organisation est déjà (syndicat, association d’usagers…) est compté sans le redire.",
    )

    def __init__(self, *args, authority, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(
            authority=authority, is_active=True
        )

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("organisation") and not cleaned.get("label"):
            self.add_error("label", "Donnez une organisation ou un intitulé.")
        return cleaned

    @classmethod
    def of(cls, seat: Seat, data=None) -> "SeatForm":
        return cls(data, initial=initial_of(seat, cls), authority=seat.group.body.authority)


class RulesForm(HouseForm):
    adopted_on = day_field("Adopté le", help_text="Il s’applique de ce jour jusqu’au règlement suivant.")
    act = forms.CharField(label="Acte d’adoption", required=False, max_length=200)
    notice_days = forms.IntegerField(label="Délai de convocation", min_value=0, max_value=90)
    notice_count = forms.ChoiceField(label="Ce délai se compte en", choices=DayCount.choices)
    quorum_percent = forms.IntegerField(
        label="Quorum, en % des membres",
        required=False,
        min_value=1,
        max_value=100,
        help_text="Vide si vous n’en voulez pas\u00a0: la loi n’en impose pas au comité des partenaires.",
    )
    remote_counts = forms.BooleanField(label="La présence à distance compte", required=False)
    max_proxies = forms.IntegerField(
        label="Pouvoirs par personne",
        min_value=0,
        max_value=20,
        help_text="Zéro s’il n’y a pas de pouvoirs.",
    )
    second_call = forms.BooleanField(
        label="Sans quorum, une deuxième convocation sur le même ordre du jour suffit", required=False
    )
    chair_casts = forms.BooleanField(
        label="La voix de qui préside l’emporte en cas d’égalité", required=False
    )
    minutes_days = forms.IntegerField(
        label="Compte rendu envoyé sous", min_value=1, max_value=365, help_text="En jours après la séance."
    )
    by_calendar_year = forms.BooleanField(
        label="La consultation annuelle se compte par année civile",
        required=False,
        help_text="Sinon, par douze mois glissants. La loi dit seulement « au moins une fois par an ».",
    )
    is_published = forms.BooleanField(label="Avis et comptes rendus sont publiés", required=False)
    notes = forms.CharField(
        label="Autres dispositions",
        required=False,
        max_length=10_000,
        help_text="Par exemple\u00a0: ce que vous appelez une évolution substantielle de l’offre.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    @classmethod
    def of(cls, rules: BodyRules, data=None) -> "RulesForm":
        return cls(data, initial=initial_of(rules, cls))

    @classmethod
    def after(cls, rules: BodyRules | None, data=None) -> "RulesForm":
        """A new version starts from the one in force."""
        initial = initial_of(rules or BodyRules(), cls) | {"adopted_on": timezone.localdate(), "act": ""}
        return cls(data, initial=initial)


class RuleSettingForm(HouseForm):
    """Stricter, or set aside: one of the two, and a reason that will be read."""

    minimum = forms.IntegerField(
        label="Minimum voulu par votre règlement",
        required=False,
        min_value=1,
        max_value=100,
        help_text="Au-dessus de ce que la règle demande.",
    )
    waived_because = forms.CharField(
        label="Motif pour l’écarter",
        required=False,
        max_length=2_000,
        help_text="Il sera montré à côté de la règle, à toute personne qui lit cette page.",
        widget=LONG,
    )

    def __init__(self, *args, rule, **kwargs):
        super().__init__(*args, **kwargs)
        if rule.settings.get("minimum") is None:
            del self.fields["minimum"]

    def facts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
