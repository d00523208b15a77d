from django import forms

from maillage.common.forms import HouseForm
from maillage.partners.forms.upkeep import number_field
from maillage.partners.models.notices import WEEKDAYS


class BudgetForm(HouseForm):
    person_messages = number_field(
        "Messages par personne et par mois, au plus",
        5,
        60,
        help_text="Au-delà, ce qui peut attendre part dans le résumé de la semaine. Proposé : 8.",
    )
    person_minutes = number_field(
        "Minutes demandées par personne et par mois, au plus",
        30,
        3000,
        help_text="Réunions comprises. Proposé : 240, soit une réunion de deux heures et le travail autour.",
    )
    organisation_messages = number_field("Messages par organisation et par mois, au plus", 5, 600)
    organisation_minutes = number_field("Minutes demandées par organisation et par mois, au plus", 30, 9000)
    digest_weekday = forms.TypedChoiceField(
        label="Jour du résumé", choices=WEEKDAYS, coerce=int, help_text="Il part à huit heures du matin."
    )

    @classmethod
    def of(cls, budget, data=None) -> "BudgetForm":
        return cls(data, initial={name: getattr(budget, name) for name in cls.base_fields})
