from django.urls import path

from maillage.portal.views import public, settings

app_name = "portal"

SITE = "<slug:authority_slug>/"
SETTINGS = f"{SITE}espace/site-public/"

urlpatterns = [
    path(SETTINGS, settings.settings, name="settings"),
    path(f"{SETTINGS}publier/", settings.publish, name="publish"),
    path(f"{SETTINGS}depublier/", settings.unpublish, name="unpublish"),
    path(SITE, public.home, name="home"),
    path(f"{SITE}ma-commune/", public.commune, name="commune"),
    path(f"{SITE}le-projet/", public.project, name="project"),
    path(f"{SITE}glossaire/", public.glossary, name="glossary"),
    path(f"{SITE}documents/", public.documents, name="documents"),
    path(f"{SITE}contact/", public.contact, name="contact"),
    path(f"{SITE}accessibilite/", public.accessibility, name="accessibility"),
    path(f"{SITE}mentions-legales/", public.legal, name="legal"),
    path(f"{SITE}donnees-personnelles/", public.privacy, name="privacy"),
]
