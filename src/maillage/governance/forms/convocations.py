from datetime import datetime, timedelta

from django import forms
from django.utils import timezone

from maillage.common.forms import HouseForm
from maillage.governance.enums import Answer
from maillage.governance.queries.convocations import SHORTEST_REASON, alternates_for, holders_for
from maillage.partners.forms.contacts import day_field

ONE_WEEK = timedelta(days=7)


class ConveneForm(HouseForm):
    late_because = forms.CharField(
        label="Pourquoi convoquer hors délai ?",
        max_length=2_000,
        min_length=SHORTEST_REASON,
        help_text="Ce motif est gardé avec la séance : il servira si la convocation est contestée.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CancelForm(HouseForm):
    because = forms.CharField(
        label="Pourquoi la séance est-elle annulée ?",
        max_length=1_000,
        help_text="Les membres déjà convoqués le liront.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SecondCallForm(HouseForm):
    day = day_field("Date")
    hour = forms.TimeField(label="Heure", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))

    @classmethod
    def of(cls, meeting, data=None) -> "SecondCallForm":
        start = timezone.localtime(meeting.starts_at)
        return cls(data, initial={"day": timezone.localdate() + ONE_WEEK, "hour": start.time()})

    def starts_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"]))


def note_field() -> forms.CharField:
    return forms.CharField(
        label="Un mot pour l’organisation",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ComingForm(HouseForm):
    note = note_field()

    def choice(self) -> dict:
        return {**self.cleaned_data, "value": self.data["answer"]}


class SubstituteForm(HouseForm):
    substitute = forms.ModelChoiceField(
        label="Suppléant", queryset=None, required=False, empty_label="Une autre personne"
    )
    substitute_name = forms.CharField(
        label="Nom de la personne qui viendra",
        required=False,
        max_length=150,
        help_text="Si elle n’est pas déjà suppléante, l’organisation vérifiera sa désignation.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, convocation, **kwargs):
        super().__init__(*args, **kwargs)
        self.note = convocation.note
        named = alternates_for(convocation)
        if named:
            mandates = (
                type(named[0]).everywhere.filter(pk__in=[each.pk for each in named]).select_related("person")
            )
            self.fields["substitute"].queryset = mandates
        else:
            del self.fields["substitute"]
            self.fields["substitute_name"].required = True

    def choice(self) -> dict:
        return {**self.cleaned_data, "note": self.note, "value": Answer.SUBSTITUTE}


class ProxyForm(HouseForm):
    proxy_to = forms.TypedChoiceField(
        label="À qui ?", help_text="Cette personne votera aussi à sa place : il faut la prévenir."
    )

    def __init__(self, *args, convocation, **kwargs):
        super().__init__(*args, **kwargs)
        self.note = convocation.note
        self.holders = {str(row.mandate_id): row.mandate for row in holders_for(convocation)}
        self.fields["proxy_to"].choices = [
            ("", "À choisir"),
            *((pk, said(mandate)) for pk, mandate in self.holders.items()),
        ]

    def choice(self) -> dict:
        proxy_to = self.holders[self.cleaned_data["proxy_to"]]
        return {"note": self.note, "proxy_to": proxy_to, "value": Answer.PROXY}


def said(mandate) -> str:
    """A member among others: name and organisation, never an address."""
    organisation = mandate.seat.organisation
    return f"{mandate.person} ({organisation})" if organisation else str(mandate.person)


def answer_forms(convocation, data=None) -> dict:
    """One small form per way to answer; only the one that was sent is bound. Each has its own identifiers."""
    sent = data.get("answer", "") if data else ""
    kinds = {"coming": (Answer.YES, Answer.NO), "substitute": (Answer.SUBSTITUTE,), "proxy": (Answer.PROXY,)}
    bound = {name: data if sent in values else None for name, values in kinds.items()}
    initial = {
        "note": convocation.note,
        "substitute": convocation.substitute_id,
        "substitute_name": convocation.substitute_name,
        "proxy_to": convocation.proxy_to_id,
    }
    return {
        "coming": ComingForm(bound["coming"], initial=initial, auto_id="coming_%s"),
        "substitute": SubstituteForm(
            bound["substitute"], convocation=convocation, initial=initial, auto_id="substitute_%s"
        ),
        "proxy": ProxyForm(bound["proxy"], convocation=convocation, initial=initial, auto_id="proxy_%s"),
    }
