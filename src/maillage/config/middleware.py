"""What every request passes through: the portal's own domain, then the authority whose address it bears."""

from django.core.exceptions import BadRequest
from django.http import Http404
from django_scopes import scope

from maillage.portal.queries import authority_slug_of_domain
from maillage.territories.models import Authority


def without_nul(get_response):
    """No text of ours holds the NUL character, and PostgreSQL refuses it: such an address is a mistake or an attack."""

    def middleware(request):
        if "%00" in request.META["QUERY_STRING"] or "\0" in request.path_info:
            raise BadRequest
        return get_response(request)

    return middleware


def portal_domain(get_response):
    """On a portal's own domain, `/` is that portal."""

    def middleware(request):
        if request.path_info == "/" and (slug := authority_slug_of_domain(request.get_host())):
            request.path_info = f"/{slug}/"
        return get_response(request)

    return middleware


class Tenancy:
    """Open the scope of the authority that the address names; keep strangers out of its workspace (404)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.authority = None
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if "authority_slug" not in kwargs:
            return None
        slug = kwargs.pop("authority_slug")
        authority = Authority.objects.filter(slug=slug).first()
        if authority is None or not self.may_enter(request, view, authority):
            raise Http404
        request.authority = authority
        with scope(authority=authority):
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
            return response

    @staticmethod
    def may_enter(request, view, authority) -> bool:
        if getattr(view, "is_public", False) or getattr(view, "is_for_copilots", False):
            return True
        return authority.pk in request.user.authority_ids()
