from django import forms
from django.utils import timezone

from maillage.common.forms import HouseForm
from maillage.governance.enums import BodyOffice, MandateRole
from maillage.governance.queries import bodies as queries
from maillage.partners.enums import LegalBasis, Origin
from maillage.partners.forms.contacts import day_field, mail_field


class PersonChoice(forms.ModelChoiceField):
    widget = forms.RadioSelect

    def label_from_instance(self, person) -> str:
        return f"{person} ({person.email})" if person.email else str(person)


class MandateForm(HouseForm):
    """Someone already known there, or a newcomer who becomes a contact at the same time."""

    person = PersonChoice(label="Qui\u00a0?", queryset=None, required=False, empty_label=None)
    full_name = forms.CharField(
        label="Une autre personne\u00a0: prénom et nom",
        required=False,
        max_length=150,
        help_text="Elle sera ajoutée à vos contacts.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = mail_field("Son courriel professionnel")
    title = forms.CharField(
        label="Sa fonction dans l’organisation",
        required=False,
        max_length=150,
        help_text="Par exemple\u00a0: délégué.",
    )
    role = forms.ChoiceField(label="Qualité", choices=MandateRole.choices)
    office = forms.ChoiceField(label="Charge", choices=BodyOffice.choices, required=False)
    starts_on = day_field("À partir du")
    ends_on = day_field(
        "Jusqu’au", required=False, help_text="Le premier jour où elle ne siège plus. Vide si rien ne le dit."
    )
    act = forms.CharField(
        label="Acte de désignation",
        required=False,
        max_length=200,
        help_text="Délibération, arrêté, lettre de l’organisation, procès-verbal du tirage au sort.",
    )

    def __init__(self, *args, seat, text: str = "", **kwargs):
        kwargs.setdefault("initial", {"starts_on": timezone.localdate(), "role": MandateRole.TITULAR})
        super().__init__(*args, **kwargs)
        self.seat = seat
        people = queries.people_for(seat, text, chosen=self.data.get("person", ""))
        self.fields["person"].queryset = people
        if not people:
            del self.fields["person"]
        if seat.organisation is None:
            del self.fields["title"]

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("person")) == bool(cleaned.get("full_name")) and not self.errors:
            self.add_error("full_name", "Choisissez une personne connue, ou écrivez le nom d’une autre.")
        return cleaned

    def mandate(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("role", "office", "starts_on", "ends_on", "act")}

    def newcomer(self) -> dict:
        """A contact as the partners keep it; the day when they were informed is left to be written there."""
        return {
            "full_name": self.cleaned_data["full_name"],
            "email": self.cleaned_data["email"],
            "phone": "",
            "origin": Origin.GIVEN_BY_ORGANISATION if self.seat.organisation else Origin.GIVEN_BY_PERSON,
            "legal_basis": LegalBasis.PUBLIC_TASK,
            "collected_on": timezone.localdate(),
            "notice_given_on": None,
        }


class EndForm(HouseForm):
    on = day_field("Fin du mandat", help_text="Le premier jour où la personne ne siège plus.")
    because = forms.CharField(
        label="Pourquoi",
        required=False,
        max_length=200,
        help_text="Démission, fin de fonction, remplacement.",
    )

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class RenewForm(HouseForm):
    starts_on = day_field("Nouveau mandat à partir du")
    ends_on = day_field("Jusqu’au", required=False)
    act = forms.CharField(label="Acte qui renouvelle", max_length=200)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("initial", {"starts_on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class MandateChoices(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, mandate) -> str:
        until = f", jusqu’au {mandate.ends_on:%d/%m/%Y}" if mandate.ends_on else ""
        role = "" if mandate.role == MandateRole.TITULAR else f", {mandate.get_role_display()}"
        return f"{mandate.person} – {mandate.seat}{role}{until}"


class RenewAllForm(RenewForm):
    keep = MandateChoices(
        label="Qui reste\u00a0?",
        queryset=None,
        required=False,
        help_text="Le mandat des personnes décochées finit ce jour-là\u00a0; leur siège devient vacant.",
    )
    field_order = ["act", "starts_on", "ends_on", "keep"]

    def __init__(self, *args, body, **kwargs):
        super().__init__(*args, **kwargs)
        running = queries.running_mandates(body)
        self.fields["keep"].queryset = running
        self.fields["keep"].initial = [mandate.pk for mandate in running]
