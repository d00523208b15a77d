from django.db.models import QuerySet

from maillage.library.enums import ResourceKind
from maillage.library.models import Resource
from maillage.library.queries.search import holding
from maillage.partners.queries.circles import Reader

PAGE = 24


def resources_for(reader: Reader, authority, *, text: str = "", kind: str = "", topic: str = "") -> QuerySet:
    rows = Resource.objects.readable_by(reader).filter(authority=authority)
    if kind in ResourceKind.values:
        rows = rows.filter(kind=kind)
    if topic:
        rows = rows.filter(topic=topic)
    return holding(rows, text) if text.strip() else rows


def topics_of(reader: Reader, authority) -> list[str]:
    rows = Resource.objects.readable_by(reader).filter(authority=authority).exclude(topic="")
    return list(rows.order_by("topic").values_list("topic", flat=True).distinct())
