import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.common.forms import HouseForm
from maillage.governance.domain.draws import Share
from maillage.governance.models import Body, Draw
from maillage.partners.forms.contacts import day_field

ONE_SHARE = re.compile(r"^(?P<value>.+?)\s*[;:\t]\s*(?P<share>\d+(?:[.,]\d+)?)\s*%?$")
MOST_MEGABYTES = 5


def text_field(label: str, length: int, **options) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, widget=forms.TextInput(attrs={"autocomplete": "off"}), **options
    )


def long_field(label: str, length: int, rows: int = 3, **options) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class DrawForm(HouseForm):
    name = text_field("Nom du tirage", 200, help_text="Par exemple : Habitants du comité des partenaires.")
    body = forms.ModelChoiceField(
        label="Pour quelle instance ?",
        queryset=None,
        required=False,
        empty_label="Aucune, ou pas encore créée",
    )
    purpose = long_field(
        "À quoi serviront les personnes tirées au sort ?",
        2_000,
        required=False,
        help_text="Publié : la mission, combien de réunions, ce qui est remboursé.",
    )
    conditions = text_field("Qui peut se porter candidat ?", 300)
    size = forms.IntegerField(label="Combien de personnes ?", min_value=1, max_value=1_000)
    reserve_size = forms.IntegerField(
        label="Combien en réserve ?",
        min_value=0,
        max_value=1_000,
        help_text="Autant que de personnes tirées, pour que chacune ait qui lui ressemble.",
    )
    term_months = forms.IntegerField(
        label="Durée du mandat, en mois",
        min_value=1,
        max_value=120,
        help_text="La loi ne la fixe pas ; deux ans se pratiquent ailleurs.",
    )
    closes_on = day_field("Dernier jour des inscriptions", required=False)
    public_source = text_field(
        "Nombre public attendu",
        200,
        required=False,
        help_text="Un nombre que personne ne connaît encore, et que tous verront : « numéros du Loto du 12 "
        "décembre 2026 ». Avec lui, même nous ne pouvons pas deviner le résultat avant ce jour.",
    )

    def __init__(self, *args, authority, **kwargs):
        kwargs.setdefault(
            "initial",
            {
                "size": 12,
                "reserve_size": 12,
                "term_months": 24,
                "conditions": Draw._meta.get_field("conditions").default,
            },
        )
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.filter(authority=authority, closed_on=None)

    @classmethod
    def of(cls, draw, data=None) -> "DrawForm":
        initial = {name: getattr(draw, name) for name in cls.base_fields}
        return cls(data, initial=initial, authority=draw.authority)


class CriterionForm(HouseForm):
    """One criterion typed by hand: the house holds no shares by sex or age."""

    criterion = text_field("Critère", 60, help_text="Par exemple : sexe, âge, accès à une voiture.")
    shares = long_field(
        "Valeurs et parts de la population, une par ligne",
        2_000,
        rows=5,
        help_text="Par exemple : « 16 à 29 ans ; 17,5 ». Les parts font 100 %.",
    )
    source = text_field("Source des parts", 200, help_text="Par exemple : Insee, recensement 2022.")
    is_exact = forms.BooleanField(
        label="Quotas exacts",
        required=False,
        help_text="Sinon, chaque quota admet une personne de plus ou de moins : il est plus facile à tenir.",
    )

    def clean_shares(self) -> list[Share]:
        shares = []
        for line in filter(str.strip, self.cleaned_data["shares"].splitlines()):
            found = ONE_SHARE.match(line.strip())
            if found is None:
                raise forms.ValidationError(f"« {line.strip()} » : écrivez une valeur, « ; », puis sa part.")
            value = found["value"].strip()[:100]
            shares.append(Share(value, float(found["share"].replace(",", ".")) / 100))
        return shares


class LimitsForm(forms.Form):
    """The minimums and maximums of every stratum, in one table."""

    def __init__(self, *args, strata, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys = [stratum.pk for stratum in strata]
        for key in self.keys:
            for side in ("min", "max"):
                self.fields[f"{side}_{key}"] = forms.IntegerField(min_value=0, max_value=1_000)

    def limits(self) -> dict[int, tuple[int, int]]:
        data = self.cleaned_data
        return {key: (data[f"min_{key}"], data[f"max_{key}"]) for key in self.keys}


class CandidatesFileForm(HouseForm):
    file = forms.FileField(
        label="Fichier CSV",
        help_text="Une ligne par personne : nom, courriel, téléphone, adresse, puis une colonne par critère.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_MEGABYTES * 1_000_000:
            raise forms.ValidationError(f"Ce fichier dépasse {MOST_MEGABYTES} mégaoctets.")
        return file


class SeatForm(HouseForm):
    starts_on = day_field("Début du mandat")
    act = text_field(
        "Acte de désignation", 200, required=False, help_text="La délibération, s’il y en a une."
    )

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("initial", {"starts_on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class CandidacyForm(HouseForm):
    """What anyone fills to offer themselves: no more than the draw asks for."""

    full_name = forms.CharField(
        label=_("Prénom et nom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Courriel"),
        max_length=254,
        required=False,
        help_text=_("Nous y envoyons votre code. Sans courriel, laissez un téléphone."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Téléphone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args, draw, strata, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria: dict[str, tuple[str, dict[str, str]]] = {}
        by_criterion: dict[str, list] = {}
        for stratum in strata:
            by_criterion.setdefault(stratum.criterion, []).append(stratum)
        communes = dict(draw.authority.communes.order_by("name").values_list("code", "name"))
        for rank, (criterion, rows) in enumerate(by_criterion.items()):
            self.add_criterion(f"critere_{rank}", criterion, rows, communes)
        self.fields["fits"] = forms.BooleanField(
            label=_("Je remplis les conditions"), help_text=draw.conditions
        )
        # People do not see this one; programs that fill every field give themselves away.
        self.fields["site"] = forms.CharField(required=False, max_length=200)

    def add_criterion(self, name: str, criterion: str, rows: list, communes: dict[str, str]) -> None:
        if any(row.communes for row in rows):
            values = {code: row.value for row in rows for code in row.communes if code in communes}
            choices = sorted(((code, communes[code]) for code in values), key=lambda pair: pair[1])
            label = _("Votre commune")
        else:
            values = {row.value: row.value for row in rows}
            choices, label = list(values.items()), criterion
        self.criteria[name] = (criterion, values)
        self.fields[name] = forms.ChoiceField(label=label, choices=[("", _("À choisir")), *choices])

    def clean(self) -> dict:
        data = super().clean()
        if not (data.get("email") or data.get("phone") or self.errors):
            raise forms.ValidationError(
                _("Laissez un courriel ou un téléphone : sinon, comment vous prévenir ?")
            )
        return data

    @property
    def is_machine(self) -> bool:
        return bool(self.cleaned_data.get("site"))

    def candidate(self) -> dict:
        data = self.cleaned_data
        answers = {criterion: values[data[name]] for name, (criterion, values) in self.criteria.items()}
        return {**{name: data[name] for name in ("full_name", "email", "phone")}, "answers": answers}
