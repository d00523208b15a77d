from django.conf import settings
from django.urls import reverse

from maillage.accounts.emails.gate import post
from maillage.accounts.models import OutboundMail
from maillage.partners.models import Function, Person, Verification


def still_you(row: Verification, token: str, functions: list[Function], contact_email: str) -> OutboundMail:
    """To a contact whose entry may be out of date: the only place where the key of their page is ever written."""
    return post(
        kind="still_you",
        to=row.person.email,
        subject=f"{row.authority} : est-ce toujours vous ?",
        template="partners/mail/still_you",
        context={
            "row": row,
            "functions": functions,
            "contact_email": contact_email,
            "link": settings.BASE_URL + reverse("partners:still_you", args=[token]),
        },
        authority=row.authority,
    )


def named_successor(person: Person, function: Function, contact_email: str) -> OutboundMail:
    """To whom a predecessor named, at once: we now hold their address, and the law wants them to know (RGPD, 14)."""
    return post(
        kind="named_successor",
        to=person.email,
        subject=f"{person.authority} : vos coordonnées nous ont été données",
        template="partners/mail/named_successor",
        context={
            "person": person,
            "function": function,
            "contact_email": contact_email,
            "privacy": settings.BASE_URL + reverse("workspace:instance_privacy"),
        },
        authority=person.authority,
    )
