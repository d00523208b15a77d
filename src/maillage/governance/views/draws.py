"""A draw as the team prepares and holds it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.documents import document_answer
from maillage.common.errors import DomainError
from maillage.governance.domain import drawing
from maillage.governance.domain import draws as domain
from maillage.governance.forms.draws import CriterionForm, DrawForm, LimitsForm, SeatForm
from maillage.governance.models import Draw
from maillage.governance.queries import draws as queries
from maillage.governance.queries.draw_minutes import minutes_of
from maillage.governance.queries.draw_screens import card_of


@require_safe
def draw_list(request):
    require(request.user, "governance.read", request.authority)
    context = {
        "draws": queries.draws_of(request.authority),
        "may_edit": request.user.has_perm("governance.edit", request.authority),
    }
    return render(request, "governance/draws.html", context)


@require_safe
def draw(request, pk):
    draw = get_visible(Draw, request.user, pk=pk)
    require(request.user, "governance.read", request.authority)
    context = {
        **card_of(draw),
        "seat_form": SeatForm(),
        "may_edit": request.user.has_perm("governance.edit", request.authority),
        "may_lead": request.user.has_perm("governance.lead", request.authority),
    }
    return render(request, "governance/draw.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def draw_new(request):
    require(request.user, "governance.edit", request.authority)
    form = DrawForm(request.POST or None, authority=request.authority)
    if request.method == "POST" and form.is_valid():
        try:
            made = domain.create_draw(request.authority, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Le tirage est préparé. Fixez maintenant ses critères.")
            return redirect("governance:draw_strata", request.authority.slug, made.pk)
    return render(request, "governance/draw_form.html", {"form": form, "draw": None})


@require_http_methods(["GET", "HEAD", "POST"])
def draw_change(request, pk):
    draw = get_visible(Draw, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    form = DrawForm.of(draw, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_draw(draw, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("governance:draw", request.authority.slug, pk)
    return render(request, "governance/draw_form.html", {"form": form, "draw": draw})


@require_http_methods(["GET", "HEAD", "POST"])
def draw_strata(request, pk):
    draw = get_visible(Draw, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    form = CriterionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        facts = {"source": data["source"], "tolerance": 0 if data["is_exact"] else 1}
        try:
            domain.set_strata(draw, data["criterion"], data["shares"], by=request.user, **facts)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"« {data['criterion']} » compte maintenant dans le tirage.")
            return redirect("governance:draw_strata", request.authority.slug, pk)
    context = {"form": form, "draw": draw, "strata": queries.strata_of(draw)}
    return render(request, "governance/draw_strata.html", context)


@require_POST
def draw_strata_communes(request, pk):
    grouping = request.POST.get("grouping", "")
    done = "Les communes sont groupées, avec leurs quotas."
    return act_on(
        request,
        pk,
        lambda draw, by: domain.set_commune_strata(draw, grouping=grouping, by=by),
        done,
        "_strata",
    )


@require_POST
def draw_strata_limits(request, pk):
    draw = get_visible(Draw, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    form = LimitsForm(request.POST, strata=draw.strata.all())
    if not form.is_valid():
        messages.error(request, "Chaque minimum et chaque maximum est un nombre entier.")
        return redirect("governance:draw_strata", request.authority.slug, pk)
    limits = form.limits()
    return act_on(
        request,
        pk,
        lambda draw, by: domain.adjust_strata(draw, limits, by=by),
        "C’est enregistré.",
        "_strata",
    )


@require_POST
def draw_strata_remove(request, pk):
    criterion = request.POST.get("criterion", "")
    done = "Le critère est retiré."
    return act_on(request, pk, lambda draw, by: domain.remove_strata(draw, criterion, by=by), done, "_strata")


@require_POST
def draw_open(request, pk):
    return act_on(
        request, pk, domain.open_registration, "Les inscriptions sont ouvertes : diffusez l’adresse."
    )


@require_POST
def draw_close(request, pk):
    return act_on(request, pk, domain.close_registration, "Les inscriptions sont closes.")


@require_POST
def draw_reopen(request, pk):
    return act_on(request, pk, domain.reopen_registration, "Les inscriptions sont rouvertes.")


@require_POST
def draw_commit(request, pk):
    return act_on(
        request, pk, drawing.ask_lottery, "La loterie est demandée : rechargez la page dans un moment."
    )


@require_POST
def draw_reveal(request, pk):
    draw = get_visible(Draw, request.user, pk=pk)
    require(request.user, "governance.lead", request.authority)
    try:
        drawing.reveal_draw(draw, public_number=request.POST.get("public_number", "")[:60], by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "La graine est révélée. Chaque candidat est prévenu par courriel.")
    return redirect("governance:draw", request.authority.slug, pk)


@require_POST
def draw_seat(request, pk):
    form = SeatForm(request.POST)
    facts = form.cleaned_data if form.is_valid() else {}

    def seat(draw, by):
        if not facts:
            raise DomainError("Donnez la date de début du mandat.")
        return drawing.seat_drawn(draw, by=by, **facts)

    done = "Les personnes tirées au sort sont dans vos contacts, et siègent si une instance est choisie."
    return act_on(request, pk, seat, done)


@require_safe
def draw_minutes(request, pk, kind):
    """« Procès-verbal »: the names are in it, so it is for the team."""
    draw = get_visible(Draw, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    try:
        return document_answer(minutes_of(draw), f"proces-verbal-tirage-{draw.pk}", kind)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("governance:draw", request.authority.slug, pk)


def act_on(request, pk, verb, done: str, page: str = ""):
    """What the buttons of a draw have in common."""
    draw = get_visible(Draw, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    try:
        verb(draw, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(f"governance:draw{page}", request.authority.slug, pk)
