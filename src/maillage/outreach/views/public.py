"""Subscribing, choosing, leaving: open to all, or to whoever holds a personal link. Reading a link changes nothing."""

from allauth.core.internal.httpkit import get_client_ip
from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from maillage.accounts.queries.tokens import fingerprint
from maillage.common.access import public
from maillage.common.errors import DomainError
from maillage.outreach.domain import consent
from maillage.outreach.enums import ConsentChannel, SubscriberState, Topic
from maillage.outreach.forms.public import ChoicesForm, SubscribeForm
from maillage.outreach.models import Subscriber
from maillage.outreach.queries import subscribers as queries
from maillage.outreach.queries.links import holder_behind, token_of
from maillage.outreach.views.frame import answer_public

GONE, UNKNOWN = 410, 404
READ_OR_POST = ["GET", "HEAD", "POST"]


@public
@require_http_methods(READ_OR_POST)
def subscribe(request):
    """The answer is the same for a known and an unknown address."""
    form = SubscribeForm(request.POST or None, communes=request.authority.communes.order_by("name"))
    if request.method == "POST" and form.is_valid():
        if not form.is_machine:
            asker = fingerprint(get_client_ip(request) or "")
            consent.ask(request.authority, **form.asked(), asker=asker)
        return answer_public(request, "outreach/asked.html", email=form.cleaned_data["email"])
    return answer_public(request, "outreach/subscribe.html", form=form)


@public
@never_cache
@require_http_methods(READ_OR_POST)
def confirm(request, token):
    waiting = queries.subscriber_waiting(request.authority, fingerprint(token))
    if waiting is None:
        return answer_public(request, "outreach/gone.html", status=GONE)
    if request.method != "POST":
        topics = [Topic(topic).label for topic in queries.topics_of(waiting)]
        return answer_public(request, "outreach/confirm.html", waiting=waiting, topics=topics)
    try:
        subscriber = consent.confirm(request.authority, token)
    except DomainError:  # another click came first
        return answer_public(request, "outreach/gone.html", status=GONE)
    return answer_public(
        request, "outreach/confirmed.html", subscriber=subscriber, token=token_of(subscriber)
    )


@public
@never_cache
@require_http_methods(READ_OR_POST)
def preferences(request, token):
    """One's own page: topics, commune, the way out. For a contact: letters or no letters."""
    holder = holder_behind(token, request.authority)
    if holder is None:
        return answer_public(request, "outreach/unknown.html", status=UNKNOWN)
    if not isinstance(holder, Subscriber):
        return contact_choice(request, holder, token)
    communes = request.authority.communes.order_by("name")
    initial = {"topics": queries.topics_of(holder), "commune": holder.commune_id or ""}
    form = ChoicesForm(request.POST or None, communes=communes, initial=initial)
    is_in = holder.state == SubscriberState.CONFIRMED
    if request.method == "POST" and is_in and form.is_valid():
        consent.choose(holder, **form.cleaned_data)
        messages.success(request, "Vos choix sont enregistrés.")
        return redirect("outreach:preferences", request.authority.slug, token)
    return answer_public(
        request, "outreach/preferences.html", holder=holder, form=form, token=token, is_in=is_in
    )


def contact_choice(request, person, token):
    stopped = queries.wants_no_letters(person)
    return answer_public(request, "outreach/contact_choice.html", holder=person, token=token, stopped=stopped)


@public
@never_cache
@require_POST
def leave(request, token):
    holder = holder_behind(token, request.authority)
    if holder is None:
        return answer_public(request, "outreach/unknown.html", status=UNKNOWN)
    consent.leave(holder, ConsentChannel.LINK)
    return answer_public(request, "outreach/left.html", token=token)


@public
@never_cache
@require_POST
def take_back(request, token):
    """Letters again, for a contact: a subscriber asks anew, by the form."""
    holder = holder_behind(token, request.authority)
    if holder is None or isinstance(holder, Subscriber):
        return answer_public(request, "outreach/unknown.html", status=UNKNOWN)
    consent.take_back(holder)
    messages.success(request, "Vous recevez à nouveau nos lettres.")
    return redirect("outreach:preferences", request.authority.slug, token)


@public
@csrf_exempt
@never_cache
@require_http_methods(READ_OR_POST)
def one_click(request, token):
    """The address of List-Unsubscribe (RFC 8058): a mail program posts here, without cookie, and is not sent elsewhere.

    A person who opens it reads a page with a button.
    """
    holder = holder_behind(token, request.authority)
    if holder is None:
        return answer_public(request, "outreach/unknown.html", status=UNKNOWN)
    if request.method != "POST":
        return answer_public(request, "outreach/leave.html", holder=holder, token=token)
    consent.leave(holder, ConsentChannel.ONE_CLICK)
    return answer_public(request, "outreach/left.html", token=token)
