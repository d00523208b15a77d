"""The town halls in one click, then forty-two partners with their people and a year of exchanges. All fictive."""

from datetime import timedelta

from django.utils import timezone
from django_scopes import scope

from maillage.accounts.models import User
from maillage.demo.enums import CHARACTERS, EXTRAS
from maillage.demo.scenes.partner_cards import PARTNERS
from maillage.demo.scenes.people import BY_KEY
from maillage.demo.scenes.territory import SLUG
from maillage.partners.domain.contacts import (
    add_contact,
    add_organisation,
    add_town_halls,
    oppose_person,
    record_interaction,
    verify_person,
)
from maillage.partners.models import Organisation, Person
from maillage.territories.models import Authority

# Which partner, how many days ago, with what, what was said.
EXCHANGES = (
    (0, 21, "call", "Prêts à essayer un tarif réduit le jeudi, jour de marché."),
    (0, 160, "meeting", "Présentation du projet. Intérêt pour les trajets vers l’hôpital."),
    (1, 45, "visit", "Visite de l’atelier : douze voitures en location, liste d’attente de six semaines."),
    (3, 12, "promise", "Une liste des offres d’emploi refusées faute de transport, avant la fin du mois."),
    (3, 95, "meeting", "Accord pour relayer le questionnaire auprès des personnes suivies."),
    (4, 8, "call", "Deux jeunes sur trois suivis n’ont ni permis ni voiture."),
    (4, 240, "meeting", "Première rencontre, besoins des jeunes du nord du territoire."),
    (6, 60, "answer", "Le conseil d’administration accepte de participer au comité des partenaires."),
    (9, 33, "meeting", "Point sur les aides au permis et leur recours."),
    (10, 310, "mail", "Demande de rendez-vous, sans réponse à ce jour."),
    (11, 130, "visit", "Horaires des cars incompatibles avec les stages de cuisine."),
    (13, 75, "meeting", "Quarante entreprises sondées sur les horaires décalés."),
    (15, 27, "answer", "Contribution écrite de quatre pages sur les correspondances en gare."),
    (17, 18, "call", "Calendrier du contrat opérationnel de mobilité confirmé."),
    # one that drifts away: close for months, then nothing
    (20, 395, "meeting", "Vingt chauffeurs bénévoles prêts à couvrir le Piémont."),
    (20, 370, "promise", "Un planning partagé des trajets avant l’été."),
    (20, 330, "call", "Besoin d’aide pour le remboursement des frais."),
    (20, 290, "mail", "Relance sur le planning partagé, sans réponse."),
    (21, 15, "meeting", "Le bassin de mobilité prépare son plan d’action commun."),
    (25, 40, "visit", "Atelier de réparation et location à deux euros par jour."),
    (26, 52, "promise", "Dix places réservées aux personnes envoyées par les partenaires."),
    (28, 66, "meeting", "Permanence mobilité le premier mercredi du mois."),
    (30, 24, "call", "Un stand au marché de Noël pour recueillir des avis."),
    (32, 110, "meeting", "Rendez-vous de soin manqués : un sur cinq faute de transport."),
    (35, 37, "answer", "Cent apprentis interrogés sur leurs trajets."),
    (36, 29, "call", "Horaires décalés : quinze entreprises prêtes à s’accorder."),
    (38, 58, "answer", "Demande un siège au comité des partenaires."),
    (40, 44, "meeting", "Visite des quais : trois arrêts inaccessibles en fauteuil."),
)


# Those who also have an account: the same address, so that they see the bodies where they sit.
OWN_ADDRESS = {each.name: each.email for each in (*CHARACTERS, *EXTRAS)}


def is_played() -> bool:
    return Organisation.everywhere.filter(authority__slug=SLUG).exists()


def play() -> None:
    pays = Authority.objects.get(slug=SLUG)
    aicha, bruno = (User.objects.get(email=BY_KEY[key].email) for key in ("aicha", "bruno"))
    with scope(authority=pays):
        add_town_halls(pays, by=aicha)
        rows = [settle(pays, rank, facts, by=bruno) for rank, facts in enumerate(PARTNERS)]
        for rank, days, kind, summary in EXCHANGES:
            day = timezone.localdate() - timedelta(days=days)
            record_interaction(rows[rank], kind=kind, happened_on=day, summary=summary, by=bruno)
        oppose_person(Person.objects.get(full_name="Lison Thiébaut"), by=bruno)


def settle(pays, rank: int, facts: tuple, *, by) -> Organisation:
    """One partner and its people; the first is the référent, and the next one stands in for them."""
    name, kind, sphere, people = facts
    phone, mail = f"03 53 01 {rank + 10} 00", f"accueil@partenaire-{rank + 1}.example"
    partner = add_organisation(pays, name=name, kind=kind, sphere=sphere, phone=phone, email=mail, by=by)
    known_on = timezone.localdate() - timedelta(days=400 - 7 * rank)
    for place, (who, title) in enumerate(people):
        full_name = who.removesuffix("+")
        person = {
            "full_name": full_name,
            "email": OWN_ADDRESS.get(full_name) or f"contact{place + 1}@partenaire-{rank + 1}.example",
            "phone": f"06 39 98 {rank + 10} {place + 10}",
            "origin": "meeting" if who.endswith("+") else "given_by_organisation",
            "legal_basis": "public_task",
            "collected_on": known_on,
            "notice_given_on": known_on if who.endswith("+") else None,
        }
        titular = partner.functions.filter(is_referent=True).first()
        function = {
            "title": title,
            "starts_on": known_on,
            "is_referent": not place,
            "substitute_for": titular,
        }
        contact = add_contact(partner, person=person, function=function, by=by)
        if who.endswith("+"):
            verify_person(contact, by=by)
    return partner
