"""Partners who get to know each other: ten cards, two discussions, a dialogue held and one proposed, a first visit."""

from datetime import timedelta

from django.utils import timezone
from django_scopes import scope

from maillage.accounts.models import User
from maillage.demo.scenes.bodies import TECHNICAL
from maillage.demo.scenes.people import BY_KEY
from maillage.demo.scenes.territory import SLUG
from maillage.library.domain.cards import write_card
from maillage.library.domain.dialogues import hold_dialogue, propose_dialogue
from maillage.library.domain.glossary import write_term
from maillage.library.domain.threads import answer_thread, open_thread
from maillage.library.domain.welcome import invite_to_welcome, take_step
from maillage.library.enums import WelcomeStep
from maillage.library.models import RoleCard
from maillage.library.queries.voices import Voice, voice_of_user
from maillage.partners.models import Circle, Organisation, Person
from maillage.partners.queries.circles import reader_of_person
from maillage.territories.models import Authority

# Whose card: what they do, for whom, where, what they ask of the others.
CARDS = {
    "Garage solidaire des Étangs": (
        "Nous réparons, louons et vendons des voitures à petit prix. Douze voitures à louer, dès cinq euros par jour.",
        "Personnes envoyées par un prescripteur, salariés aux petits revenus.",
        "À l’atelier, du mardi au samedi. Dépannage dans vingt kilomètres.",
        "Des dons de voitures qui roulent. Prévenez-nous deux semaines avant une embauche.",
    ),
    "Mission locale de l’Exemple": (
        "Nous accompagnons les jeunes vers l’emploi et la formation. La mobilité est le premier frein que nous rencontrons.",
        "Jeunes de 16 à 25 ans, sortis de l’école.",
        "Trois permanences, dont une au nord du territoire le jeudi.",
        "Des horaires de cars qui collent aux stages, et des places en auto-école sociale.",
    ),
    "Agence France Travail de l’Exemple": (
        "Nous aidons à retrouver un travail, et payons une aide individuelle à la mobilité pour un entretien ou une reprise.",
        "Demandeurs d’emploi inscrits.",
        "À l’agence, et en ligne.",
        "Savoir quelles solutions existent le soir et le week-end.",
    ),
    "CCAS des Trois-Fontaines": (
        "Nous accueillons, informons et aidons les habitants en difficulté. Bons de transport et micro-crédit.",
        "Habitants de la commune, personnes âgées isolées.",
        "En mairie, tous les matins ; à domicile sur rendez-vous.",
        "Un seul numéro à donner aux gens.",
    ),
    "Service départemental des Exemples": (
        "Nous portons l’action sociale et l’insertion. Nous copilotons le plan d’action commun.",
        "Allocataires du RSA, familles suivies.",
        "Maisons du département.",
        "Vos chiffres sur les demandes refusées.",
    ),
    "Cars du Sânon (fictif)": (
        "Nous exploitons quatre lignes régulières et un transport à la demande.",
        "Tout public, tarif réduit sur présentation d’une carte.",
        "Du lundi au samedi, de 6 h 30 à 19 h 30.",
        "Nous dire tôt les nouveaux besoins : un horaire se change deux fois par an.",
    ),
    "Vélo-école La Chaîne": (
        "Nous apprenons à rouler à vélo, et prêtons des vélos électriques trois mois.",
        "Adultes, en particulier les femmes qui n’ont jamais appris.",
        "Cour de l’ancien collège, mercredi et samedi.",
        "Un local sec pour l’hiver.",
    ),
    "Cap emploi de l’Exemple": (
        "Nous accompagnons vers l’emploi les personnes en situation de handicap.",
        "Personnes reconnues travailleurs handicapés.",
        "Dans tout le département.",
        "Des arrêts accessibles près des zones d’activité.",
    ),
    "Club d’entreprises du Lunévillois": (
        "Nous réunissons quarante entreprises. Nous pouvons poser une question à toutes en une semaine.",
        "Employeurs et salariés.",
        "Zones d’activité de Lunéville et de Baccarat.",
        "Des solutions prêtes à proposer à un nouvel embauché.",
    ),
    "Taxis de la Vezouze (fictif)": (
        "Nous assurons des trajets à la demande, dont le transport de malades assis.",
        "Tout public, personnes à mobilité réduite.",
        "Jour et nuit, sur réservation.",
        "Des trajets groupés vers l’hôpital.",
    ),
}


