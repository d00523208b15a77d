from django import forms

from maillage.common.forms import HouseForm


class TermForm(HouseForm):
    name = forms.CharField(label="Terme", max_length=80)
    definition = forms.CharField(
        label="Ce que cela veut dire",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Deux phrases courtes, comme à quelqu’un qui arrive.",
    )
    also = forms.CharField(
        label="Autres mots et sigles",
        required=False,
        max_length=200,
        help_text="Séparés par des virgules. Ils sont reconnus dans les textes.",
    )
    source = forms.CharField(
        label="Source", required=False, max_length=200, help_text="Un article de loi, un rapport."
    )

    @classmethod
    def of(cls, word, data=None) -> "TermForm":
        facts = {"name": word.name, "definition": word.definition, "also": word.others, "source": word.source}
        return cls(data, initial=facts)
