from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from maillage.common.forms import HouseForm
from maillage.governance.enums import MeetingState
from maillage.governance.models import Body
from maillage.governance.queries.calendar_days import WEEKDAYS, moment
from maillage.governance.queries.patterns import PatternFacts

RHYTHMS = [
    (1, "tous les mois"),
    (2, "tous les deux mois"),
    (3, "tous les trois mois"),
    (4, "tous les quatre mois"),
    (6, "tous les six mois"),
    (12, "tous les ans"),
]
RANKS = [(1, "premier"), (2, "deuxième"), (3, "troisième"), (4, "quatrième"), (-1, "dernier")]
DAYS = list(enumerate(WEEKDAYS))
ZONES = [("", "ne pas en tenir compte"), ("A", "zone A"), ("B", "zone B"), ("C", "zone C")]
TWO_YEARS = timedelta(days=730)


def day_field(label: str, **options) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": "Écrivez une date, par exemple 31/12/2026."},
        **options,
    )


def time_field(label: str, **options) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "Écrivez une heure, par exemple 14:30."},
        **options,
    )


def duration_field() -> forms.IntegerField:
    return forms.IntegerField(label="Durée, en minutes", min_value=15, max_value=720, initial=120)


def place_field() -> forms.CharField:
    return forms.CharField(label="Lieu", required=False, max_length=200)


def at(day, time):
    """The moment of a day and an hour of France, as a form says when there is none."""
    try:
        return moment(day, time)
    except ValueError:
        raise ValidationError(
            "Cette heure n’existe pas ce jour-là : les horloges avancent d’une heure."
        ) from None


class MeetingForm(HouseForm):
    """A meeting in full; its body is chosen once, when it is new."""

    body = forms.ModelChoiceField(label="Instance", queryset=None, empty_label="À choisir")
    day = day_field("Date")
    starts = time_field("Début")
    ends = time_field("Fin")
    title = forms.CharField(
        label="Objet", required=False, max_length=200, help_text="À défaut, le nom de l’instance."
    )
    place = place_field()
    address = forms.CharField(
        label="Adresse", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    access_note = forms.CharField(
        label="Comment venir",
        required=False,
        max_length=1_000,
        help_text="Bus, covoiturage, accès en fauteuil.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    video_url = forms.URLField(
        label="Lien de visioconférence", required=False, max_length=500, assume_scheme="https"
    )

    def __init__(self, *args, user, meeting=None, **kwargs):
        super().__init__(*args, **kwargs)
        if meeting:
            del self.fields["body"]
        else:
            self.fields["body"].queryset = Body.objects.visible_to(user).filter(closed_on=None)

    @classmethod
    def of(cls, meeting, user, data=None) -> "MeetingForm":
        names = ("title", "place", "address", "access_note", "video_url")
        start, end = (timezone.localtime(each) for each in (meeting.starts_at, meeting.ends_at))
        initial = {"day": start.date(), "starts": start.time(), "ends": end.time()}
        initial |= {name: getattr(meeting, name) for name in names}
        return cls(data, initial=initial, user=user, meeting=meeting)

    def clean(self):
        facts = super().clean()
        if facts.keys() >= {"day", "starts", "ends"}:
            day = facts.pop("day")
            facts["starts_at"], facts["ends_at"] = at(day, facts.pop("starts")), at(day, facts.pop("ends"))
        return facts


class MoveForm(HouseForm):
    """Another day or hour. Moving those who were called asks for a yes."""

    day = day_field("Nouvelle date")
    time = time_field("Début")
    sure = forms.BooleanField(
        label="Prévenir les membres",
        help_text="Chacun recevra une nouvelle convocation. Les réponses déjà données sont remises à zéro.",
        error_messages={"required": "Cochez cette case : les membres sont déjà convoqués."},
    )

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        if meeting.state != MeetingState.CONVENED:
            del self.fields["sure"]

    @classmethod
    def of(cls, meeting, day=None, data=None) -> "MoveForm":
        start = timezone.localtime(meeting.starts_at)
        return cls(data, initial={"day": day or start.date(), "time": start.time()}, meeting=meeting)

    def clean(self):
        facts = super().clean()
        if facts.keys() >= {"day", "time"}:
            facts["starts_at"] = at(facts["day"], facts["time"])
        return facts


class PatternForm(HouseForm):
    every_months = forms.TypedChoiceField(label="Rythme", choices=RHYTHMS, coerce=int)
    rank = forms.TypedChoiceField(label="Rang dans le mois", choices=RANKS, coerce=int)
    weekday = forms.TypedChoiceField(label="Jour", choices=DAYS, coerce=int)
    starts_at = time_field("Heure")
    duration = duration_field()
    place = place_field()
    first_on = day_field("À partir du")
    last_on = day_field("Jusqu’au", help_text="Trois ans au plus.")
    zone = forms.ChoiceField(label="Éviter les vacances scolaires", required=False, choices=ZONES)
    avoids_august = forms.BooleanField(label="Éviter août", required=False)
    market_days = forms.TypedMultipleChoiceField(
        label="Jours de marché à éviter",
        required=False,
        choices=DAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def of(cls, pattern, zone: str, data=None) -> "PatternForm":
        """What is typed, or the pattern as it stands, or a quarterly Tuesday to begin with."""
        if pattern:
            initial = {name: getattr(pattern, name) for name in cls.base_fields}
        else:
            today = timezone.localdate()
            initial = {"every_months": 3, "rank": 2, "weekday": 1, "starts_at": "14:00", "zone": zone}
            initial |= {"avoids_august": True, "first_on": today, "last_on": today + TWO_YEARS}
        return cls(data, initial=initial)

    def facts(self) -> PatternFacts:
        facts = self.cleaned_data
        return PatternFacts(**{**facts, "market_days": tuple(facts["market_days"])})
