from django.db import models
from django.db.models.functions import Now
from django_scopes import ScopedManager

from maillage.accounts.enums import MailState
from maillage.territories.models import Authority


class OutboundMail(models.Model):
    """One mail to one address. The row is the truth: a job only looks for rows that are due.

    `queued → sending → sent`; a claim that died goes back to `queued`; after five failures, `failed`.
    The text is wiped once the mail has left, and the invitation with it (settings.MAIL_KEEPS_TEXT keeps the text,
    for the demo's letter box).
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
    state = models.CharField("état", max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    created_at = models.DateTimeField("créé le", db_default=Now())
    due_at = models.DateTimeField("à envoyer le", db_default=Now())
    claimed_at = models.DateTimeField("pris le", null=True)
    sent_at = models.DateTimeField("envoyé le", null=True)
    last_error = models.CharField("dernière erreur", max_length=250, blank=True)

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    class Meta:
        verbose_name = "courriel"
        base_manager_name = "everywhere"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "due_at"], name="mail_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=MailState.SENT) ^ models.Q(sent_at=None),
                name="a_sent_mail_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
