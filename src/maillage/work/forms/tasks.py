from django import forms
from django.utils.functional import cached_property

from maillage.accounts.models import User
from maillage.common.forms import HouseForm
from maillage.partners.forms.contacts import day_field
from maillage.partners.models import Circle, Function, Organisation, Person
from maillage.work.enums import Repeats, TaskState


def owner_choices(authority) -> list:
    """Those who may be given a task: the team, the partners, then the people who work there."""
    team = User.objects.filter(memberships__authority=authority, is_active=True).order_by(
        "full_name", "email"
    )
    partners = Organisation.objects.filter(authority=authority, is_active=True)
    held = Function.objects.held().filter(organisation__authority=authority, organisation__is_active=True)
    rows = held.select_related("person", "organisation").order_by("person__full_name", "pk")
    people = {f"p{each.person_id}": f"{each.person}, {each.organisation}" for each in rows}
    return [
        ("", "Personne encore"),
        ("Comptes", [(f"u{user.pk}", str(user)) for user in team]),
        ("Organisations", [(f"o{each.pk}", each.name) for each in partners]),
        ("Contacts", list(people.items())),
    ]


def owner_key(owner) -> str:
    kinds = {User: "u", Organisation: "o", Person: "p"}
    return f"{kinds[type(owner)]}{owner.pk}" if owner else ""


class TaskForm(HouseForm):
    title = forms.CharField(
        label="Que faut-il faire\u00a0?",
        max_length=200,
        help_text="Une phrase qui commence par un verbe.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    owner = forms.ChoiceField(
        label="Qui s’en charge\u00a0?",
        required=False,
        help_text="Une seule personne ou organisation ; elle reçoit un message.",
    )
    due_on = day_field("Pour le", required=False)
    circle = forms.ModelChoiceField(
        label="Groupe de travail",
        queryset=None,
        required=False,
        empty_label="Aucun",
        help_text="Les membres de cette instance ou de ce collège la voient.",
    )
    repeats = forms.ChoiceField(label="Revient", choices=Repeats.choices, required=False)
    text = forms.CharField(
        label="Précisions", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )

    urgent_because = forms.CharField(
        label="Urgent\u00a0? Dites pourquoi",
        required=False,
        max_length=300,
        help_text="Seulement si la personne doit le savoir aujourd’hui, même si son budget du mois est épuisé. "
        "Le motif est gardé et affiché.",
    )

    def __init__(self, *args, authority, owner=None, **kwargs):
        super().__init__(*args, **kwargs)
        choices = owner_choices(authority)
        known = {key for _, rows in choices[1:] for key, _ in rows}
        if (
            owner and owner_key(owner) not in known
        ):  # left since, or retired from the list: kept until changed
            choices.insert(1, (owner_key(owner), str(owner)))
        self.fields["owner"].choices = choices
        self.fields["circle"].queryset = Circle.objects.filter(authority=authority, closed_on=None)

    @classmethod
    def of(cls, task, data=None) -> "TaskForm":
        names = ("title", "due_on", "circle", "repeats", "text")
        initial = {name: getattr(task, name) for name in names} | {"owner": owner_key(task.owner)}
        form = cls(data, initial=initial, authority=task.authority, owner=task.owner)
        del form.fields["urgent_because"]
        return form

    @cached_property
    def facts(self) -> dict:
        return self.cleaned_data | {"owner": owner_behind(self.cleaned_data["owner"])}


def owner_behind(key: str) -> User | Organisation | Person | None:
    models = {"u": User.objects, "o": Organisation.objects, "p": Person.objects.select_related("authority")}
    return models[key[0]].get(pk=key[1:]) if key else None


class StateForm(HouseForm):
    state = forms.ChoiceField(
        choices=[
            choice
            for choice in TaskState.choices
            if choice[0] in {TaskState.TODO, TaskState.DOING, TaskState.DONE, TaskState.DROPPED}
        ]
    )


class CannotForm(HouseForm):
    """« Je ne peux pas »: another day, someone else, or only why."""

    due_on = day_field("Une autre date", required=False)
    owner = forms.CharField(
        label="Une autre personne",
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    because = forms.CharField(
        label="Pourquoi", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class CommentForm(HouseForm):
    text = forms.CharField(label="Votre mot", max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


class StepForm(HouseForm):
    text = forms.CharField(label="Ajouter une étape", max_length=200)
