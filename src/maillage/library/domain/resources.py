from django.db import transaction

from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.library.domain.indexing import index_resource
from maillage.library.enums import ResourceKind
from maillage.library.models import Resource

SPOKEN = (ResourceKind.VIDEO, ResourceKind.WEBINAR, ResourceKind.TESTIMONY)


@transaction.atomic
def add_resource(authority, *, by, **facts) -> Resource:
    resource = Resource(authority=authority, added_by=by, **facts)
    refuse_nonsense(resource)
    resource.save()
    index_resource(resource)
    record("a ajouté une ressource", actor=by, authority=authority, target=resource)
    return resource


@transaction.atomic
def change_resource(resource: Resource, *, by, **facts) -> None:
    for name, value in facts.items():
        setattr(resource, name, value)
    refuse_nonsense(resource)
    resource.save()
    index_resource(resource)
    record("a changé une ressource", actor=by, authority=resource.authority, target=resource)


@transaction.atomic
def remove_resource(resource: Resource, *, by) -> None:
    """A resource is documentation, no archive of ours: it goes without a visa, with a line in the journal."""
    record("a retiré une ressource", actor=by, authority=resource.authority, target=resource)
    resource.delete()


def refuse_nonsense(resource: Resource) -> None:
    if resource.kind in SPOKEN and not resource.speaker.strip():
        raise DomainError("Dites qui parle : un nom et une qualité.")
    if resource.link and not resource.link.startswith(("https://", "http://")):
        raise DomainError("L’adresse d’origine commence par https://.")
