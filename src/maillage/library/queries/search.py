"""What a reader may see and that holds every word of a search, in a fixed number of queries."""

from dataclasses import dataclass

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.safestring import SafeString

from maillage.common.database import rows_holding
from maillage.library.models import FoundWords
from maillage.library.queries.words import excerpt, marked, terms_of

TABLE = FoundWords._meta.db_table


@dataclass(frozen=True)
class Found:
    """A line of the results: the row, its title and a piece of its text, with the words marked."""

    row: object
    title: SafeString
    text: SafeString


def holding(rows: QuerySet, asked: str) -> QuerySet:
    """Among these documents or resources, those that hold every word, those whose title does first."""
    terms = terms_of(asked)
    if not terms:
        return rows.none()
    in_title = Case(
        When(found__pk__in=rows_holding(TABLE, "title_words", terms), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    rows = rows.filter(found__pk__in=rows_holding(TABLE, "words", terms))
    return rows.annotate(rank=in_title).order_by("rank", *rows.model._meta.ordering)


def told(row, text: str, asked: str) -> Found:
    terms = terms_of(asked)
    return Found(row, marked(str(row), terms), excerpt(text, terms))
