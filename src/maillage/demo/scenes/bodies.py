"""Four bodies with their members. One is not legal any more: the union's mandate ended and nobody renewed it."""

from datetime import timedelta

from django.utils import timezone
from django_scopes import scope

from maillage.accounts.models import User
from maillage.demo.scenes.people import BY_KEY
from maillage.demo.scenes.territory import SLUG
from maillage.governance.domain.bodies import add_group, add_seat, adopt_rules, create_body
from maillage.governance.domain.mandates import end_mandate, seat_newcomer, seat_person
from maillage.governance.models import Body, Mandate
from maillage.partners.models import Organisation, Person
from maillage.territories.models import Authority

COMMITTEE = "Comité des partenaires"
STEERING = "Comité stratégique"
TECHNICAL = "Comité technique"
PANEL = "Panel d’habitants"
SINCE_DAYS = 800

# name, kind, what it is for, then its colleges: kind and seats. A seat is (person, organisation) or, for an elected
# member or an inhabitant, (person, label of the seat). The first of all chairs.
BODIES = (
    (
        COMMITTEE,
        "partners_committee",
        "Donne son avis sur l’offre, les tarifs, l’information des usagers et le plan.",
        (
            (
                "authority",
                [("Hélène Barrois", "Vice-présidente aux mobilités"), ("Marc Ancel", "Élu communautaire")],
            ),
            (
                "employers",
                [
                    ("Marin Grandjean", "Club d’entreprises du Lunévillois"),
                    ("Gilles Thomassin", "Union des artisans de l’Exemple"),
                ],
            ),
            ("trade_unions", [("Denis Mangeot", "Intersyndicale des transports de l’Exemple")]),
            (
                "associations",
                [
                    ("Octave Colin", "Usagers de la ligne Nancy – Saint-Dié"),
                    ("Rémi Choffel", "Handi-Mobilité de l’Exemple"),
                    ("Karima Louis", "Association des parents d’élèves du plateau"),
                ],
            ),
            ("drawn_inhabitants", []),
        ),
    ),
    (
        STEERING,
        "steering_committee",
        "Fixe le cap, arbitre, engage les moyens.",
        (
            (
                "authority",
                [("Jean Ferry", "Président du pays"), ("Hélène Barrois", "Vice-présidente aux mobilités")],
            ),
            (
                "local_authorities",
                [
                    ("Ève Renard", "Région de l’Exemple, direction des mobilités"),
                    ("Ilyes Vautrin", "Service départemental des Exemples"),
                ],
            ),
            (
                "public_services",
                [
                    ("Élie Lambert", "Service de l’État aux mobilités"),
                    ("Noam Royer", "Agence France Travail de l’Exemple"),
                ],
            ),
        ),
    ),
    (
        TECHNICAL,
        "technical_committee",
        "Prépare les décisions, suit les actions, lève les difficultés.",
        (
            ("authority", [("Aïcha Fontaine", "Service mobilités du pays")]),
            ("local_authorities", [("Ilyes Vautrin", "Service départemental des Exemples")]),
            (
                "support",
                [
                    ("Chloé Simonin", "Mission locale de l’Exemple"),
                    ("Rosalie Claudel", "CCAS des Trois-Fontaines"),
                    ("Sacha Munier", "Cap emploi de l’Exemple"),
                    ("Nadège Colnot", "Auto-école sociale Le Déclic"),
                ],
            ),
            (
                "operators",
                [
                    ("Thibault Henry", "Cars du Sânon (fictif)"),
                    ("Milo Perrin", "Garage solidaire des Étangs"),
                ],
            ),
        ),
    ),
    (
        PANEL,
        "inhabitants_panel",
        "Dit ce que vivent les habitants, essaie les solutions.",
        (
            (
                "inhabitants",
                [
                    ("Fleur Marchand", "Collectif habitants du Badonvillois"),
                    ("Yvonne Barbier", "Amicale des retraités de Gerbéviller"),
                ],
            ),
            ("drawn_inhabitants", []),
        ),
    ),
)
RULES = {
    COMMITTEE: {"quorum_percent": 50, "notice_days": 5},
    STEERING: {"quorum_percent": None, "notice_days": 10},
    TECHNICAL: {"quorum_percent": None, "notice_days": 5},
    PANEL: {"quorum_percent": None, "notice_days": 7},
}


def is_played() -> bool:
    return Body.everywhere.filter(authority__slug=SLUG).exists()


def play() -> None:
    pays = Authority.objects.get(slug=SLUG)
    aicha = User.objects.get(email=BY_KEY["aicha"].email)
    since = timezone.localdate() - timedelta(days=SINCE_DAYS)
    with scope(authority=pays):
        for rank, (name, kind, purpose, groups) in enumerate(BODIES):
            act = f"délibération {since.year}-{31 + rank}"
            body = create_body(
                pays,
                kind=kind,
                name=name,
                purpose=purpose,
                created_on=since,
                act=act,
                with_template=False,
                by=aicha,
            )
            adopt_rules(body, adopted_on=since, act=act, by=aicha, **RULES[name])
            seat_all(body, groups, since, act, by=aicha)
        union = Mandate.everywhere.get(person__full_name="Denis Mangeot")
        end_mandate(
            union, on=timezone.localdate() - timedelta(days=70), because="départ en retraite", by=aicha
        )


def seat_all(body: Body, groups, since, act: str, *, by) -> None:
    terms = {"starts_on": since, "act": act}
    ends_on = timezone.localdate() + timedelta(days=75)
    for group_rank, (kind, members) in enumerate(groups):
        group = add_group(body, kind=kind, by=by)
        for rank, (name, where) in enumerate(members):
            office = "chair" if not group_rank and not rank else ""
            until = ends_on if kind == "authority" else None
            organisation = Organisation.objects.filter(name=where).first()
            if organisation:
                seat = add_seat(group, organisation=organisation, by=by)
                person = Person.objects.get(full_name=name, functions__organisation=organisation)
                seat_person(seat, person, office=office, by=by, **terms)
            else:
                seat = add_seat(group, label=where, by=by)
                known = Person.objects.filter(full_name=name).first()
                if known:
                    seat_person(seat, known, office=office, ends_on=until, by=by, **terms)
                else:
                    facts = person_facts(name, since)
                    seat_newcomer(seat, person=facts, office=office, ends_on=until, by=by, **terms)


def person_facts(name: str, since) -> dict:
    email = {"Aïcha Fontaine": BY_KEY["aicha"].email}.get(
        name, f"{name.rsplit(maxsplit=1)[-1].lower()}@elus.example"
    )
    return {
        "full_name": name,
        "email": email,
        "phone": "",
        "origin": "given_by_organisation",
        "legal_basis": "public_task",
        "collected_on": since,
        "notice_given_on": since,
    }
