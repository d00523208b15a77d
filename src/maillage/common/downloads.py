"""How files that people brought leave: never shown inside our pages, never guessed at by the browser."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

SHUT_IN = (
    "sandbox; default-src 'none'"  # should a browser show it all the same: no script, no form, no origin
)


def as_attachment(stored, *, name: str, media_type: str) -> HttpResponse:
    """One stored file (a FieldFile) under the type that we found in it."""
    response = sent(stored, media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def as_picture(stored) -> HttpResponse:
    """A PNG that we drew ourselves, for an `img` of our pages."""
    return sent(stored, "image/png")


def sent(stored, media_type: str) -> HttpResponse:
    with stored.open("rb") as opened:
        response = HttpResponse(opened.read(), content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SHUT_IN
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
