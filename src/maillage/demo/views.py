"""Only in the demonstration: change of person in one click, read the mail that would have left."""

from django.conf import settings
from django.contrib.auth import login
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from maillage.accounts.models import OutboundMail, User
from maillage.common.access import public
from maillage.demo.enums import CHARACTERS

MAILS, LETTERS = 80, 5  # shown, the newest


def only_in_demo() -> None:
    if not settings.DEMO:
        raise Http404


@public
@require_safe
def people(request):
    only_in_demo()
    return render(request, "demo/people.html", {"characters": CHARACTERS})


@public
@require_POST
def become(request, key):
    """Sign in as a character. Reached in the demonstration alone: elsewhere the address does not exist."""
    only_in_demo()
    character = next((each for each in CHARACTERS if each.key == key), None)
    if character is None:
        raise Http404
    user = get_object_or_404(User, email=character.email)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("workspace:home")


@public
@require_safe
def mailbox(request):
    """Letters leave by the hundred: they would hide the mails that somebody waits for."""
    only_in_demo()
    words = request.GET.get("q", "").strip()[:100]
    everything = OutboundMail.everywhere.all()
    found = everything.filter(Q(to__icontains=words) | Q(subject__icontains=words) | Q(text__icontains=words))
    newest = [*everything.filter(is_bulk=False)[:MAILS], *everything.filter(is_bulk=True)[:LETTERS]]
    return render(request, "demo/mailbox.html", {"mails": found[:MAILS] if words else newest, "words": words})
