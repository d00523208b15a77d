import re

from django import forms
from django.core.validators import RegexValidator

from maillage.common.forms import HouseForm
from maillage.portal.enums import AccessibilityStatus

HOST_NAME = RegexValidator(
    r"^(?=.{4,200}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$",
    "Écrivez un nom de domaine seul, par exemple mobilites.exemple.fr, sans « https:// ».",
    flags=re.IGNORECASE,
)


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SiteForm(HouseForm):
    title = forms.CharField(label="Titre du site", max_length=80)
    headline = forms.CharField(
        label="Accroche", max_length=120, help_text="La grande phrase de l’accueil. Moins de quinze mots."
    )
    intro = forms.CharField(
        label="Présentation",
        max_length=500,
        widget=area(3),
        help_text="Deux ou trois phrases courtes, sans sigle.",
    )
    contact_email = forms.EmailField(label="Courriel de contact", required=False)
    contact_phone = forms.CharField(
        label="Téléphone de contact",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    contact_address = forms.CharField(
        label="Adresse postale", max_length=300, required=False, widget=area(3), help_text="Celle du siège."
    )
    publication_director = forms.CharField(
        label="Directeur ou directrice de la publication",
        max_length=150,
        required=False,
        help_text="Prénom, nom et fonction ; le plus souvent, la présidente ou le président.",
    )
    dpo_contact = forms.CharField(
        label="Délégué à la protection des données",
        max_length=200,
        required=False,
        help_text="Nom ou service, et comment lui écrire.",
    )
    accessibility_audited_on = forms.DateField(
        label="Dernier audit d’accessibilité, le",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text="Sans audit, la loi oblige à écrire « non conforme ».",
    )
    accessibility_status = forms.ChoiceField(
        label="Ce que dit l’audit (RGAA)", choices=AccessibilityStatus.choices, required=False
    )
    accessibility_gaps = forms.CharField(
        label="Contenus non accessibles", max_length=3000, required=False, widget=area(4)
    )
    domain = forms.CharField(
        label="Nom de domaine",
        max_length=200,
        required=False,
        validators=[HOST_NAME],
        help_text="Par exemple mobilites.exemple.fr. La personne qui exploite le serveur doit aussi le déclarer.",
    )

    def clean_domain(self) -> str:
        return self.cleaned_data["domain"].lower()

    def clean(self):
        super().clean()
        status = self.cleaned_data.get("accessibility_status") or AccessibilityStatus.NONE
        self.cleaned_data["accessibility_status"] = status
        if status != AccessibilityStatus.NONE and not self.cleaned_data.get("accessibility_audited_on"):
            self.add_error(
                "accessibility_audited_on", "Donnez la date de l’audit, ou choisissez « non conforme »."
            )

    @classmethod
    def of(cls, site) -> "SiteForm":
        return cls(initial={name: getattr(site, name) for name in cls.base_fields})
