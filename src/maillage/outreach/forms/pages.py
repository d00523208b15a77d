from django import forms

from maillage.common.rich_text import RichTextField
from maillage.outreach.enums import Joined

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
NEWS = ("title", "summary", "text", "happens_on", "picture")
POSTER = ("title", "lead", "when", "where", "points", "path", "call", "contact")


class AudienceForm(forms.Form):
    name = forms.CharField(label="Nom du public", max_length=120)
    joined = forms.ChoiceField(
        label="Une personne en fait partie si elle remplit",
        choices=Joined.choices,
        widget=forms.RadioSelect,
        initial=Joined.ANY,
    )


class RuleForm(forms.Form):
    rule = forms.ChoiceField(label="Qui ?")
    is_exclusion = forms.BooleanField(label="Laisser ces personnes de côté", required=False)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = choices


class NewsForm(forms.Form):
    title = forms.CharField(label="Titre", max_length=120)
    summary = forms.CharField(
        label="En une phrase", max_length=250, help_text="Ce qu’en disent les listes et les lettres."
    )
    happens_on = forms.DateField(label="Date", widget=DAY, help_text="Le jour dont parle l’actualité.")
    text = RichTextField(label="Texte", required=True, max_length=10_000)
    picture = forms.ModelChoiceField(label="Image", queryset=None, required=False, empty_label="Sans image")
    new_picture = forms.FileField(label="Ou une nouvelle image", required=False)
    alt = forms.CharField(
        label="Description de la nouvelle image",
        max_length=250,
        required=False,
        help_text="Ce que l’image montre, pour qui ne la voit pas.",
    )

    def __init__(self, *args, pictures, news=None, **kwargs):
        if news:
            kwargs["initial"] = {name: getattr(news, name) for name in NEWS}
        super().__init__(*args, **kwargs)
        self.fields["picture"].queryset = pictures

    def news(self) -> dict:
        return {name: self.cleaned_data[name] for name in NEWS}


class PosterForm(forms.Form):
    title = forms.CharField(label="Titre", max_length=80, help_text="Huit mots au plus : il se lit de loin.")
    lead = forms.CharField(label="Accroche", max_length=200)
    when = forms.CharField(label="Quand", max_length=80, required=False)
    where = forms.CharField(label="Où", max_length=120, required=False)
    points = forms.CharField(
        label="À savoir",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Une ligne par point, quatre au plus.",
    )
    path = forms.ChoiceField(label="Le QR code mène à")
    call = forms.CharField(label="Ce que fait le QR code", max_length=60, initial="Je m’abonne aux lettres")
    contact = forms.CharField(
        label="Sans internet",
        max_length=120,
        required=False,
        help_text="Un téléphone ou un lieu : tout le monde n’a pas de téléphone portable.",
    )

    def __init__(self, *args, pages, poster=None, **kwargs):
        if poster:
            kwargs["initial"] = {name: getattr(poster, name) for name in POSTER}
        super().__init__(*args, **kwargs)
        known = [*pages]
        if poster and poster.path not in {path for path, _ in known}:
            known.append((poster.path, poster.path))
        self.fields["path"].choices = known

    def clean_points(self):
        lines = [line.strip() for line in self.cleaned_data["points"].splitlines() if line.strip()]
        if len(lines) > 4:  # noqa: PLR2004  what a poster holds
            raise forms.ValidationError("Quatre points au plus : une affiche se lit en marchant.")
        return "\n".join(lines)


class FileForm(forms.Form):
    file = forms.FileField(label="Fichier", help_text="CSV, XLSX ou ODS.")
