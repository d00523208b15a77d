"""Where sending providers post what came back. The secret stands in the address: without it, there is no such page."""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from maillage.accounts.domain.hooks import PROVIDERS, hear
from maillage.common.access import public
from maillage.common.errors import DomainError


@public
@csrf_exempt
@require_POST
def mail_hook(request, provider, secret):
    ours = settings.MAIL_HOOK_SECRET
    if not ours or not constant_time_compare(secret, ours) or provider not in PROVIDERS:
        raise Http404
    try:
        hear(provider, request)
    except DomainError:
        return HttpResponseBadRequest()
    return HttpResponse(status=204)
