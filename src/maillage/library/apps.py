from django.apps import AppConfig

from maillage.common.personal_data import holds


class LibraryConfig(AppConfig):
    name = "maillage.library"
    verbose_name = "Bibliothèque"

    def ready(self) -> None:
        """What we keep on people, part by part; each imports its own, for models are ready only now."""
        hold_documents()


def hold_documents() -> None:
    from maillage.library.domain import privacy, reading  # noqa: F401, PLC0415  same; jobs register there

    holds(
        app="library",
        label="Documents et ressources que vous avez déposés",
        purpose="Savoir de qui vient un document, une version, ou la décision de le garder ou de l’éliminer.",
        retention="Comme le document. Si vous effacez votre compte, il reste, sans votre nom.",
        export=privacy.brought_by,
        erase=privacy.forget_who_brought,
    )
