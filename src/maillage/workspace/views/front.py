from django.conf import settings
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from maillage.common.access import public
from maillage.common.personal_data import HOLDINGS
from maillage.workspace.queries import screens as queries


@public
@require_safe
def front(request):
    """The instance's own door: what this is, and where to sign in."""
    return render(request, "workspace/front.html", {"may_create": settings.OPEN_REGISTRATION})


@require_safe
def home(request):
    """Where one lands after signing in: straight to the only territory, or to the choice of several."""
    authorities = queries.authorities_of(request.user)
    if len(authorities) == 1 and "choisir" not in request.GET:
        return redirect("workspace:dashboard", authorities[0].slug)
    context = {
        "authorities": [(each, queries.role_label(request.user, each)) for each in authorities],
        "may_create": settings.OPEN_REGISTRATION or request.user.is_instance_admin,
    }
    return render(request, "workspace/home.html", context)


HOST = {
    "host_name": settings.HOST_NAME,
    "host_address": settings.HOST_ADDRESS,
    "security_contact": settings.SECURITY_CONTACT,
    "source_url": settings.SOURCE_URL,
}


@public
@require_safe
def instance_accessibility(request):
    return render(request, "workspace/instance_accessibility.html", HOST)


@public
@require_safe
def instance_legal(request):
    return render(request, "workspace/instance_legal.html", HOST)


@public
@require_safe
def instance_privacy(request):
    return render(request, "workspace/instance_privacy.html", {**HOST, "holdings": HOLDINGS})
