"""How a form is drawn: one template for every field, with its help and its errors tied to it."""

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
