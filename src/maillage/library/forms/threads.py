from django import forms

from maillage.common.forms import HouseForm
from maillage.common.rich_text import RichTextField, RichTextWidget

LONGEST = 5000


def message_field(label: str, rows: int = 6) -> RichTextField:
    return RichTextField(
        label=label,
        required=True,
        max_length=LONGEST,
        widget=RichTextWidget(attrs={"rows": rows, "data-rich-text": True}),
    )


class ThreadForm(HouseForm):
    title = forms.CharField(label="Sujet", max_length=150)
    circle = forms.ModelChoiceField(
        label="Avec qui", queryset=None, required=False, empty_label="Tous les partenaires"
    )
    text = message_field("Votre message")

    def __init__(self, *args, circles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["circle"].queryset = circles


class PostForm(HouseForm):
    text = message_field("Votre réponse")


class HideForm(HouseForm):
    because = forms.CharField(
        label="Pourquoi le masquer ?", max_length=200, help_text="Tous liront ce motif à la place du message."
    )
