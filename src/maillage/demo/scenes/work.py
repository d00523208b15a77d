"""A working group with late tasks, promises partly kept, and one person of whom too much was asked this month."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django_scopes import scope

from maillage.accounts.models import User
from maillage.demo.scenes.bodies import TECHNICAL
from maillage.demo.scenes.people import BY_KEY
from maillage.demo.scenes.territory import SLUG
from maillage.governance.domain.shared_work import share_action
from maillage.governance.models import Action, Body
from maillage.partners.models import Organisation, Person
from maillage.territories.models import Authority
from maillage.work.domain.comments import comment
from maillage.work.domain.promises import correct_line, note_delivery, write_promise
from maillage.work.domain.tasks import ask_change, give_task, move_task
from maillage.work.models import PromiseLine, Task

# title, who (a contact, « @ » for an account of the team, « & » for an organisation), due in days, steps, what became of it
GROUP_TASKS = (
    (
        "Compter les refus d’emploi faute de transport",
        "Chloé Simonin",
        -12,
        ("Demander aux conseillers", "Mettre en tableau"),
        "",
    ),
    ("Lister les arrêts sans abri ni éclairage", "Thibault Henry", -5, (), "doing"),
    ("Proposer trois dates pour la marche exploratoire", "Rosalie Claudel", -2, (), "stuck"),
    (
        "Chiffrer la location à deux euros par jour",
        "Milo Perrin",
        6,
        ("Coût d’entretien", "Assurance"),
        "doing",
    ),
    ("Relire la carte des services", "@bruno", 10, (), ""),
    ("Trouver une salle à Badonviller pour l’atelier", "", 21, (), ""),
    ("Écrire le mode d’emploi du covoiturage de proximité", "&Auto-école sociale Le Déclic", 35, (), ""),
    ("Présenter le projet aux directeurs d’agence", "Chloé Simonin", -30, (), "done"),
)
BUSY = "Sacha Munier"
BUSY_TASKS = (
    "Donner le nombre de personnes suivies sans permis",
    "Relire la page « emploi » du diagnostic",
    "Nommer une personne pour le groupe vélo",
    "Transmettre les horaires des formations",
    "Dire quels employeurs ont des horaires décalés",
    "Vérifier l’adresse des agences",
    "Choisir deux témoins pour la soirée publique",
    "Relayer l’affiche du marché de Noël",
    "Donner un avis sur le numéro unique",
)
# partner, kind, quantity, what, said days ago, due in days, what came (days ago, quantity)
PROMISES = (
    (
        "Mission locale de l’Exemple",
        "days",
        12,
        "Douze jours pour interroger les jeunes suivis",
        120,
        45,
        ((80, 4), (20, 3)),
    ),
    (
        "Garage solidaire des Étangs",
        "vehicles",
        6,
        "Six voitures à prêter pendant l’essai",
        200,
        -20,
        ((150, 4),),
    ),
    ("Cars du Sânon (fictif)", "data", 2, "Fréquentation par arrêt, sur deux années", 160, -35, ()),
    (
        "Club d’entreprises du Lunévillois",
        "euros",
        4000,
        "Participation à la navette du jeudi",
        260,
        90,
        ((100, 1500), (30, 1000)),
    ),
    (
        "CCAS des Trois-Fontaines",
        "rooms",
        8,
        "Une salle par mois pour les permanences",
        240,
        120,
        ((210, 1), (150, 2), (60, 2)),
    ),
    ("Handi-Mobilité de l’Exemple", "days", 3, "Trois jours de visites d’arrêts", 150, -60, ((90, 3),)),
)


def is_played() -> bool:
    return Task.everywhere.filter(authority__slug=SLUG).exists()


def play() -> None:
    pays = Authority.objects.get(slug=SLUG)
    aicha, bruno = (User.objects.get(email=BY_KEY[key].email) for key in ("aicha", "bruno"))
    with scope(authority=pays):
        circle = Body.objects.get(name=TECHNICAL).circle
        for title, who, days, steps, state in GROUP_TASKS:
            facts = {"due_on": in_days(days), "circle": circle, "steps": steps}
            become(give_task(pays, title=title, owner=owner_of(who), by=aicha, **facts), state, by=bruno)
        first = Task.objects.get(title=GROUP_TASKS[0][0])
        comment(
            first,
            "Je n’ai les chiffres que de deux agences sur trois.",
            person=Person.objects.get(full_name="Chloé Simonin"),
        )
        comment(first, "Deux suffisent pour commencer, merci.", user=aicha)
        share_last_action(by=aicha)
        solicit(pays, by=bruno)
        for facts in PROMISES:
            promise(facts, by=bruno)
        line = PromiseLine.objects.filter(promise__title=PROMISES[1][3]).first()
        correct_line(
            line,
            quantity=Decimal(5),
            until=in_days(-20),
            because="Une voiture est hors d’usage depuis l’automne.",
            by=bruno,
        )


def share_last_action(*, by) -> None:
    """What somebody said they would do at the last meeting that asked something of anybody."""
    rows = Action.objects.filter(done_on=None).select_related("item__body__authority", "item__body__circle")
    if action := rows.order_by("-item__meeting__starts_at").first():
        share_action(action, by=by)


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def owner_of(who: str):
    if who.startswith("@"):
        return User.objects.get(email=BY_KEY[who[1:]].email)
    if who.startswith("&"):
        return Organisation.objects.get(name=who[1:])
    return Person.objects.select_related("authority").get(full_name=who) if who else None


def become(task: Task, state: str, *, by) -> None:
    if state == "stuck":
        ask_change(task, due_on=in_days(14), because="La mairie ne répond qu’en janvier.")
    elif state:
        move_task(task, state, by=by)


def solicit(pays, *, by) -> None:
    """More than a month may ask: what came last waits for the digest, but for one urgent request."""
    busy = Person.objects.select_related("authority").get(full_name=BUSY)
    for rank, title in enumerate(BUSY_TASKS):
        give_task(pays, title=title, owner=busy, due_on=in_days(12 + rank), by=by)
    give_task(
        pays,
        title="Confirmer votre venue devant les élus",
        owner=busy,
        due_on=in_days(2),
        urgent_because="Les élus de la commission arrêtent la liste des invités demain.",
        by=by,
    )


def promise(facts: tuple, *, by) -> None:
    partner, kind, quantity, what, said, due, came = facts
    written = write_promise(
        Organisation.objects.get(name=partner),
        kind=kind,
        quantity=Decimal(quantity),
        title=what,
        said_on=in_days(-said),
        until=in_days(due),
        source="Comité technique",
        by=by,
    )
    for days, amount in came:
        note_delivery(written, quantity=Decimal(amount), happened_on=in_days(-days), by=by)
