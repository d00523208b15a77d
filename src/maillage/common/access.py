"""Who may reach a screen: what you may not see does not exist (404), what you see but may not do is refused (403)."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404


def get_visible(model, user, **lookup):
    """Fetch one row among those that `user` may see; anything else is 404, never 403."""
    return get_object_or_404(model.objects.visible_to(user), **lookup)


def require(user, perm: str, obj=None) -> None:
    """Refuse (403) what a person sees but may not do."""
    if not user.has_perm(perm, obj):
        raise PermissionDenied(perm)


def public(view):
    """Open to all, under an authority's address or not."""
    view.is_public = True
    return login_not_required(view)


def copilots_too(view):
    """Under an authority's address, but open to people of other authorities: the view itself checks its plan."""
    view.is_for_copilots = True
    return view


def quiet(view):
    """Reading never writes: what a library puts in the session while answering GET or HEAD is dropped.

    A HEAD is answered as a GET, for allauth counts the former against its limits, in the cache's table.
    """

    @wraps(view)
    def reading(request, *args, **kwargs):
        if request.method not in {"GET", "HEAD"}:
            return view(request, *args, **kwargs)
        request.method = "GET"
        was_modified = request.session.modified
        try:
            return view(request, *args, **kwargs)
        finally:
            request.session.modified = was_modified

    return reading
