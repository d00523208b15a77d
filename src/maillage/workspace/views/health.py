"""Pages that machines read: a watchman, search engines, whoever found a hole."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillage.accounts.queries.machine import health as health_of_machine
from maillage.common.access import public

PRIVATE = ("/compte/", "/mes-donnees/", "/machine/", "/invitation/", "/mes-territoires/", "/*/espace/")
SECURITY_TXT_LASTS = timedelta(days=180)


@public
@never_cache
@require_safe
def health(request):
    """503 as soon as the database is away or not in the shape of this version."""
    state = health_of_machine()
    return JsonResponse(state, status=200 if state["ok"] else 503)


@public
@require_safe
def robots(request):
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
@require_safe
def security_txt(request):
    """RFC 9116; nothing when the operator has named nobody."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    contact = settings.SECURITY_CONTACT
    lines = [
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {(timezone.now() + SECURITY_TXT_LASTS).strftime('%Y-%m-%dT00:00:00Z')}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
