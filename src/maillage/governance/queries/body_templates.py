"""What each kind of body is usually made of: a table to start from, which the authority's own act then decides.

No seat is said to speak for a union or for users in advance: that follows from the organisation that takes it,
so that the law is never told of a voice which nobody holds yet.
"""

from dataclasses import dataclass

from maillage.law.enums import BodyKind, GroupKind


@dataclass(frozen=True)
class GroupTemplate:
    kind: GroupKind
    seats: tuple[str, ...]
    has_vote: bool = True


@dataclass(frozen=True)
class BodyTemplate:
    kind: BodyKind
    purpose: str
    rhythm: str
    groups: tuple[GroupTemplate, ...]

    @property
    def seats(self) -> int:
        return sum(len(group.seats) for group in self.groups)


TEMPLATES = (
    BodyTemplate(
        BodyKind.PARTNERS_COMMITTEE,
        "Donne son avis avant toute évolution substantielle de l’offre, sur les orientations tarifaires, "
        "la qualité des services et l’information des usagers, le versement mobilité et le document de planification.",
        "Au moins une fois par an : c’est la loi.",
        (
            GroupTemplate(
                GroupKind.AUTHORITY,
                ("Élu chargé des mobilités", "Élu de l’autorité", "Élu de l’autorité"),
            ),
            GroupTemplate(GroupKind.EMPLOYERS, ("Organisation professionnelle d’employeurs",) * 3),
            GroupTemplate(GroupKind.TRADE_UNIONS, ("Organisation syndicale de salariés",) * 3),
            GroupTemplate(
                GroupKind.ASSOCIATIONS,
                (
                    "Association d’usagers",
                    "Association d’habitants",
                    "Association de personnes handicapées ou à mobilité réduite",
                ),
            ),
            GroupTemplate(GroupKind.DRAWN_INHABITANTS, ("Habitant tiré au sort",) * 4),
        ),
    ),
    BodyTemplate(
        BodyKind.STEERING_COMMITTEE,
        "Fixe le cap, arbitre, engage les moyens.",
        "Deux à quatre fois par an.",
        (
            GroupTemplate(GroupKind.AUTHORITY, ("Président", "Élu chargé des mobilités")),
            GroupTemplate(GroupKind.LOCAL_AUTHORITIES, ("Région", "Département")),
            GroupTemplate(
                GroupKind.PUBLIC_SERVICES,
                ("Direction départementale des territoires", "Préfecture, lutte contre la pauvreté"),
            ),
            GroupTemplate(GroupKind.SUPPORT, ("France Travail", "Principal financeur")),
        ),
    ),
    BodyTemplate(
        BodyKind.TECHNICAL_COMMITTEE,
        "Prépare les décisions, suit les actions, lève les difficultés.",
        "Tous les mois ou deux mois pendant la construction, puis chaque trimestre.",
        (
            GroupTemplate(GroupKind.AUTHORITY, ("Service mobilités de l’autorité",)),
            GroupTemplate(
                GroupKind.LOCAL_AUTHORITIES,
                ("Service mobilités de la Région", "Département, insertion", "Département, autonomie"),
            ),
            GroupTemplate(
                GroupKind.SUPPORT,
                ("France Travail", "Mission locale", "CCAS ou CIAS", "Plateforme de mobilité"),
            ),
        ),
    ),
    BodyTemplate(
        BodyKind.BASIN_COMMITTEE,
        "Coordonne, à l’échelle du bassin de mobilité, le contrat opérationnel de mobilité et le plan d’action commun.",
        "Une à deux fois par an.",
        (
            GroupTemplate(GroupKind.AUTHORITY, ("Élu chargé des mobilités",)),
            GroupTemplate(GroupKind.LOCAL_AUTHORITIES, ("Région", "Département", "Autre autorité du bassin")),
            GroupTemplate(GroupKind.PUBLIC_SERVICES, ("Service public de l’emploi",)),
        ),
    ),
    BodyTemplate(
        BodyKind.WORKING_GROUP,
        "Travaille un sujet ou un public, et rend ses propositions au comité technique.",
        "Autant que le sujet le demande.",
        (
            GroupTemplate(GroupKind.SUPPORT, ("Animation du groupe", "Membre")),
            GroupTemplate(GroupKind.OPERATORS, ("Opérateur de mobilité",)),
            GroupTemplate(GroupKind.ASSOCIATIONS, ("Association",)),
        ),
    ),
    BodyTemplate(
        BodyKind.INHABITANTS_PANEL,
        "Dit ce que vivent les habitants et les personnes concernées, teste les solutions.",
        "Trois à quatre fois par an.",
        (
            GroupTemplate(GroupKind.INHABITANTS, ("Habitant volontaire",) * 4),
            GroupTemplate(GroupKind.DRAWN_INHABITANTS, ("Habitant tiré au sort",) * 8),
        ),
    ),
)


def template_of(kind: str) -> BodyTemplate | None:
    return next((template for template in TEMPLATES if template.kind == kind), None)
