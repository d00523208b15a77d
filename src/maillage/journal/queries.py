from collections.abc import Iterable

from django.apps import apps

from maillage.journal.models import Entry


def entries_of(authority, *, search: str = ""):
    """The journal of one authority, newest first."""
    entries = Entry.objects.filter(authority=authority)
    if search:
        entries = entries.filter(actor_name__icontains=search) | entries.filter(target_name__icontains=search)
    return entries


def named(entries: Iterable[Entry]) -> list[Entry]:
    """The same lines, each with the name of its target in `shown_target`.

    The name of a person is not written in the journal: it is the one they bear today, and nothing is left of it
    once they are erased. One query for each kind of person among the lines.
    """
    lines = list(entries)
    people = {kind_of(model): model for model in apps.get_models() if is_personal(model)}
    names = {}
    for kind in {line.target_type for line in lines} & people.keys():
        keys = {line.target_id for line in lines if line.target_type == kind}
        names |= {(kind, str(row.pk)): str(row) for row in rows_of(people[kind], keys)}
    for line in lines:
        line.shown_target = line.target_name or names.get((line.target_type, line.target_id), "")
    return lines


def is_personal(model) -> bool:
    return getattr(model, "is_personal", False)


def kind_of(model) -> str:
    """What the journal calls this kind of row, in French."""
    return model._meta.verbose_name


def rows_of(model, keys):
    return model._base_manager.filter(pk__in=keys)


def lines_written_by(user) -> list[dict]:
    """What the journal holds on a person, for their export: what they did, and what was done to their account."""
    written = Entry.everywhere.filter(actor=user)
    about = Entry.everywhere.filter(target_type=kind_of(user), target_id=str(user.pk))
    return [
        {
            "le": entry.at.isoformat(),
            "auteur": "moi" if entry.actor_id == user.pk else "une autre personne",
            "verbe": entry.verb,
            "objet": entry.target_name or entry.target_type,
            "précisions": entry.details,
        }
        for entry in written | about
    ]
