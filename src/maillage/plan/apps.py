from django.apps import AppConfig

from maillage.common.personal_data import holds


class PlanConfig(AppConfig):
    name = "maillage.plan"
    verbose_name = "Plan"

    def ready(self):
        from maillage.plan import domain, queries  # noqa: PLC0415  models are ready only now

        holds(
            app="plan",
            label="Les versions de la note de cadrage que vous avez écrites",
            purpose="Savoir qui a écrit quoi dans le projet de mobilité.",
            retention="Le temps du projet. Si vous effacez votre compte, le texte reste sans votre nom.",
            export=queries.note_versions_written_by,
            erase=domain.forget_author,
        )