def is_played() -> bool:
    return RoleCard.everywhere.filter(authority__slug=SLUG).exists()


def play() -> None:
    pays = Authority.objects.get(slug=SLUG)
    aicha, bruno = (User.objects.get(email=BY_KEY[key].email) for key in ("aicha", "bruno"))
    with scope(authority=pays):
        for name, words in CARDS.items():
            fill(name, *words)
        write_term(
            pays,
            name="pôle d’échange",
            definition="La gare de Lunéville et ses abords : là où se croisent trains, cars, vélos et covoiturage.",
            by=bruno,
        )
        talk(pays, bruno)
        meet(pays, bruno)
        chloe, rosalie = (Person.objects.get(full_name=name) for name in ("Chloé Simonin", "Rosalie Claudel"))
        for person in (chloe, rosalie):
            invite_to_welcome(person, by=aicha)
        for step in (WelcomeStep.PROJECT, WelcomeStep.DETAILS):
            take_step(rosalie, step)


def fill(name: str, does: str, for_whom: str, where: str, asks: str) -> None:
    """By the référent of the partner, from their space."""
    organisation = Organisation.objects.get(name=name)
    referent = Person.objects.get(functions__organisation=organisation, functions__is_referent=True)
    write_card(organisation, does=does, for_whom=for_whom, where=where, asks=asks, person=referent)


def voice(name: str) -> Voice:
    person = Person.objects.select_related("authority").get(full_name=name)
    return Voice(reader_of_person(person), person=person, may_write=True)


def talk(pays, bruno) -> None:
    team = voice_of_user(bruno, pays)
    technical = Circle.objects.get(name=TECHNICAL)
    thread = open_thread(
        pays,
        voice("Sacha Munier"),
        title="Quels horaires manquent le soir ?",
        text="Deux personnes ont dû refuser un poste en 2x8 ce mois-ci. Qui d’autre voit cela ?",
        circle=technical,
    )
    answer_thread(
        thread,
        voice("Thibault Henry"),
        text="Le dernier car part à 19 h 10. Un **transport à la demande** jusqu’à 22 h se chiffre : "
        "je peux apporter les coûts à la prochaine séance.",
    )
    answer_thread(thread, team, text="Merci. Je l’ajoute à l’ordre du jour du comité technique.")
    everyone = open_thread(
        pays,
        team,
        title="Une permanence mobilité commune : qui peut prêter une salle ?",
        text="Nous cherchons une salle par mois, au nord et au sud, pour recevoir les habitants à plusieurs.",
    )
    answer_thread(
        everyone, voice("Rosalie Claudel"), text="La salle du CCAS est libre le premier mardi matin."
    )


def meet(pays, bruno) -> None:
    names = (
        "Garage solidaire des Étangs",
        "CCAS des Trois-Fontaines",
        "Vélo-école La Chaîne",
        "Cap emploi de l’Exemple",
    )
    garage, ccas, cycling, cap = (Organisation.objects.get(name=name) for name in names)
    held = propose_dialogue(
        garage, ccas, topic="Qui peut recevoir une voiture, et en combien de temps.", by=bruno
    )
    hold_dialogue(
        held,
        on=timezone.localdate() - timedelta(days=9),
        result="Le CCAS envoie ses demandes par un formulaire d’une page ; réponse sous cinq jours.",
        by=bruno,
    )
    propose_dialogue(cycling, cap, topic="Le vélo adapté, pour aller travailler.", by=bruno)
