from django.conf import settings
from django.db import models
from django_scopes import ScopedManager


class EntryQuerySet(models.QuerySet):
    def delete(self):
        raise TypeError("The journal is append-only.")


class Entry(models.Model):
    """One line of the journal: who did what, when, on what. Written once, never corrected.

    Only `actor` and `actor_name` may change later, when a person asks to be erased; the database
    itself refuses any other change (migration 0002).
    """

    authority = models.ForeignKey(
        "territories.Authority",
        on_delete=models.PROTECT,
        related_name="journal",
        verbose_name="autorité",
        null=True,
    )
    at = models.DateTimeField("le", auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="auteur",
        null=True,
    )
    actor_name = models.CharField("nom de l’auteur", max_length=200)
    verb = models.CharField("verbe", max_length=60)
    target_type = models.CharField("nature de l’objet", max_length=60, blank=True)
    target_id = models.CharField("identifiant de l’objet", max_length=60, blank=True)
    target_name = models.CharField("objet", max_length=250, blank=True)
    details = models.JSONField("précisions", default=dict)

    objects = ScopedManager(models.Manager.from_queryset(EntryQuerySet), authority="authority")
    everywhere = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne du journal"
        verbose_name_plural = "lignes du journal"
        ordering = ["-at", "-pk"]
        base_manager_name = "everywhere"

    def __str__(self) -> str:
        return f"{self.actor_name} : {self.verb} {self.target_name}".strip()

    def save(self, *args, **kwargs) -> None:
        if self.pk:
            raise TypeError("The journal is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The journal is append-only.")
