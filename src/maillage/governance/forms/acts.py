from django import forms

from maillage.common.forms import HouseForm
from maillage.governance.models import Body, Meeting
from maillage.law.enums import ActKind
from maillage.partners.forms.contacts import TO_CHOOSE, day_field


class DeliberationForm(HouseForm):
    title = forms.CharField(
        label="Objet",
        max_length=250,
        help_text="Comme il sera écrit à l’ordre du jour de l’assemblée.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label="De quoi s’agit-il ?",
        choices=TO_CHOOSE + ActKind.choices,
        help_text="La nature dit s’il faut consulter d’abord. La loi ne définit pas l’« évolution substantielle » : "
        "votre règlement intérieur peut fixer un seuil.",
    )
    planned_on = day_field("Vote prévu le")
    summary = forms.CharField(
        label="En quelques mots", required=False, max_length=3_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    body = forms.ModelChoiceField(
        label="Instance à consulter", queryset=None, required=False, empty_label="Aucune pour l’instant"
    )
    meeting = forms.ModelChoiceField(
        label="Séance où l’avis est demandé",
        queryset=None,
        required=False,
        empty_label="Pas encore fixée",
        help_text="Une séance prévue ou tenue de cette instance, avant le vote.",
    )

    def __init__(self, *args, authority, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.filter(authority=authority, closed_on=None)
        meetings = Meeting.objects.filter(body__authority=authority).select_related("body")
        self.fields["meeting"].queryset = meetings.order_by("-starts_at")[:200]

    @classmethod
    def of(cls, act, data=None):
        """To change a plan: a reason is asked for where its kind lets the vote do without the committee."""
        names = ("title", "kind", "planned_on", "summary", "body", "meeting")
        initial = {name: getattr(act, name) for name in names}
        form = cls(data, initial=initial, authority=act.authority)
        form.fields["reason"] = forms.CharField(
            label="Pourquoi changer de nature ?",
            required=False,
            max_length=3_000,
            help_text="Seulement si la nouvelle nature dispense de l’avis, ou si un avis est déjà rendu. "
            "Ce motif est gardé et figure au dossier.",
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        return form

    def clean(self):
        facts = super().clean()
        meeting = facts.get("meeting")
        if meeting and not facts.get("body"):
            facts["body"] = meeting.body
        elif meeting and meeting.body != facts["body"]:
            self.add_error("meeting", f"Cette séance est celle d’une autre instance : {meeting.body}.")
        elif meeting and facts.get("planned_on") and meeting.day > facts["planned_on"]:
            self.add_error("meeting", "Cette séance vient après le vote : choisissez-en une plus tôt.")
        return facts


class VoteForm(HouseForm):
    decided_on = day_field("Voté le")
    number = forms.CharField(label="Numéro de la délibération", required=False, max_length=60)
    reason = forms.CharField(
        label="Pourquoi voter sans l’avis préalable",
        required=False,
        max_length=3_000,
        help_text="À remplir seulement si l’avis manque, ou s’il porte la date du vote. "
        "Ce motif est gardé et figure au dossier.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
