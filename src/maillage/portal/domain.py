from django.db import transaction
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.portal import queries
from maillage.portal.models import PortalSite


@transaction.atomic
def write_site(authority, *, by, **words) -> PortalSite:
    """Write the words of the public site. What is published keeps the legal minimum."""
    site = queries.site_of(authority)
    for field, value in words.items():
        setattr(site, field, value)
    site.domain = site.domain or None
    others = PortalSite.everywhere.exclude(authority=authority)
    if site.domain and others.filter(domain=site.domain).exists():
        raise DomainError("Ce nom de domaine mène déjà à un autre site.")
    if site.is_published and (missing := queries.missing_for_publication(site)):
        raise DomainError(f"Le site est publié : gardez {' et '.join(missing)}.")
    site.save()
    record("a écrit", actor=by, authority=authority, target=site)
    return site


@transaction.atomic
def publish_site(authority, *, by) -> None:
    """Open the site to everybody, once it says what the law asks."""
    site = queries.site_of(authority)
    if missing := queries.missing_for_publication(site):
        raise DomainError(f"Le site ne peut pas être publié. Il manque {', '.join(missing)}.")
    if not PortalSite.everywhere.filter(pk=site.pk, published_at=None).update(published_at=timezone.now()):
        raise DomainError("Le site est déjà publié.")
    record("a publié", actor=by, authority=authority, target=site)


@transaction.atomic
def unpublish_site(authority, *, by) -> None:
    """Hide the site again; nothing is erased, its words wait."""
    published = PortalSite.everywhere.filter(authority=authority).exclude(published_at=None)
    if not published.update(published_at=None):
        raise DomainError("Le site n’est pas publié.")
    record("a dépublié", actor=by, authority=authority, target=queries.site_of(authority))
