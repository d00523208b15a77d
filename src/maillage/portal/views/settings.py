from django.conf import settings as machine
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from maillage.common.access import require
from maillage.common.errors import DomainError
from maillage.portal import domain, queries
from maillage.portal.forms import SiteForm


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request):
    require(request.user, "accounts.administer", request.authority)
    site = queries.site_of(request.authority)
    form = SiteForm(request.POST) if request.method == "POST" else SiteForm.of(site)
    if request.method == "POST" and form.is_valid():
        try:
            domain.write_site(request.authority, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Le site public est enregistré.")
            return redirect("portal:settings", request.authority.slug)
    context = {
        "site": site,
        "form": form,
        "missing": queries.missing_for_publication(site),
        "host_is_known": bool(machine.HOST_NAME and machine.HOST_ADDRESS),
    }
    return render(request, "portal/settings.html", context)


@require_POST
def publish(request):
    return change(request, domain.publish_site, "Le site est publié : tout le monde peut le lire.")


@require_POST
def unpublish(request):
    return change(request, domain.unpublish_site, "Le site n’est plus visible que de votre équipe.")


def change(request, verb, done: str):
    require(request.user, "accounts.administer", request.authority)
    try:
        verb(request.authority, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("portal:settings", request.authority.slug)
