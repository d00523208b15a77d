from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "maillage.journal"
    verbose_name = "Journal"

    def ready(self) -> None:
        from maillage.common.personal_data import holds  # noqa: PLC0415  models are loaded from here on
        from maillage.journal.domain import forget_actor  # noqa: PLC0415
        from maillage.journal.queries import lines_written_by  # noqa: PLC0415

        holds(
            app="journal",
            label="Journal des actions",
            purpose="Savoir qui a fait quoi dans le projet, et pouvoir en rendre compte.",
            retention="Aussi longtemps que le projet. Si vous effacez votre compte, votre nom est retiré des lignes.",
            export=lines_written_by,
            erase=forget_actor,
        )
