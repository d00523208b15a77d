"""What sending providers tell: Anymail puts their words into one form. Opens and clicks are dropped unread."""

import logging
from importlib import import_module

from anymail.exceptions import AnymailError
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.core.exceptions import ImproperlyConfigured

from maillage.accounts.domain.addresses import is_signed
from maillage.accounts.domain.notices import OUR_MESSAGE
from maillage.accounts.domain.returns import note_return
from maillage.accounts.enums import MailState, ReturnKind
from maillage.accounts.models import OutboundMail
from maillage.common.errors import DomainError

PROVIDERS = {
    "brevo": "BrevoTrackingWebhookView",
    "mailersend": "MailerSendTrackingWebhookView",
    "mailgun": "MailgunTrackingWebhookView",
    "mailjet": "MailjetTrackingWebhookView",
    "mailtrap": "MailtrapTrackingWebhookView",
    "mandrill": "MandrillCombinedWebhookView",
    "postal": "PostalTrackingWebhookView",
    "postmark": "PostmarkTrackingWebhookView",
    "resend": "ResendTrackingWebhookView",
    "sparkpost": "SparkPostTrackingWebhookView",
    "unisender_go": "UnisenderGoTrackingWebhookView",
}
logger = logging.getLogger(__name__)

OF_REJECTION = {RejectReason.SPAM: ReturnKind.COMPLAINT, RejectReason.UNSUBSCRIBED: ReturnKind.UNSUBSCRIBED}


def hear(provider: str, request) -> int:
    """Act on the events that a provider posts. Returns how many were news; its own signature is checked if it has one.

    A body that it would not send is a DomainError.
    """
    try:
        view = view_of(provider)
        view.run_validators(request)
        events = view.parse_events(request)
    except ImproperlyConfigured as error:  # the key that signs, or the address of another of their hooks
        logger.warning("The hook of %s cannot be read: %s", provider, error)
        raise DomainError("Ce prestataire n’est pas réglé ici.") from error
    except (AnymailError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise DomainError("Ce message n’est pas celui d’un prestataire d’envoi.") from error
    return sum(act_on(event, provider) for event in events)


def view_of(provider: str):
    """Anymail's reader for this provider. The secret stands in our own address, not in HTTP's basic authentication."""
    theirs = getattr(import_module(f"anymail.webhooks.{provider}"), PROVIDERS[provider])
    view = theirs(webhook_secret=["unused:unused"])
    view.basic_auth = []
    return view


def act_on(event: AnymailTrackingEvent, provider: str) -> bool:
    kind = kind_of(event)
    if kind is None or not event.recipient:
        return False
    said = event.mta_response or event.description or event.reject_reason or event.event_type
    mail = mail_of(event)
    return note_return(mail, mail.to if mail else event.recipient, kind, f"{provider} : {said}")


def kind_of(event: AnymailTrackingEvent) -> ReturnKind | None:
    if event.event_type == EventType.COMPLAINED:
        return ReturnKind.COMPLAINT
    if event.event_type == EventType.UNSUBSCRIBED:
        return ReturnKind.UNSUBSCRIBED
    if (
        event.event_type == EventType.REJECTED
    ):  # they will not even try: it has bounced, or complained, before
        return OF_REJECTION.get(
            event.reject_reason, ReturnKind.HARD if is_for_good(event) else ReturnKind.SOFT
        )
    if event.event_type == EventType.BOUNCED:
        return ReturnKind.HARD if is_for_good(event) else ReturnKind.SOFT
    return None


def is_for_good(event: AnymailTrackingEvent) -> bool:
    """Anymail says « bounced » of both; the provider's own words tell them apart."""
    theirs = event.esp_event if hasattr(event.esp_event, "get") else {}
    said = f"{theirs.get('event', '')} {theirs.get('Type', '')} {theirs.get('bounce_classification', '')}".lower()
    if theirs.get("hard_bounce") is False or "soft" in said or "transient" in said:
        return False
    return event.reject_reason in {RejectReason.BOUNCED, RejectReason.INVALID, RejectReason.BLOCKED}


def mail_of(event: AnymailTrackingEvent) -> OutboundMail | None:
    """By our Message-ID if they show it, else the last mail that left for this address."""
    found = OUR_MESSAGE.search(event.message_id or "")
    if found and is_signed(*found.groups()):
        return OutboundMail.everywhere.filter(pk=found[1]).first()
    sent = OutboundMail.everywhere.filter(to__iexact=event.recipient, state=MailState.SENT)
    return sent.order_by("sent_at", "pk").last()
