"""The few tags that every template has without asking."""

from django import template
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from rules.templatetags.rules import has_perm

from maillage.common.text import quantity, render_guide, render_markdown

register = template.Library()
register.simple_tag(has_perm)


@register.filter
def figure(value) -> str:
    """A whole number as French readers expect it: 76188 → 76 188 (narrow no-break spaces)."""
    return "–" if value is None else f"{value:,}".replace(",", "\u202f")


@register.filter
def amount(value) -> str:
    """A quantity, with its decimals only if it has some: 1250.50 → 1 250,5."""
    return "–" if value is None else quantity(value)


@register.filter
def hours(minutes: int) -> str:
    """A length of time as it is said: 45 → 45 min, 130 → 2 h 10."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest}\u202fmin"
    return f"{whole}\u202fh\u202f{rest:02}" if rest else f"{whole}\u202fh"


@register.filter
def day_in_words(day) -> str:
    """A date as it is said: « lundi 1er février 2027 »."""
    return date_format(day, "l 1\\e\\r F Y" if day.day == 1 else "l j F Y")


@register.filter
def markdown(text: str) -> str:
    """Markdown to clean HTML."""
    return mark_safe(render_markdown(text))  # noqa: S308  cleaned by nh3


@register.filter
def guide(text: str) -> str:
    """A page of the user guide, which is ours: Markdown with tables and second-level titles."""
    return mark_safe(render_guide(text))  # noqa: S308  our own files
