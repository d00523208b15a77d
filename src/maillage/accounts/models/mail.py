from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django_scopes import ScopedManager

from maillage.accounts.enums import InboundKind, MailState, ReturnKind
from maillage.territories.models import Authority


class OutboundMail(models.Model):
    """One mail to one address. The row is the truth: a job only looks for rows that are due.

    `queued → sending → sent`, and `bounced` if it came back; a claim that died goes back to `queued`; after five
    failures, `failed`; to an address on hold, `held`. The text is wiped once the mail has left, with all that came
    along (settings.MAIL_KEEPS_TEXT keeps it, for the demo's letter box).
    """

    authority = models.ForeignKey(
        Authority,
        on_delete=models.CASCADE,
        related_name="outbound_mails",
        verbose_name="autorité",
        null=True,
    )
    kind = models.CharField("nature", max_length=60)
    to = models.EmailField("destinataire")
    subject = models.CharField("objet", max_length=250)
    text = models.TextField("texte")
    html = models.TextField("version HTML", blank=True)
    calendar = models.TextField("invitation d’agenda", blank=True)  # iCalendar, RFC 5545
    calendar_method = models.CharField(
        "méthode d’agenda", max_length=10, blank=True
    )  # REQUEST, CANCEL (RFC 5546)
    headers = models.JSONField("en-têtes", default=dict, blank=True)  # beside those that every mail bears
    reply_to = models.CharField("répondre à", max_length=254, blank=True)
    is_bulk = models.BooleanField("envoi en nombre", default=False)  # leaves after everything else
    state = models.CharField("état", max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    created_at = models.DateTimeField("créé le", db_default=Now())
    due_at = models.DateTimeField("à envoyer le", db_default=Now())
    claimed_at = models.DateTimeField("pris le", null=True)
    sent_at = models.DateTimeField("envoyé le", null=True)
    claimed_by = models.CharField("pris par", max_length=32, blank=True)  # one run of one worker
    # The whole letter was handed over, and the answer of the server was lost: it left once, perhaps not at all.
    is_unacknowledged = models.BooleanField("sans accusé du serveur", default=False)
    last_error = models.CharField("dernière erreur", max_length=250, blank=True)
    came_back = models.CharField("retour", max_length=12, choices=ReturnKind.choices, blank=True)
    came_back_at = models.DateTimeField("revenu le", null=True)

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "courriel"
        base_manager_name = "everywhere"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "is_bulk", "due_at"], name="mail_due"),
            models.Index(fields=["to"], name="mail_to"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=MailState.SENT, sent_at__isnull=False)
                | models.Q(state=MailState.BOUNCED)
                | ~models.Q(state__in=[MailState.SENT, MailState.BOUNCED]) & models.Q(sent_at=None),
                name="a_sent_mail_has_its_date",
            ),
            models.CheckConstraint(
                condition=models.Q(came_back="") ^ models.Q(came_back_at__isnull=False),
                name="a_return_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class AddressHold(models.Model):
    """An address where nothing is sent any more, and why. All territories share it: a server refuses all alike.

    `hard` and `soft` (several in a month) hold everything but sign-in mail, `complaint` and `unsubscribed` hold
    letters alone. Lifted by a person, with a written reason.
    """

    is_personal = True

    address = models.EmailField("adresse")  # in lower case
    reason = models.CharField("motif", max_length=12, choices=ReturnKind.choices)
    evidence = models.CharField("preuve", max_length=250, blank=True)  # the words of the server
    seen_at = models.DateTimeField("constaté le", db_default=Now())
    lifted_at = models.DateTimeField("levé le", null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="levé par",
        null=True,
    )
    lifted_for = models.CharField("motif de la levée", max_length=250, blank=True)

    class Meta:
        verbose_name = "adresse retenue"
        verbose_name_plural = "adresses retenues"
        ordering = ["-seen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["address", "reason"], name="one_hold_per_reason"),
            models.CheckConstraint(
                condition=models.Q(lifted_at=None) | ~models.Q(lifted_for=""),
                name="a_lifted_hold_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.address


class InboundMessage(models.Model):
    """A message that came to the mailbox of returns and answers, read once: neither its text nor its sender is kept."""

    fingerprint = models.CharField("empreinte", max_length=64, unique=True)  # of its Message-ID
    kind = models.CharField("nature", max_length=10, choices=InboundKind.choices)
    purpose = models.CharField("objet", max_length=30, blank=True)
    received_at = models.DateTimeField("reçu le", db_default=Now())

    class Meta:
        verbose_name = "courriel reçu"
        verbose_name_plural = "courriels reçus"
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class SenderCheck(models.Model):
    """What the DNS said of the domain that sends our mail, the last time someone asked."""

    domain = models.CharField("domaine", max_length=253, unique=True)
    checked_at = models.DateTimeField("vérifié le")
    findings = models.JSONField("constats", default=list)

    class Meta:
        verbose_name = "vérification de l’expéditeur"
        verbose_name_plural = "vérifications de l’expéditeur"

    def __str__(self) -> str:
        return self.domain
