from django.conf import settings

from maillage.workspace.queries import screens as queries

STYLESHEETS = [f"common/css/{name}.css" for name in ("tokens", "base", "components", "shells", "print")]


def house(request):
    """What every page of the house knows: the demo banner, the authority, the menu of its workspace."""
    authority = getattr(request, "authority", None)
    context = {"is_demo": settings.DEMO, "authority": authority, "stylesheets": STYLESHEETS}
    if authority and request.user.is_authenticated and authority.pk in request.user.authority_ids():
        context |= {
            "navigation": queries.navigation(request),
            "my_authorities": queries.authorities_of(request.user),
            "my_role": queries.role_label(request.user, authority),
        }
    else:
        context |= {"navigation": [], "my_authorities": [], "my_role": ""}
    return context
