"""How a form is drawn: one template for every field, with its help and its errors tied to it."""

from collections.abc import Sequence

from django import forms
from django.forms.renderers import TemplatesSetting


class HouseRenderer(TemplatesSetting):
    field_template_name = "common/field.html"
    form_template_name = "common/form.html"


class HouseForm(forms.Form):
    """A form of the house: our renderer, no colon after labels, errors under their field."""

    default_renderer = HouseRenderer()

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class SuggestedInput(forms.TextInput):
    """One line of text with what may be written in it; nobody is held to it, and it works without JavaScript."""

    template_name = "common/suggested_input.html"
    suggestions: Sequence[str] = ()

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        if self.suggestions:
            widget["suggestions"] = self.suggestions
            widget["attrs"]["list"] = f"{widget['attrs'].get('id', name)}_suggestions"
        return context
