"""What the library keeps on whoever has an account: that they brought something. The thing stays, without the name."""

from maillage.library.models import Document, DocumentVersion, FinalSort, Resource

SIGNED = (
    (Document, "created_by", "created_at"),
    (DocumentVersion, "added_by", "added_at"),
    (Resource, "added_by", "added_at"),
    (FinalSort, "by", "on"),
)


def brought_by(user) -> list[dict]:
    return [
        {"nature": str(model._meta.verbose_name), "nom": str(row), "le": getattr(row, day).isoformat()}
        for model, person, day in SIGNED
        for row in model.everywhere.filter(**{person: user})
    ]


def forget_who_brought(user) -> int:
    return sum(
        model.everywhere.filter(**{person: user}).update(**{person: None}) for model, person, _ in SIGNED
    )
