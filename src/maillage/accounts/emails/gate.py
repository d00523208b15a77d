"""The one gate: every mail of the house is written here, then waits in its row until domain/mail.py sends it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone

from maillage.accounts.enums import SIGN_IN_KINDS, MailState
from maillage.accounts.models import OutboundMail
from maillage.accounts.queries.holds import held_among, is_on_hold
from maillage.common import jobs

AT_ONCE = 500  # rows written by one statement
HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
NOT_YOURS = frozenset(
    [
        "from",
        "sender",
        "to",
        "cc",
        "bcc",
        "subject",
        "date",
        "message-id",
        "reply-to",
        "auto-submitted",
        "mime-version",
        "content-type",
    ]
)


@dataclass(frozen=True)
class Piece:
    """One letter to one address, already written: text and HTML as they will be read."""

    to: str
    subject: str
    text: str
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    reply_to: str = ""


def post(
    *,
    kind: str,
    to: str,
    subject: str,
    template: str,
    context: dict,
    authority=None,
    calendar: tuple[str, str] | None = None,
    headers: dict[str, str] | None = None,
    reply_to: str = "",
    is_bulk: bool = False,
) -> OutboundMail:
    """Write one mail to one address; it leaves once the present transaction is kept, or never.

    `template` names two files: `<template>.txt`, and `<template>.html` if there is one. Both know `base_url`
    and `authority` besides `context`. `kind` says in one ASCII word what the mail is for. `calendar` is an
    invitation for calendars: its method (REQUEST, CANCEL) and its iCalendar text. To an address on hold the mail
    stays here, in the state `held`; sign-in mail leaves all the same.
    """
    calendar_method, calendar_text = calendar or ("", "")
    known = {"base_url": settings.BASE_URL, "authority": authority, **context}
    is_held = kind not in SIGN_IN_KINDS and is_on_hold(to, is_bulk)
    mail = OutboundMail.everywhere.create(
        authority=authority,
        kind=kind,
        to=to,
        subject=one_line(subject),
        text=render(f"{template}.txt", known, autoescape=False),
        html=render_if_any(f"{template}.html", known),
        calendar=calendar_text,
        calendar_method=calendar_method,
        headers=checked(headers or {}),
        reply_to=one_line(reply_to),
        is_bulk=is_bulk,
        state=MailState.HELD if is_held else MailState.QUEUED,
        due_at=timezone.now(),
    )
    jobs.nudge("deliver_mail")
    return mail


def post_rendered(
    pieces: Iterable[Piece],
    *,
    kind: str,
    authority,
    due_at: datetime | None = None,
    is_bulk: bool = True,
) -> list[OutboundMail]:
    """Write many letters, in the transaction of the caller: all are kept, or none. Same order as `pieces`.

    Those to an address on hold are written too, in the state `held`.
    """
    pieces = list(pieces)
    held = held_among([piece.to for piece in pieces], is_bulk)
    due_at = due_at or timezone.now()
    rows = [
        OutboundMail(
            authority=authority,
            kind=kind,
            to=piece.to,
            subject=one_line(piece.subject),
            text=piece.text,
            html=piece.html,
            headers=checked(piece.headers),
            reply_to=one_line(piece.reply_to),
            is_bulk=is_bulk,
            state=MailState.HELD if piece.to in held else MailState.QUEUED,
            due_at=due_at,
        )
        for piece in pieces
    ]
    kept = OutboundMail.everywhere.bulk_create(rows, batch_size=AT_ONCE)
    jobs.nudge("deliver_mail")
    return kept


def one_line(text: str) -> str:
    return " ".join(text.split())[:250]


def checked(headers: dict[str, str]) -> dict[str, str]:
    """A header that would be refused at sending, or that would overwrite one of ours, is a mistake of the caller."""
    for name, value in headers.items():
        if not HEADER_NAME.fullmatch(name) or name.lower() in NOT_YOURS or set(value) & {"\r", "\n", "\0"}:
            raise ValueError(f"This header may not travel: {name!r}.")
    return headers


def render(template: str, context: dict, *, autoescape: bool) -> str:
    """A plain text is not HTML: « l’école » must not arrive as « l&#x27;école »."""
    return get_template(template).template.render(Context(context, autoescape=autoescape)).strip()


def render_if_any(template: str, context: dict) -> str:
    try:
        return render(template, context, autoescape=True)
    except TemplateDoesNotExist:
        return ""
