from django import forms

from maillage.common.forms import HouseForm


def text(label: str, rows: int, longest: int, **options) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class CardForm(HouseForm):
    does = text("Ce que nous faisons", 4, 800, help_text="En deux ou trois phrases, sans sigle.")
    for_whom = text("Pour qui", 2, 400, required=False)
    where = text("Où et quand", 2, 400, required=False)
    asks = text(
        "Ce que nous attendons des autres",
        3,
        600,
        required=False,
        help_text="Une information, un relais, une place, une donnée.",
    )

    @classmethod
    def of(cls, card, data=None) -> "CardForm":
        return cls(data, initial={name: getattr(card, name) for name in cls.base_fields} if card else None)
