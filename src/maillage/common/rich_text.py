"""A field of rich text: a textarea in Markdown, that editor.js turns into an editor where it can."""

from django import forms

from maillage.common.text import render_markdown, to_markdown


class RichTextWidget(forms.Textarea):
    """Gives Markdown back. The editor says that it sends HTML by a second value, `<name>_format`."""

    template_name = "common/rich_text.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["html"] = render_markdown(value or "")
        return context

    def value_from_datadict(self, data, files, name):
        text = super().value_from_datadict(data, files, name) or ""
        if data.get(f"{name}_format") == "html":
            return to_markdown(text)
        return text.replace("\r\n", "\n").strip()


class RichTextField(forms.CharField):
    def __init__(self, **options):
        options.setdefault("widget", RichTextWidget(attrs={"rows": 8, "data-rich-text": True}))
        super().__init__(required=options.pop("required", False), **options)
