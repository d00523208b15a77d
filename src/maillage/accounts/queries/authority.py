from django.db.models import Max, Sum

from maillage.territories.models import Authority


def authority_facts(authority: Authority) -> dict:
    """What another program may know of an authority and its land."""
    totals = authority.communes.aggregate(population=Sum("population"), vintage=Max("vintage"))
    parts = authority.parts.order_by("level", "code").values_list("level", "code", "vintage")
    return {
        "slug": authority.slug,
        "name": authority.name,
        "kind": authority.kind,
        "kind_label": authority.get_kind_display(),
        "parts": [{"level": level, "code": code, "vintage": vintage} for level, code, vintage in parts],
        "communes": sorted(authority.communes.values_list("code", flat=True)),
        **totals,
    }
