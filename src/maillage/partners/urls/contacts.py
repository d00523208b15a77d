from django.urls import path

from maillage.partners.enums import RecordKind
from maillage.partners.views import door, merge, organisations, people

PARTNERS = "<slug:authority_slug>/espace/partenaires/"
ONE = f"{PARTNERS}<int:pk>/"
CONTACT = f"{PARTNERS}contacts/<int:pk>/"
SPACE = "<slug:authority_slug>/partenaires/"

urlpatterns = [
    path(f"{SPACE}mon-lien/", door.ask, name="door_ask"),
    path(f"{SPACE}quitter/", door.leave, name="door_leave"),
    path(f"{SPACE}entrer/<str:token>/", door.door, name="door"),
    path(f"{CONTACT}liens/", people.contact_take_back, name="contact_take_back"),
    path(PARTNERS, organisations.organisation_list, name="list"),
    path(f"{PARTNERS}mairies/", organisations.town_halls, name="town_halls"),
    path(f"{PARTNERS}nouveau/", organisations.organisation_new, name="new"),
    path(ONE, merge.or_heir(organisations.organisation, RecordKind.ORGANISATION.value), name="organisation"),
    path(f"{ONE}modifier/", organisations.organisation_change, name="change"),
    path(f"{ONE}retirer/", organisations.organisation_close, name="close"),
    path(f"{ONE}remettre/", organisations.organisation_reopen, name="reopen"),
    path(f"{ONE}echanges/nouveau/", organisations.exchange_new, name="exchange_new"),
    path(f"{ONE}contacts/nouveau/", people.contact_new, name="contact_new"),
    path(CONTACT, merge.or_heir(people.contact, RecordKind.PERSON.value), name="contact"),
    path(f"{CONTACT}verifier/", people.contact_verify, name="contact_verify"),
    path(f"{CONTACT}opposition/", people.contact_oppose, name="contact_oppose"),
    path(f"{CONTACT}effacer/", people.contact_forget, name="contact_forget"),
    path(f"{PARTNERS}fonctions/<int:pk>/finir/", people.function_end, name="function_end"),
    path(f"{PARTNERS}fonctions/<int:pk>/referent/", people.function_referent, name="function_referent"),
]
