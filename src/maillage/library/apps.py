from django.apps import AppConfig

from maillage.common.personal_data import holds


class LibraryConfig(AppConfig):
    name = "maillage.library"
    verbose_name = "Bibliothèque"

    def ready(self) -> None:
        """What we keep on people, part by part; each imports its own, for models are ready only now."""
        hold_documents()
        hold_posts()
        hold_cards()
        hold_dialogues()
        hold_welcomes()


def hold_documents() -> None:
    from maillage.library.domain import privacy, reading  # noqa: F401, PLC0415  same; jobs register there
    from maillage.library.queries.facts import FACTS  # noqa: PLC0415  same
    from maillage.partners.queries.facts import gives_facts  # noqa: PLC0415  same

    gives_facts(FACTS)
    holds(
        app="library",
        label="Documents et ressources que vous avez déposés",
        purpose="Savoir de qui vient un document, une version, ou la décision de le garder ou de l’éliminer.",
        retention="Comme le document. Si vous effacez votre compte, il reste, sans votre nom.",
        export=privacy.brought_by,
        erase=privacy.forget_who_brought,
    )


def hold_posts() -> None:
    from maillage.accounts.domain.inbox import on_reply  # noqa: PLC0415  models are ready only now
    from maillage.library.domain import threads  # noqa: PLC0415  same
    from maillage.library.queries import threads as queries  # noqa: PLC0415  same
    from maillage.partners.domain.retention import on_forget  # noqa: PLC0415  same
    from maillage.partners.enums import Event  # noqa: PLC0415  same
    from maillage.partners.queries.notices import is_true_while  # noqa: PLC0415  same

    on_forget(threads.forget_contact)
    on_reply("fil", threads.answer_by_mail)
    is_true_while(Event.DISCUSSION_POST, queries.still_to_tell)
    holds(
        app="library",
        label="Vos messages dans les discussions",
        purpose="Échanger entre partenaires, entre deux séances.",
        retention="Le temps du projet. Si vous effacez vos données, le message reste, sans votre nom.",
        export=queries.posts_written_by,
        erase=threads.forget_posts,
        of_people=queries.posts_of_people,
    )


def hold_cards() -> None:
    from maillage.library.domain import cards  # noqa: PLC0415  same
    from maillage.library.queries import cards as queries  # noqa: PLC0415  same

    holds(
        app="library",
        label="Fiches « qui fait quoi » que vous avez vérifiées",
        purpose="Savoir de qui viennent ces mots, et de quand.",
        retention="Le temps du projet. Si vous effacez vos données, la fiche reste, sans votre nom.",
        export=queries.cards_verified_by,
        erase=cards.forget_in_cards,
        of_people=queries.cards_of_people,
    )


def hold_dialogues() -> None:
    from maillage.library.domain import dialogues  # noqa: PLC0415  same
    from maillage.library.queries import dialogues as queries  # noqa: PLC0415  same

    holds(
        app="library",
        label="Temps de dialogue que vous avez proposés",
        purpose="Savoir qui a mis deux partenaires en relation.",
        retention="Le temps du projet. Si vous effacez votre compte, le dialogue reste sans votre nom.",
        export=queries.dialogues_proposed_by,
        erase=dialogues.forget_proposer,
    )


def hold_welcomes() -> None:
    from maillage.library.domain import welcome  # noqa: PLC0415  same
    from maillage.library.queries import welcome as queries  # noqa: PLC0415  same
    from maillage.partners.domain.retention import on_forget  # noqa: PLC0415  same

    on_forget(welcome.forget_contact)
    holds(
        app="library",
        label="Votre parcours d’accueil",
        purpose="Le reprendre là où vous l’avez laissé ; savoir à qui l’on n’a encore rien expliqué.",
        retention="Aussi longtemps que votre fiche de contact ; effacé avec elle.",
        export=queries.welcomes_under_address_of,
        erase=welcome.forget_welcomes,
        of_people=queries.welcomes_of_people,
    )
