from maillage.journal.models import Entry
from maillage.journal.queries import kind_of

SYSTEM = "Maillage (automate)"
ERASED = "Personne effacée"


def record(verb: str, *, actor=None, authority=None, target=None, **details) -> Entry:
    """Write one line of the journal. Every verb of the house ends with this call, in its own transaction.

    `verb` is a short French past participle fit for the screen (« a invité »). `actor` is a user, or None when
    the machine acts by itself. `target` is any saved row; its name is kept as it read that day, unless the row is a
    person (`is_personal`): the journal cannot be corrected, so that name is looked up at reading (queries.named).
    """
    is_personal = getattr(target, "is_personal", False)
    return Entry.everywhere.create(
        authority=authority,
        actor=actor,
        actor_name=str(actor) if actor else SYSTEM,
        verb=verb,
        target_type=kind_of(target) if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        target_name="" if target is None or is_personal else str(target)[:250],
        details=details,
    )


def forget_actor(user) -> int:
    """Take a person's name off the lines they wrote; the facts stay. Returns the number of lines."""
    return Entry.everywhere.filter(actor=user).update(actor=None, actor_name=ERASED)
