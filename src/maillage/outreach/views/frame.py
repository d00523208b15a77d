"""What the screens of « Diffusion » have in common."""

from django.contrib import messages
from django.shortcuts import redirect, render

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError


def answer_public(request, template: str, status: int = 200, **context):
    """In the authority's public site once it is published; on a plain page before, and for who comes by a mail."""
    site = getattr(request.authority, "portal", None)
    shell = "portal/shell.html" if site and site.published_at else "common/page.html"
    is_member = request.user.is_authenticated and request.authority.pk in request.user.authority_ids()
    context = {"shell": shell, "site": site, "is_member": is_member, **context}
    return render(request, template, context, status=status)


def act(request, model, pk: int, verb, done: str, *, to: str, keeps_pk: bool = True):
    """A button: one verb on one row, one line on the screen, one page."""
    row = get_visible(model, request.user, pk=pk)
    require(request.user, "outreach.edit", request.authority)
    try:
        verb(row, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(to, request.authority.slug, *([pk] if keeps_pk else []))


def tried(form, verb) -> object | None:
    """Run a verb on a valid form; what it refuses is written over the form. The result, or None."""
    try:
        return verb()
    except DomainError as error:
        form.add_error(None, str(error))
        return None
