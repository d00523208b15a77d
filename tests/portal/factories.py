from django.utils import timezone

from maillage.portal.models import PortalSite


def make_site(authority, *, published=True, **fields) -> PortalSite:
    """A site that says what the law asks."""
    words = {
        "title": f"Mobilités : {authority}",
        "headline": "Se déplacer, tout simplement",
        "intro": "Un projet pour vos trajets.",
        "contact_email": "mobilite@example.org",
        "publication_director": "Camille Exemple, présidente",
        "dpo_contact": "dpo@example.org",
        "published_at": timezone.now() if published else None,
    }
    return PortalSite.everywhere.create(authority=authority, **{**words, **fields})
