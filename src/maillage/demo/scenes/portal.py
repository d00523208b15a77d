"""The public site, complete and published."""

from django_scopes import scope

from maillage.accounts.models import User
from maillage.demo.scenes.people import BY_KEY
from maillage.demo.scenes.territory import SLUG
from maillage.portal.domain import publish_site, write_site
from maillage.portal.models import PortalSite
from maillage.territories.models import Authority

SITE = {
    "title": "Mobilités en Lunévillois",
    "headline": "Se déplacer sans rester sur le bord de la route",
    "intro": "Le pays et ses partenaires préparent un plan pour que chacun puisse se déplacer. "
    "Dites-nous où vous habitez : nous vous dirons qui peut vous aider.",
    "contact_email": "mobilite@lunevillois.example",
    "contact_phone": "03 53 01 54 54",
    "contact_address": "Maison du pays, 1 place des Exemples, 54300 Lunéville",
    "publication_director": "Le président ou la présidente du pays (démonstration)",
    "dpo_contact": "dpo@lunevillois.example",
}


def is_played() -> bool:
    return PortalSite.everywhere.filter(authority__slug=SLUG).exists()


def play() -> None:
    pays = Authority.objects.get(slug=SLUG)
    aicha = User.objects.get(email=BY_KEY["aicha"].email)
    with scope(authority=pays):
        write_site(pays, by=aicha, **SITE)
        publish_site(pays, by=aicha)
