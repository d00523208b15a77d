"""The town halls in one click, then eighteen partners with their people and a year of exchanges. All fictive."""

from datetime import timedelta

from django.utils import timezone
from django_scopes import scope

from maillage.accounts.models import User
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

# name, nature, sphere, then (person, function) with the référent first; « + » after a name: verified by a call.
PARTNERS = (
    ("Taxis de la Vezouze (fictif)", "transport_operator", "mobility", [("Salomé Aubry+", "gérante")]),
    ("Garage solidaire des Étangs", "association", "mobility", [("Milo Perrin+", "coordinateur")]),
    ("Covoiturage du Vermois", "association", "mobility", [("Lison Thiébaut", "présidente")]),
    ("Agence France Travail de l’Exemple", "france_travail", "employment", [("Noam Royer+", "directeur")]),
    (
        "Mission locale de l’Exemple",
        "mission_locale",
        "insertion",
        [("Chloé Simonin+", "conseillère"), ("Basile Humbert", "conseiller")],
    ),
    ("Chantier d’insertion Les Cordiers", "association", "insertion", [("Anouk Didier", "encadrante")]),
    ("CCAS des Trois-Fontaines", "ccas", "social", [("Rosalie Claudel+", "responsable")]),
    ("Épicerie solidaire Le Panier", "association", "social", [("Gaspard Mengin", "président")]),
    ("MSA de l’Exemple", "caf_msa", "social", []),
    (
        "Service départemental des Exemples",
        "departement",
        "social",
        [("Ilyes Vautrin+", "chargé de mission")],
    ),
    ("Maison de santé du Plateau", "health", "health", [("Camille Noël", "coordinatrice")]),
    ("Lycée professionnel des Faïenciers", "school", "education", [("Joseph Antoine+", "proviseur")]),
    ("Cristallerie Aurore (fictive)", "employer", "employers", [("Apolline Georges", "responsable RH")]),
    (
        "Club d’entreprises du Lunévillois",
        "employers_union",
        "employers",
        [("Marin Grandjean+", "président")],
    ),
    ("Union locale des salariés de l’Exemple", "trade_union", "unions", [("Violette Jacquot", "secrétaire")]),
    ("Usagers de la ligne Nancy – Saint-Dié", "association", "users", [("Octave Colin+", "porte-parole")]),
    ("Collectif habitants du Badonvillois", "other", "inhabitants", [("Fleur Marchand", "animatrice")]),
    (
        "Service de l’État aux mobilités",
        "state_service",
        "mobility",
        [("Élie Lambert+", "référent mobilité")],
    ),
)

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
)


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
    known_on = timezone.localdate() - timedelta(days=340 - 12 * rank)
    for place, (who, title) in enumerate(people):
        full_name = who.removesuffix("+")
        person = {
            "full_name": full_name,
            "email": f"contact{place + 1}@partenaire-{rank + 1}.example",
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
