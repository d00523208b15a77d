"""The one gate: every mail of the house is written here, then waits in its row until domain/mail.py sends it."""

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone

from maillage.accounts.models import OutboundMail
from maillage.common import jobs


def post(
    *,
    kind: str,
    to: str,
    subject: str,
    template: str,
    context: dict,
    authority=None,
    calendar: tuple[str, str] | None = None,
) -> OutboundMail:
    """Write one mail to one address; it leaves once the present transaction is kept, or never.

    `template` names two files: `<template>.txt`, and `<template>.html` if there is one. Both know `base_url`
    and `authority` besides `context`. `kind` says in one ASCII word what the mail is for. `calendar` is an
    invitation for calendars: its method (REQUEST, CANCEL) and its iCalendar text.
    """
    calendar_method, calendar_text = calendar or ("", "")
    known = {"base_url": settings.BASE_URL, "authority": authority, **context}
    mail = OutboundMail.everywhere.create(
        authority=authority,
        kind=kind,
        to=to,
        subject=" ".join(subject.split())[:250],
        text=render(f"{template}.txt", known, autoescape=False),
        html=render_if_any(f"{template}.html", known),
        calendar=calendar_text,
        calendar_method=calendar_method,
        due_at=timezone.now(),
    )
    jobs.nudge("deliver_mail")
    return mail


def render(template: str, context: dict, *, autoescape: bool) -> str:
    """A plain text is not HTML: « l’école » must not arrive as « l&#x27;école »."""
    return get_template(template).template.render(Context(context, autoescape=autoescape)).strip()


def render_if_any(template: str, context: dict) -> str:
    try:
        return render(template, context, autoescape=True)
    except TemplateDoesNotExist:
        return ""
