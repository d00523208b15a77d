from itertools import groupby

from django import forms

from maillage.common.forms import HouseForm
from maillage.governance.domain.attendance import Mark
from maillage.governance.enums import Presence
from maillage.governance.queries.attendance import THERE, Line

NOT_NOTED = [("", "Non relevé")]
PLAIN = [(each.value, each.label) for each in Presence if each != Presence.REPRESENTED]


def by_group(roll: list[Line], labels) -> list[tuple]:
    """Choices under the name of each college; `labels` gives (mandate, words) of a line."""
    return [
        (str(group), [(str(mandate.pk), words) for line in lines for mandate, words in labels(line)])
        for group, lines in groupby(roll, key=lambda line: line.group)
    ]


def whole_name(mandate) -> str:
    seat = mandate.seat
    return f"{mandate.person}, {seat.organisation or seat.label or seat.group}"


class MarkForm(HouseForm):
    """How one member is there: the line, its possible alternates, and who may hold its proxy."""

    presence = forms.ChoiceField(label="Présence", choices=Presence.choices, widget=forms.RadioSelect)
    substitute = forms.ChoiceField(
        label="Remplacé par",
        required=False,
        help_text="Pour un siège où le suppléant est venu, sur place ou à distance.",
    )
    proxy_to = forms.ChoiceField(
        label="Pouvoir donné à",
        required=False,
        help_text="Pour un membre représenté : un autre membre présent.",
    )

    def __init__(self, *args, line: Line, roll: list[Line], **kwargs):
        super().__init__(*args, **kwargs)
        others = [each for each in roll if each is not line]
        self.people = {str(each.mandate.pk): each.mandate for each in others}
        self.people |= {str(each.pk): each for each in line.alternates}
        alternates = [(str(each.pk), whole_name(each)) for each in line.alternates]
        self.fields["substitute"].choices = [("", "Personne : le membre est là lui-même"), *alternates]
        self.fields["proxy_to"].choices = [
            ("", "Personne"),
            *by_group(others, lambda each: [(each.mandate, whole_name(each.mandate))]),
        ]
        if not alternates:
            del self.fields["substitute"]

    @classmethod
    def of(cls, line: Line, roll: list[Line], data=None) -> "MarkForm":
        noted = line.attendance
        initial = {"presence": noted.presence if noted else line.foreseen}
        if noted:
            initial |= {
                "substitute": str(noted.substitute_id or ""),
                "proxy_to": str(noted.proxy_to_id or ""),
            }
        elif line.convocation and line.foreseen:
            answer = line.convocation
            initial |= {
                "substitute": str(answer.substitute_id or ""),
                "proxy_to": str(answer.proxy_to_id or ""),
            }
        return cls(data, initial=initial, line=line, roll=roll)

    def mark(self) -> Mark:
        """An alternate means something for whoever is there, a proxy for whoever is represented."""
        kept = self.cleaned_data
        presence = kept["presence"]
        return Mark(
            presence,
            substitute=self.people.get(kept.get("substitute")) if presence in THERE else None,
            proxy_to=self.people.get(kept["proxy_to"]) if presence == Presence.REPRESENTED else None,
        )


class SheetForm(HouseForm):
    """The whole sheet of signatures, one list a member."""

    def __init__(self, *args, roll: list[Line], **kwargs):
        super().__init__(*args, **kwargs)
        self.roll = {f"m{line.mandate.pk}": line for line in roll}
        for name, line in self.roll.items():
            proxies = [
                (f"proxy-{each.mandate.pk}", f"représenté par {each.mandate.person}")
                for each in roll
                if each is not line
            ]
            stands = [(f"substitute-{each.pk}", f"présent, par {each.person}") for each in line.alternates]
            self.fields[name] = forms.ChoiceField(
                label=whole_name(line.mandate),
                required=False,
                choices=[*NOT_NOTED, *PLAIN, *stands, *proxies],
                initial=shown(line),
            )

    def groups(self) -> list[tuple]:
        """The fields under the name of each college, for the screen."""
        named = groupby(self.roll.items(), key=lambda each: each[1].group)
        return [(group, [self[name] for name, _ in lines]) for group, lines in named]

    def marks(self) -> dict:
        people = {line.mandate.pk: line.mandate for line in self.roll.values()}
        people |= {each.pk: each for line in self.roll.values() for each in line.alternates}
        said = {line.mandate: self.cleaned_data[name] for name, line in self.roll.items()}
        return {mandate: read(words, people) for mandate, words in said.items() if words}


def shown(line: Line) -> str:
    noted = line.attendance
    if noted is None:
        return ""
    if noted.presence == Presence.REPRESENTED:
        return f"proxy-{noted.proxy_to_id}"
    return f"substitute-{noted.substitute_id}" if noted.substitute_id else noted.presence


def read(words: str, people: dict) -> Mark:
    kind, _, key = words.partition("-")
    if kind == "proxy":
        return Mark(Presence.REPRESENTED, proxy_to=people[int(key)])
    if kind == "substitute":
        return Mark(Presence.PRESENT, substitute=people[int(key)])
    return Mark(words)


class PresenceForm(HouseForm):
    """On a member's own phone: one's name, and whether one is in the room. No way to mark anyone away."""

    member = forms.ChoiceField(label="Votre nom")
    way = forms.ChoiceField(
        label="Vous participez",
        choices=[("room", "dans la salle"), ("remote", "à distance")],
        widget=forms.RadioSelect,
        initial="room",
    )

    def __init__(self, *args, roll: list[Line], **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(line.mandate.pk): line.mandate for line in roll}
        self.people |= {str(each.pk): each for line in roll for each in own_alternates(line)}
        self.fields["member"].choices = [("", "À choisir"), *by_group(roll, to_sign)]

    @property
    def mandate(self):
        return self.people[self.cleaned_data["member"]]

    @property
    def is_remote(self) -> bool:
        return self.cleaned_data["way"] == "remote"


def own_alternates(line: Line) -> list:
    return [each for each in line.alternates if each.seat_id == line.mandate.seat_id]


def to_sign(line: Line) -> list[tuple]:
    alternates = [
        (each, f"{each.person}, suppléant de {line.mandate.person}") for each in own_alternates(line)
    ]
    return [(line.mandate, whole_name(line.mandate)), *alternates]
