from django.apps import AppConfig

from maillage.common.personal_data import holds


class PartnersConfig(AppConfig):
    name = "maillage.partners"
    verbose_name = "Partenaires"

    def ready(self) -> None:
        from maillage.partners.domain import contacts as domain  # noqa: PLC0415  models are ready only now
        from maillage.partners.queries import contacts as queries  # noqa: PLC0415  same

        holds(
            app="partners",
            label="Votre fiche de contact chez un partenaire",
            purpose="Vous joindre, à votre travail, pour le projet de mobilité d’un territoire.",
            retention="Le temps du projet, et jusqu’à ce que vous demandiez de l’effacer.",
            export=queries.contacts_under_address_of,
            erase=domain.forget_contact,
        )
        holds(
            app="partners",
            label="Échanges avec les partenaires que vous avez notés",
            purpose="Savoir qui a parlé avec qui, et reprendre le fil.",
            retention="Le temps du projet. Si vous effacez votre compte, l’échange reste sans votre nom.",
            export=queries.exchanges_recorded_by,
            erase=domain.forget_author,
        )
