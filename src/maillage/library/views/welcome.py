"""The team's side of the welcome path: who is where, whom to invite."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.library.domain.welcome import invite_to_welcome
from maillage.library.queries import welcome as queries
from maillage.partners.models import Person

PER_PAGE = 50


@require_safe
def welcomes(request):
    require(request.user, "library.edit", request.authority)
    rows = queries.people_to_welcome(request.authority)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "counts": queries.counts_of(request.authority),
    }
    return render(request, "library/welcomes.html", context)


@require_POST
def welcome_invite(request, pk):
    person = get_visible(Person, request.user, pk=pk)
    require(request.user, "library.edit", request.authority)
    try:
        invite_to_welcome(person, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Le parcours est proposé à {person}.")
    return redirect("library:welcomes", request.authority.slug)
