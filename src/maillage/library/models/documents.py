"""Documents, their versions, where they are filed, and who may read them."""

import secrets

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django_scopes import ScopedManager

from maillage.accounts.models import User
from maillage.library.enums import Audience, Communicability, DocumentState, FolderKind, Reading
from maillage.partners.models import Circle
from maillage.partners.queries.circles import Reader, reader_of_user
from maillage.territories.models import Authority

KILOBYTE, MEGABYTE = 1_000, 1_000_000  # as people count them


def new_key() -> str:
    return secrets.token_urlsafe(18)


def in_words(size: int) -> str:
    """« 340 ko », « 1,2 Mo »."""
    if size < MEGABYTE:
        return f"{max(round(size / KILOBYTE), 1)}\u00a0ko"
    return f"{size / MEGABYTE:.1f}\u00a0Mo".replace(".", ",")


class Folder(models.Model):
    """Where documents are filed: by topic, by circle, or by meeting of a circle."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="folders", verbose_name="autorité"
    )
    kind = models.CharField(
        "nature", max_length=8, choices=FolderKind.choices, default=FolderKind.TOPIC, editable=False
    )
    name = models.CharField("nom", max_length=200)
    circle = models.ForeignKey(
        Circle, on_delete=models.PROTECT, related_name="+", verbose_name="instance", null=True, blank=True
    )
    on = models.DateField("séance du", null=True, blank=True)

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "dossier de documents"
        base_manager_name = "everywhere"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "name"], name="one_name_per_folder"),
            models.CheckConstraint(
                condition=Q(kind=FolderKind.TOPIC) | Q(circle__isnull=False),
                name="folder_of_a_circle_names_it",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DocumentQuerySet(models.QuerySet):
    def readable_by(self, reader: Reader):
        """The guard: every page, file, search and feed of documents begins here.

        Those who see an authority whole read all; anyone reads what is public today; partners, what is for partners;
        a circle, what is shared with it. A draft or preparatory document for the public waits, and until then only
        its circle reads it.
        """
        shared = Q(audience=Audience.PARTNERS, authority__in=reader.partner_of)
        of_circle = Q(circle__in=reader.circles) & ~Q(audience=Audience.TEAM)
        return self.filter(Q(authority__in=reader.whole) | public_today() | shared | of_circle)

    def visible_to(self, user):
        return self.readable_by(reader_of_user(user))


def public_today() -> Q:
    decided = Q(communicability=Communicability.OPEN) | Q(
        communicability=Communicability.AFTER_DECISION, decided_on__lte=timezone.localdate()
    )
    return Q(audience=Audience.PUBLIC, state=DocumentState.FINAL) & decided


class Document(models.Model):
    """A document and what may be done with it; its octets are those of its versions."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="documents", verbose_name="autorité"
    )
    folder = models.ForeignKey(
        Folder,
        on_delete=models.PROTECT,
        related_name="documents",
        verbose_name="dossier",
        null=True,
        blank=True,
    )
    title = models.CharField("titre", max_length=200)
    summary = models.TextField("en deux mots", blank=True)
    state = models.CharField("état", max_length=8, choices=DocumentState.choices, default=DocumentState.DRAFT)
    audience = models.CharField(
        "qui peut le voir", max_length=8, choices=Audience.choices, default=Audience.TEAM
    )
    circle = models.ForeignKey(
        Circle, on_delete=models.PROTECT, related_name="+", verbose_name="instance", null=True, blank=True
    )
    communicability = models.CharField(
        "communication", max_length=16, choices=Communicability.choices, default=Communicability.RESTRICTED
    )
    decided_on = models.DateField("décision prise le", null=True, blank=True)
    is_record = models.BooleanField("archive publique", default=True)
    has_personal_data = models.BooleanField("porte des données personnelles", default=False)
    keep_until = models.DateField("à garder jusqu’au", null=True, blank=True)
    sorted_on = models.DateField("trié le", null=True, blank=True)  # past its time, someone said to keep it
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, related_name="+", verbose_name="déposé par", null=True
    )
    created_at = models.DateTimeField("déposé le", default=timezone.now)
    changed_at = models.DateTimeField("changé le", default=timezone.now)

    objects = ScopedManager(models.Manager.from_queryset(DocumentQuerySet), authority="authority")
    everywhere = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        base_manager_name = "everywhere"
        ordering = ["-changed_at", "-pk"]
        indexes = [models.Index(fields=["authority", "-changed_at"], name="documents_by_age")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(audience=Audience.CIRCLE) | Q(circle__isnull=False),
                name="shared_with_a_named_circle",
            ),
            models.CheckConstraint(
                condition=~Q(audience=Audience.PUBLIC, communicability=Communicability.RESTRICTED),
                name="what_is_restricted_is_not_public",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_preparatory(self) -> bool:
        """A draft, or the decision that it prepares is still awaited."""
        awaited = self.communicability == Communicability.AFTER_DECISION and (
            self.decided_on is None or self.decided_on > timezone.localdate()
        )
        return self.state == DocumentState.DRAFT or awaited

    @property
    def is_public(self) -> bool:
        return (
            self.audience == Audience.PUBLIC
            and not self.is_preparatory
            and self.communicability != Communicability.RESTRICTED
        )

    @property
    def is_archive(self) -> bool:
        """Final, and made or received in the work of the authority: not destroyed without a visa."""
        return self.is_record and self.state == DocumentState.FINAL

    @property
    def is_due(self) -> bool:
        """Its time is over: someone must say whether it is kept or eliminated."""
        return self.is_past and self.sorted_on is None

    @property
    def is_past(self) -> bool:
        return self.keep_until is not None and self.keep_until < timezone.localdate()

    @property
    def last(self) -> "DocumentVersion":
        """The version in force; queries hang it on the row (`last_versions`)."""
        if "versions" in getattr(self, "_prefetched_objects_cache", {}):
            return self.versions.all()[0]
        return self.versions(manager="everywhere").first()


class DocumentVersionQuerySet(models.QuerySet):
    def readable_by(self, reader: Reader):
        """Of the documents that a reader may see, the version in force; the former ones, which were perhaps
        preparatory, for the team and for the circle that worked on them.
        """
        newer = DocumentVersion.everywhere.filter(
            document=OuterRef("document"), number__gt=OuterRef("number")
        )
        of_circle = Q(document__circle__in=reader.circles) & ~Q(document__audience=Audience.TEAM)
        inside = Q(document__authority__in=reader.whole) | of_circle
        return self.filter(
            inside | ~Exists(newer), document__in=Document.everywhere.readable_by(reader).values("pk")
        )


class DocumentVersion(models.Model):
    """One file of a document, never changed once kept. `key` is its address: nobody guesses it."""

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="versions", verbose_name="document"
    )
    number = models.PositiveSmallIntegerField("numéro", default=1)
    key = models.CharField("clé de l’adresse", max_length=32, unique=True, default=new_key, editable=False)
    file = models.FileField("fichier", upload_to="library/%Y/", max_length=200)
    name = models.CharField("nom du fichier", max_length=200)
    sha256 = models.CharField("empreinte", max_length=64)
    size = models.PositiveIntegerField("taille, en octets")
    media_type = models.CharField("type", max_length=100)
    note = models.CharField("ce qui change", max_length=300, blank=True)
    told = models.CharField("retiré au dépôt", max_length=200, blank=True)
    added_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, related_name="+", verbose_name="ajouté par", null=True
    )
    added_at = models.DateTimeField("ajouté le", default=timezone.now)
    reading = models.CharField("lecture", max_length=8, choices=Reading.choices, default=Reading.WAITING)
    reading_since = models.DateTimeField("lecture depuis", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("essais de lecture", default=0)
    pages = models.PositiveIntegerField("pages", default=0)
    scripts = models.PositiveIntegerField("scripts trouvés", default=0)
    text = models.TextField("texte", blank=True)
    preview = models.FileField("aperçu", upload_to="library/previews/%Y/", max_length=200, blank=True)

    objects = ScopedManager(
        models.Manager.from_queryset(DocumentVersionQuerySet), authority="document__authority"
    )
    everywhere = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version d’un document"
        verbose_name_plural = "versions d’un document"
        base_manager_name = "everywhere"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_number_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"

    @property
    def weight(self) -> str:
        return in_words(self.size)

    @property
    def kind(self) -> str:
        """« PDF », « ODT »: the ending of its name, which its content gave."""
        return self.name.rsplit(".", 1)[-1].upper()

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")


class FoundWords(models.Model):
    """The words by which a document or a resource is found: distinct, plain, parted by spaces (queries/words.py).

    Nothing here is more than a copy: `maillage library reindex` writes it anew.
    """

    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, related_name="found", verbose_name="document", null=True
    )
    resource = models.OneToOneField(
        "library.Resource",
        on_delete=models.CASCADE,
        related_name="found",
        verbose_name="ressource",
        null=True,
    )
    title_words = models.TextField("mots du titre")
    words = models.TextField("mots")

    objects = models.Manager()
    everywhere = models.Manager()

    class Meta:
        verbose_name = "mots d’un document"
        verbose_name_plural = "mots d’un document"
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=True, resource__isnull=False)
                | Q(document__isnull=False, resource__isnull=True),
                name="words_of_one_thing",
            ),
        ]
