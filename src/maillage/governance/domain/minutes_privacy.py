"""Minutes are public archives: whoever asks to be erased leaves them, what was said and decided stays."""

from maillage.governance.models import Action, Attendance, Decision, Dissent, MinuteLine, Opinion
from maillage.partners.models import Person

FORGOTTEN = "[contact effacé]"
WRITTEN = (
    (MinuteLine, "text", "item__body__authority"),
    (Dissent, "text", "opinion__item__body__authority"),
    (Opinion, "text", "item__body__authority"),
    (Decision, "owner_name", "item__body__authority"),
    (Action, "owner_name", "item__body__authority"),
)


def forget_member(user) -> int:
    """Take the name of each of their cards out of what was written; their line on the roll loses it with the card.

    Returns how many lines of attendance stay, without a name.
    """
    people = list(Person.everywhere.filter(email__in=user.proven_addresses()).select_related("authority"))
    for person in people:
        for model, field, authority in WRITTEN:
            blank(model.everywhere.filter(**{authority: person.authority}), field, person.full_name)
    return Attendance.everywhere.filter(mandate__person__in=people).count()


def blank(rows, field: str, name: str) -> None:
    for row in rows.filter(**{f"{field}__contains": name}):
        rows.filter(pk=row.pk).update(**{field: getattr(row, field).replace(name, FORGOTTEN)})


def forget_line_author(user) -> int:
    return MinuteLine.everywhere.filter(author=user).update(author=None)
