from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from maillage.common.forms import HouseForm
from maillage.governance.enums import PollAnswerValue
from maillage.governance.forms.plan import at, day_field, duration_field, place_field, time_field
from maillage.governance.queries.calendar_days import hour_in_words

DATES, REQUIRED, SHOWN = 12, 2, 4  # the others are folded away


class PollForm(HouseForm):
    """Up to twelve dates, each with its hour: empty rows are left out."""

    title = forms.CharField(label="Objet", max_length=200, help_text="Par exemple : réunion de printemps.")
    duration = duration_field()
    place = place_field()
    closes_on = day_field("Réponses jusqu’au")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for rank in range(1, DATES + 1):
            self.fields[f"day_{rank}"] = day_field(f"Date {rank}", required=rank <= REQUIRED)
            self.fields[f"time_{rank}"] = time_field(
                f"Heure de la date {rank}", required=False, initial="14:00"
            )

    def plain_fields(self):
        return [self[name] for name in ("title", "duration", "place", "closes_on")]

    def pairs(self):
        return [self.pair(rank) for rank in range(1, SHOWN + 1)]

    def more_pairs(self):
        return [self.pair(rank) for rank in range(SHOWN + 1, DATES + 1)]

    def has_more(self) -> bool:
        return self.is_bound and any(day.value() or time.errors for _, day, time in self.more_pairs())

    def pair(self, rank: int):
        return rank, self[f"day_{rank}"], self[f"time_{rank}"]

    def clean(self):
        facts = super().clean()
        facts["moments"] = []
        for rank in range(1, DATES + 1):
            day, time = facts.pop(f"day_{rank}", None), facts.pop(f"time_{rank}", None)
            if day and not time:
                self.add_error(f"time_{rank}", "Donnez l’heure de cette date.")
            elif day:
                facts["moments"].append(at(day, time))
        return facts


class AnswerForm(HouseForm):
    """Yes, if need be, or no, for each date of one poll."""

    def __init__(self, *args, options, **kwargs):
        super().__init__(*args, **kwargs)
        self.options = list(options)
        for option in self.options:
            start = timezone.localtime(option.starts_at)
            self.fields[f"option_{option.pk}"] = forms.ChoiceField(
                label=f"{date_format(start, 'l j F Y')}, {hour_in_words(option.starts_at)}",
                choices=PollAnswerValue.choices,
                widget=forms.RadioSelect,
                error_messages={"required": "Répondez pour cette date."},
            )
        self.fields["note"] = forms.CharField(
            label="Un mot",
            required=False,
            max_length=500,
            help_text="Une contrainte d’horaire ou de transport, par exemple.",
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    @classmethod
    def of(cls, guest, options, answers, data=None) -> "AnswerForm":
        initial = {f"option_{answer.option_id}": answer.value for answer in answers} | {"note": guest.note}
        return cls(data, options=options, initial=initial)

    def answers(self) -> dict[int, str]:
        return {option.pk: self.cleaned_data[f"option_{option.pk}"] for option in self.options}
