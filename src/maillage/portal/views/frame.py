"""What the public pages share: the site, and who may see it before it is published."""

from django.http import Http404
from django.shortcuts import render

from maillage.portal import queries


def site_or_404(request):
    site = queries.visible_site(request.authority, request.user)
    if site is None:
        raise Http404
    return site


def render_portal(request, template: str, site, **context):
    """A public page; the authority's own people are told of what the public does not see."""
    is_member = request.user.is_authenticated and request.authority.pk in request.user.authority_ids()
    return render(request, template, {"site": site, "is_member": is_member, **context})
