"""The partners' space: one page first, then who is who and the welcome path. No account, nothing to configure."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import public
from maillage.library.domain.welcome import take_step
from maillage.library.enums import WelcomeStep
from maillage.library.queries.welcome import lines_of, welcome_of
from maillage.partners.domain.space import mark_read
from maillage.partners.queries.guests import for_guests, guest_of
from maillage.workspace.queries import space as queries
from maillage.workspace.queries.space_people import colleagues_of
from maillage.workspace.queries.welcome import facts_of


@public
@never_cache
@require_safe
def space(request):
    """Whoever has lost their session is asked for their address; an account that is no partner finds nothing."""
    request.guest = guest_of(request)
    if request.guest is None and not request.user.is_authenticated:
        return redirect("partners:door_ask", request.authority.slug)
    if request.guest is None:
        raise Http404
    return render(request, "workspace/space.html", queries.space_of(request.guest))


@for_guests
@require_POST
def space_seen(request):
    if person := request.guest.person:
        mark_read(person)
        messages.success(request, "C’est noté. La prochaine fois, vous ne verrez que ce qui aura changé.")
    return redirect("workspace:space", request.authority.slug)


@for_guests
@require_safe
def space_who(request):
    bodies = [seat.body for seat in queries.seats_of(request.guest)]
    rows = colleagues_of(request.guest, list({body.pk: body for body in bodies}.values()))
    return render(request, "workspace/space_who.html", {"rows": rows})


@for_guests
@require_safe
def welcome(request):
    """Where they left off; at the end, what they did."""
    person = request.guest.person
    if person is None:
        raise Http404
    path = welcome_of(person)
    if path.started_on and path.next_step:
        return redirect("workspace:welcome_step", request.authority.slug, path.next_step.value)
    return render(request, "workspace/welcome.html", {"welcome": path, "lines": lines_of(path)})


@for_guests
@require_http_methods(["GET", "HEAD", "POST"])
def welcome_step(request, step):
    person = request.guest.person
    if person is None or step not in WelcomeStep.values:
        raise Http404
    if request.method == "POST":
        path = take_step(person, step)
        following = path.next_step
        if following is None:
            messages.success(request, "C’est fini, merci. Vous savez l’essentiel.")
            return redirect("workspace:welcome", request.authority.slug)
        return redirect("workspace:welcome_step", request.authority.slug, following.value)
    path = welcome_of(person)
    context = {"welcome": path, "lines": lines_of(path), "step": WelcomeStep(step)}
    return render(
        request, "workspace/welcome_step.html", context | facts_of(request.guest, WelcomeStep(step))
    )
