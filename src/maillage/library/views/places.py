"""Pages that stand both in the workspace and in the partners' space: the same view, two doors."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.shortcuts import redirect
from django.urls import reverse

from maillage.common.access import require
from maillage.library.queries.voices import voice_of_guest, voice_of_user
from maillage.partners.queries.guests import for_guests


@dataclass(frozen=True)
class Place:
    """Where the page stands: the frame around it, and what its URL names begin with."""

    shell: str
    prefix: str

    def url(self, request, name: str, *args) -> str:
        return reverse(f"library:{self.prefix}{name}", args=[request.authority.slug, *args])

    def go(self, request, name: str, *args):
        return redirect(self.url(request, name, *args))


WORKSPACE = Place("workspace/shell.html", "")
SPACE = Place("partners/space_shell.html", "guest_")


def in_both(view: Callable) -> Callable:
    """Gives `request.voice` and `request.place`. The view itself is the workspace's; `.for_guests` is the space's."""

    @wraps(view)
    def in_workspace(request, *args, **kwargs):
        require(request.user, "library.read", request.authority)
        request.place, request.voice = WORKSPACE, voice_of_user(request.user, request.authority)
        return view(request, *args, **kwargs)

    @wraps(view)
    def in_space(request, *args, **kwargs):
        request.place, request.voice = SPACE, voice_of_guest(request.guest)
        return view(request, *args, **kwargs)

    in_workspace.for_guests = for_guests(in_space)
    return in_workspace
