"""What anyone sees of a draw: the procedure by codes alone, the form, one's own candidacy by a secret link."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from maillage.accounts.queries.tokens import fingerprint
from maillage.common.access import public
from maillage.common.errors import DomainError
from maillage.governance.domain.draw_candidates import register_candidate, withdraw_candidate
from maillage.governance.forms.draws import CandidacyForm
from maillage.governance.models import Candidate, Draw
from maillage.governance.queries import draws as queries
from maillage.governance.queries.draw_screens import page_of
from maillage.governance.queries.lottery import canonical


@public
@require_safe
def draw_list(request):
    draws = queries.draws_of(request.authority).published()
    return answer(request, "governance/draws_public.html", draws=draws)


@public
@require_safe
def draw(request, pk):
    draw = get_object_or_404(Draw.objects.published().select_related("authority", "body"), pk=pk)
    return answer(request, "governance/draw_public.html", **page_of(draw))


@public
@require_safe
def procedure(request, pk):
    """The file that replays the draw. Its keys are sorted, so that its lottery reads as it was hashed."""
    draw = get_object_or_404(Draw.objects.published().select_related("authority"), pk=pk)
    response = HttpResponse(canonical(queries.procedure_of(draw)), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="tirage-{draw.pk}.json"'
    return response


@public
@require_http_methods(["GET", "HEAD", "POST"])
def register(request, pk):
    draw = get_object_or_404(Draw.objects.published().select_related("authority"), pk=pk)
    form = CandidacyForm(request.POST or None, draw=draw, strata=draw.strata.all())
    if request.method == "POST" and draw.takes_candidates and form.is_valid():
        try:
            if not form.is_machine:
                register_candidate(draw, **form.candidate())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return answer(request, "governance/draw_registered.html", draw=draw)
    return answer(request, "governance/draw_register.html", draw=draw, form=form)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def candidacy(request, token):
    """GET shows, POST withdraws: mail scanners open every link."""
    rows = Candidate.objects.select_related("draw__authority")
    candidate = get_object_or_404(rows, token_hash=fingerprint(token))
    if request.method == "POST":
        try:
            withdraw_candidate(candidate)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("governance:draw_candidacy", request.authority.slug, token)
        return answer(request, "governance/draw_withdrawn.html", draw=candidate.draw)
    return answer(request, "governance/draw_candidacy.html", draw=candidate.draw, candidate=candidate)


def answer(request, template: str, **context):
    """In the authority's public site once it is published; on a plain page before, and for who reaches it by a mail."""
    site = getattr(request.authority, "portal", None)
    shell = "portal/shell.html" if site and site.published_at else "common/page.html"
    is_member = request.user.is_authenticated and request.authority.pk in request.user.authority_ids()
    return render(request, template, {"shell": shell, "site": site, "is_member": is_member, **context})
