from django import template

from maillage.portal.enums import SHORT_FORMS

register = template.Library()


@register.filter
def in_full(place) -> str:
    """A name without the acronym that it begins with: « CC du Sânon » → « Communauté de communes du Sânon »."""
    first, _, rest = str(place).partition(" ")
    return f"{SHORT_FORMS[first]} {rest}" if first in SHORT_FORMS else str(place)
