from django.apps import AppConfig

from maillage.common.personal_data import holds


class PartnersConfig(AppConfig):
    name = "maillage.partners"
    verbose_name = "Partenaires"

    def ready(self) -> None:
        from maillage.accounts.domain.holds import on_lift  # noqa: PLC0415  models are ready only now
        from maillage.accounts.domain.mail import on_permanent_refusal  # noqa: PLC0415  same
        from maillage.partners.domain import bounces, imports, retention, upkeep  # noqa: F401, PLC0415  jobs register there
        from maillage.partners.queries import contacts as queries  # noqa: PLC0415  same
        from maillage.partners.queries.files import files_of  # noqa: PLC0415  same

        on_permanent_refusal(bounces.mark_bounced)
        on_lift(bounces.clear_marks)
        holds(
            app="partners",
            label="Votre fiche de contact chez un partenaire",
            purpose="Vous joindre, à votre travail, pour le projet de mobilité d’un territoire.",
            retention="À confirmer après 24 mois sans vérification, effacée après 36, ou dès que vous le demandez.",
            export=queries.contacts_under_address_of,
            erase=retention.forget_contact,
            of_people=queries.contacts_in_words,
        )
        holds(
            app="partners",
            label="Échanges avec les partenaires que vous avez notés",
            purpose="Savoir qui a parlé avec qui, et reprendre le fil.",
            retention="Le temps du projet. Si vous effacez votre compte, l’échange reste sans votre nom.",
            export=queries.exchanges_recorded_by,
            erase=retention.forget_author,
        )
        holds(
            app="partners",
            label="Fichiers de contacts que vous avez déposés, ou qui portent votre adresse",
            purpose="Reprendre une liste de partenaires, la vérifier avant de l’écrire, pouvoir l’annuler.",
            retention="Un mois pour les lignes du fichier ; trois mois pour ce qui permet d’annuler.",
            export=files_of,
            erase=imports.forget_in_files,
        )
        hold_notices()


def hold_notices() -> None:
    from maillage.partners.domain import notices  # noqa: PLC0415  same; its jobs register
    from maillage.partners.queries.budget import notices_of  # noqa: PLC0415  same

    holds(
        app="partners",
        label="Ce que nous vous avons signalé",
        purpose="Ne vous dire chaque chose qu’une fois, et ne pas trop vous solliciter.",
        retention="Deux ans. Si vous effacez votre compte, seuls restent des totaux par organisation.",
        export=notices_of,
        erase=notices.forget_account,
    )
