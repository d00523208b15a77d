from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from maillage.accounts.emails.gate import post
from maillage.accounts.models import OutboundMail
from maillage.common.documents import Bullets, Document, Facts, Grid, Heading, Note, Paragraph
from maillage.governance.models import Meeting
from maillage.governance.queries.minutes_copies import COPY_LASTS
from maillage.governance.queries.minutes_document import minutes_document
from maillage.partners.models import Person
from maillage.partners.queries.space import space_link


def minutes_to_approve(meeting: Meeting, person: Person, *, token: str) -> OutboundMail:
    """To each member with an address, when the minutes are submitted: whole in the mail, for most have no account.

    `token` opens the same as a file; this mail is the only place where it is ever written.
    """
    authority = meeting.body.authority
    path = reverse("governance:minutes", args=[authority.slug, meeting.pk])
    return post(
        kind="minutes",
        to=person.email,
        subject=f"Compte rendu à relire : {meeting}",
        template="governance/mail/minutes",
        context={
            "meeting": meeting,
            "person": person,
            "text": as_text(minutes_document(meeting)),
            "link": settings.BASE_URL + path,
            "file": settings.BASE_URL + reverse("governance:minutes_copy", args=[token]),
            "until": timezone.localdate() + COPY_LASTS,
            "space": space_link(person),
        },
        authority=authority,
    )


def as_text(document: Document) -> str:
    return "\n\n".join(text for text in map(in_plain_text, document.blocks) if text)


def in_plain_text(block) -> str:
    match block:
        case Heading(text=text):
            return f"{text.upper()}\n{'-' * min(len(text), 70)}"
        case Paragraph(text=text) | Note(text=text):
            return text
        case Bullets(items=items):
            return "\n".join(f"- {item}" for item in items)
        case Facts(rows=rows):
            return "\n".join(f"{label} : {value}" for label, value in rows)
        case Grid(header=header, rows=rows):
            return "\n".join(
                "- " + " ; ".join(f"{name} : {cell}" for name, cell in zip(header, row, strict=True))
                for row in rows
            )
    return ""
