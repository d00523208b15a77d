from django import forms

from maillage.common.rich_text import RichTextField
from maillage.outreach.enums import BlockKind, LetterKind
from maillage.outreach.models import Letter

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LetterForm(forms.Form):
    subject = forms.CharField(label="Objet", max_length=120, help_text="Ce que dit la lettre, en une ligne.")
    kind = forms.ChoiceField(
        label="Nature",
        choices=LetterKind.choices,
        widget=forms.RadioSelect,
        initial=LetterKind.COMMON,
        help_text="Un courriel commun va aux partenaires ; une lettre d’information, à qui s’est abonné.",
    )
    audience = forms.ModelChoiceField(
        label="Public", queryset=None, required=False, empty_label="À choisir plus tard"
    )

    def __init__(self, *args, audiences, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["audience"].queryset = audiences


class LetterSettingsForm(LetterForm):
    facts_since = forms.DateField(
        label="Faits depuis le",
        required=False,
        widget=DAY,
        help_text="Les décisions, dates et résultats proposés datent de ce jour ou d’après.",
    )
    is_public = forms.BooleanField(
        label="Publier dans les archives du site",
        required=False,
        help_text="La partie commune seulement, une fois la lettre partie.",
    )

    @classmethod
    def of(cls, letter: Letter, data=None, *, audiences):
        names = ("subject", "kind", "audience", "facts_since", "is_public")
        return cls(data, initial={name: getattr(letter, name) for name in names}, audiences=audiences)


class TitleForm(forms.Form):
    text = forms.CharField(label="Titre", max_length=120)


class TextForm(forms.Form):
    text = RichTextField(label="Texte", required=True, max_length=5000)


class ButtonForm(forms.Form):
    text = forms.CharField(label="Mots du bouton", max_length=60, help_text="Un verbe : « Donner mon avis ».")
    url = forms.URLField(label="Adresse", max_length=500, assume_scheme="https")


class FactForm(forms.Form):
    is_for_all = forms.BooleanField(
        label="Dire ce fait à tous",
        required=False,
        help_text="Sinon, seulement à celles et ceux qu’il touche.",
    )


class NewPictureForm(forms.Form):
    file = forms.FileField(label="Image", help_text="JPEG ou PNG, 20 Mo au plus.")
    alt = forms.CharField(
        label="Description", max_length=250, help_text="Ce que l’image montre, pour qui ne la voit pas."
    )


class PickNewsForm(forms.Form):
    news = forms.ModelChoiceField(label="Actualité publiée", queryset=None, empty_label="À choisir")

    def __init__(self, *args, news, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["news"].queryset = news


class PaperForm(forms.Form):
    file = forms.FileField(
        label="Fichier",
        help_text="PDF, LibreOffice, Office ou image. La lettre portera un lien, pas le fichier.",
    )


class DividerForm(forms.Form):
    """A line between two parts: nothing to fill in."""


FORMS = {
    BlockKind.DIVIDER: DividerForm,
    BlockKind.TITLE: TitleForm,
    BlockKind.TEXT: TextForm,
    BlockKind.BUTTON: ButtonForm,
}


class ReleaseForm(forms.Form):
    """The last question before a letter leaves."""

    at = forms.DateTimeField(
        label="Jour et heure du départ",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Vide : la lettre part tout de suite.",
    )
    urgent_because = forms.CharField(
        label="Urgente, parce que",
        max_length=250,
        required=False,
        help_text="Seulement si elle ne peut pas attendre : elle part alors même à qui a déjà beaucoup reçu ce mois-ci.",
    )
    typed = forms.IntegerField(label="Combien de personnes ?", min_value=1)

    def __init__(self, *args, count: int, must_type: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if must_type:
            self.fields["typed"].help_text = f"Tapez {count} pour confirmer."
        else:
            del self.fields["typed"]
