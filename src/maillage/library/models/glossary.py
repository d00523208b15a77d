from django.db import models
from django_scopes import ScopedManager

from maillage.territories.models import Authority


class Term(models.Model):
    """A word of the glossary as one authority writes it: its own, or a shared one said otherwise (same `key`).

    The shared words stand in data/glossary.toml; a row here goes before the one of the file.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="terms", verbose_name="autorité"
    )
    key = models.SlugField("clé", max_length=80)
    name = models.CharField("terme", max_length=80)
    also = models.CharField("autres mots", max_length=200, blank=True)  # synonyms and acronyms, by commas
    definition = models.TextField("définition", max_length=600)
    source = models.CharField("source", max_length=200, blank=True)

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "terme du glossaire"
        verbose_name_plural = "termes du glossaire"
        base_manager_name = "everywhere"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "key"],
                name="one_wording_per_term",
                violation_error_message="Ce terme est déjà dans votre glossaire.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
