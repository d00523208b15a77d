from django.apps import AppConfig

from maillage.common.personal_data import holds


class GovernanceConfig(AppConfig):
    name = "maillage.governance"
    verbose_name = "Instances et réunions"

    def ready(self) -> None:
        """What we keep on people, part by part; each imports its own, for models are ready only now."""
        fill_circles()
        feed_tasks()
        give_facts()
        hold_minutes()
        hold_polls()
        hold_draws()
        hold_seats()
        hold_convocations()
        tie_partners()


def tie_partners() -> None:
    from maillage.governance.queries.ties import seats_in_common  # noqa: PLC0415  models are ready only now
    from maillage.partners.queries.ties import ties_come_from  # noqa: PLC0415  same

    ties_come_from(seats_in_common)


def fill_circles() -> None:
    from maillage.governance.queries import circles  # noqa: PLC0415  models are ready only now
    from maillage.partners.queries.circles import Membership, knows_circles  # noqa: PLC0415  same

    knows_circles(Membership(circles.circles_of, circles.people_in))


def feed_tasks() -> None:
    from maillage.governance.domain.shared_work import note_done  # noqa: PLC0415  same
    from maillage.governance.queries import shared_work  # noqa: PLC0415  same
    from maillage.work.queries.sources import Source, knows_source  # noqa: PLC0415  same

    knows_source(Source(shared_work.DECISION, "une décision", shared_work.decision_pages))
    knows_source(Source(shared_work.ACTION, "une action à mener", shared_work.action_pages, note_done))


def give_facts() -> None:
    from maillage.governance.queries.facts import FACTS  # noqa: PLC0415  models are ready only now
    from maillage.partners.queries.facts import gives_facts  # noqa: PLC0415  same

    for kind in FACTS:
        gives_facts(kind)


def hold_minutes() -> None:
    from maillage.governance.domain import minutes_copies, minutes_privacy  # noqa: PLC0415  models are ready only now
    from maillage.governance.queries import attendance, minutes  # noqa: PLC0415  same
    from maillage.governance.queries import minutes_copies as copies  # noqa: PLC0415  same

    holds(
        app="governance",
        label="Vos présences aux séances",
        purpose="Dire qui a siégé, en quelle qualité, et si l’avis a été rendu dans les règles.",
        retention="Comme le compte rendu, archive publique. Si vous effacez votre compte, votre nom en est retiré.",
        export=attendance.attendances_of,
        erase=minutes_privacy.forget_member,
        of_people=attendance.attendances_in_words,
    )
    holds(
        app="governance",
        label="Désaccords que vous avez fait noter",
        purpose="Garder au compte rendu ce qu’un membre a demandé d’y écrire.",
        retention="Comme le compte rendu, archive publique. Si vous effacez votre compte, votre nom en est retiré.",
        export=minutes.dissents_of,
        erase=minutes_privacy.forget_member,
    )
    holds(
        app="governance",
        label="Lignes de compte rendu écrites",
        purpose="Savoir qui a écrit une ligne, pendant qu’on l’écrit à plusieurs.",
        retention="Le temps du projet. Si vous effacez votre compte, la ligne reste sans votre nom.",
        export=minutes.lines_written_by,
        erase=minutes_privacy.forget_line_author,
    )
    holds(
        app="governance",
        label="Liens qui vous ouvrent un compte rendu",
        purpose="Vous remettre en PDF le compte rendu d’une séance où vous siégez, sans compte.",
        retention="Six mois, ou jusqu’à ce que vous effaciez votre compte.",
        export=copies.exported_copies,
        erase=minutes_copies.close_copies,
    )


def hold_polls() -> None:
    from maillage.governance.domain import polls as polls_domain  # noqa: PLC0415  same
    from maillage.governance.queries import polls  # noqa: PLC0415  same

    holds(
        app="governance",
        label="Vos réponses aux sondages de dates",
        purpose="Fixer une séance à laquelle chaque collège peut venir.",
        retention="Le temps de l’instance, ou jusqu’à ce que vous effaciez votre compte.",
        export=polls.answers_of_person,
        erase=polls_domain.forget_answers,
        of_people=polls.answers_in_words,
    )


def hold_draws() -> None:
    from maillage.governance.domain import draw_candidates  # noqa: PLC0415  same
    from maillage.governance.queries import draws  # noqa: PLC0415  same

    holds(
        app="governance",
        label="Vos candidatures à un tirage au sort",
        purpose="Désigner des habitants par le sort, et les prévenir.",
        retention="Trois mois après le tirage, ou la durée du mandat si vous êtes tiré au sort ou en réserve. "
        "Votre code reste, sans votre nom, pour que chacun puisse vérifier le tirage.",
        export=draws.candidacies_under_address_of,
        erase=draw_candidates.forget_candidate,
    )


def hold_seats() -> None:
    from maillage.governance.domain import bodies as bodies_domain  # noqa: PLC0415  same
    from maillage.governance.domain import mandates  # noqa: PLC0415  same
    from maillage.governance.queries import bodies  # noqa: PLC0415  same

    holds(
        app="governance",
        label="Vos mandats dans les instances",
        purpose="Savoir qui siège, en quelle qualité, par quel acte, et vous convoquer.",
        retention="Archive publique. Si vous effacez votre compte, le mandat reste écrit, sans votre nom ni votre adresse.",
        export=bodies.mandates_under_address_of,
        erase=mandates.keep_mandates_of,
        of_people=bodies.mandates_in_words,
    )
    holds(
        app="governance",
        label="Règles que vous avez durcies ou écartées",
        purpose="Montrer que chaque écart à une règle a été décidé par quelqu’un, pour un motif écrit.",
        retention="Le temps de l’instance. Si vous effacez votre compte, le motif reste sans votre nom.",
        export=bodies.rules_set_by,
        erase=bodies_domain.forget_decider,
    )


def hold_convocations() -> None:
    from maillage.governance.domain import called_people, convocations  # noqa: F401, PLC0415  same; jobs register

    called_people.declare()
