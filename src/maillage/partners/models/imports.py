"""Files of contacts taken up, so that each can be undone; records merged, so that old addresses still lead somewhere."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django_scopes import ScopedManager

from maillage.partners.enums import FileFormat, ImportState, LegalBasis, RecordKind, RowAction
from maillage.partners.models.contacts import Function, Organisation, Person
from maillage.territories.models import Authority

UNDONE_WITHIN = timedelta(days=90)
FORGOTTEN_AFTER = timedelta(days=30)


class ImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(authority__in=user.authority_ids())


class Import(models.Model):
    """One file of contacts: its lines until they are written, then only those that were left out.

    `rows` is a list of [line number, cells]; `left` the same with why. Both go `FORGOTTEN_AFTER` the upload.
    `columns` names for each column of `header` what it holds; `choices` what a person decided on each likely double.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="imports", verbose_name="autorité"
    )
    file_name = models.CharField("fichier", max_length=200)
    format = models.CharField("format", max_length=5, choices=FileFormat.choices)
    state = models.CharField("état", max_length=8, choices=ImportState.choices, default=ImportState.TO_MATCH)
    header = models.JSONField("en-têtes", default=list)
    rows = models.JSONField("lignes", default=list)
    left = models.JSONField("lignes laissées", default=list)
    columns = models.JSONField("colonnes", default=list)
    choices = models.JSONField("choix", default=dict)
    told = models.JSONField("remarques à la lecture", default=list)
    counts = models.JSONField("décompte", default=dict)
    legal_basis = models.CharField("base légale", max_length=20, choices=LegalBasis.choices, blank=True)
    collected_on = models.DateField("recueilli le", null=True, blank=True)
    default_kind = models.CharField("nature à défaut", max_length=20, blank=True)
    default_sphere = models.CharField("sphère à défaut", max_length=12, blank=True)
    file_prevails = models.BooleanField("le fichier fait foi", default=True)
    created_at = models.DateTimeField("déposé le", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="déposé par",
        null=True,
    )
    written_at = models.DateTimeField("écrit le", null=True, blank=True)
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)

    objects = ScopedManager(models.Manager.from_queryset(ImportQuerySet), authority="authority")
    everywhere = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier repris"
        verbose_name_plural = "fichiers repris"
        base_manager_name = "everywhere"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Fichier du {date_format(timezone.localtime(self.created_at), 'j F Y')}"

    @property
    def undone_until(self):
        """The last day when what was written can be undone; None before it is."""
        return timezone.localdate(self.written_at + UNDONE_WITHIN) if self.written_at else None

    @property
    def may_be_undone(self) -> bool:
        is_written = self.state == ImportState.WRITTEN and self.written_at is not None
        return is_written and self.undone_until >= timezone.localdate()


class ImportedRow(models.Model):
    """What one import did to one record: added it, or changed these facts from `before` to `after`.

    It goes with the record. The facts themselves go when the import can no longer be undone.
    """

    batch = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="imported", verbose_name="fichier repris"
    )
    action = models.CharField("action", max_length=8, choices=RowAction.choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", verbose_name="organisation", null=True
    )
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="+", verbose_name="contact", null=True
    )
    function = models.ForeignKey(
        Function, on_delete=models.CASCADE, related_name="+", verbose_name="fonction", null=True
    )
    before = models.JSONField("avant", default=dict)
    after = models.JSONField("après", default=dict)
    kept_because = models.CharField("gardé parce que", max_length=200, blank=True)

    objects = ScopedManager(authority="batch__authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "trace d’un fichier repris"
        verbose_name_plural = "traces de fichiers repris"
        base_manager_name = "everywhere"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, person=None, function=None)
                | Q(organisation=None, person__isnull=False, function=None)
                | Q(organisation=None, person=None, function__isnull=False),
                name="an_imported_row_is_of_one_record",
            ),
        ]

    @property
    def record(self):
        return self.organisation or self.person or self.function


class MergedRecord(models.Model):
    """The number of a record that was merged into another, so that its old address leads to the one kept."""

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="+", verbose_name="autorité"
    )
    kind = models.CharField("nature", max_length=12, choices=RecordKind.choices)
    old_pk = models.PositiveBigIntegerField("ancien numéro")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", verbose_name="organisation", null=True
    )
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="+", verbose_name="contact", null=True
    )
    merged_at = models.DateTimeField("fusionné le", auto_now_add=True)

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "fiche fusionnée"
        verbose_name_plural = "fiches fusionnées"
        base_manager_name = "everywhere"
        constraints = [
            models.UniqueConstraint(fields=["kind", "old_pk"], name="a_record_is_merged_once"),
        ]


class SetAside(models.Model):
    """Two records that look alike and are not the same: somebody has said so. `first` is the smaller number."""

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="+", verbose_name="autorité"
    )
    kind = models.CharField("nature", max_length=12, choices=RecordKind.choices)
    first = models.PositiveBigIntegerField("une fiche")
    second = models.PositiveBigIntegerField("l’autre")

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "doublon écarté"
        verbose_name_plural = "doublons écartés"
        base_manager_name = "everywhere"
        constraints = [
            models.UniqueConstraint(fields=["kind", "first", "second"], name="set_aside_once"),
        ]
