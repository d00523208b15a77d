"""The page behind « toujours vous ? »: open to whoever holds the link, and blind to everything else.

Mail scanners open every link: reading changes nothing, each answer is a button.
"""

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maillage.common.access import public
from maillage.common.errors import DomainError
from maillage.partners.domain import upkeep as domain
from maillage.partners.forms.upkeep import OwnEntryForm, SuccessorForm
from maillage.partners.models import Function
from maillage.partners.queries import upkeep as queries

GONE, UNKNOWN = 410, 404

# What each plain answer asks to be sure of, and its verb.
STEPS = {
    "confirm": (domain.confirm, "", "", ""),
    "leave": (
        domain.leave,
        "Vous n’êtes plus concerné",
        "Vos fonctions se terminent aujourd’hui dans cette liste, et nous ne vous écrivons plus.",
        "Je ne suis plus concerné",
    ),
    "oppose": (
        domain.oppose,
        "Ne plus recevoir de courriel",
        "Votre adresse est gardée pour que personne ne la reprenne par erreur, et nous ne vous écrivons plus.",
        "Ne plus m’écrire",
    ),
    "erase": (
        domain.erase,
        "Effacer vos données",
        "Votre fiche et vos fonctions disparaissent. Si vous avez siégé, le siège reste, sans nom. C’est sans retour.",
        "Effacer mes données",
    ),
}


def over(request, verification):
    """What a link says that is unknown, used or too old."""
    if verification is None:
        return render(request, "partners/still_you_gone.html", {"row": None}, status=UNKNOWN)
    status = 200 if verification.outcome else GONE
    return render(request, "partners/still_you_gone.html", context_of(verification), status=status)


def context_of(verification) -> dict:
    settings = queries.settings_of(verification.authority)
    return {
        "row": verification,
        "person": verification.person,
        "contact_email": settings.contact_email,
        "purge_after_months": settings.purge_after_months,
        "functions": domain.functions_of(verification.person) if verification.person else [],
    }


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def still_you(request, token):
    verification = queries.verification_behind(token)
    if verification is None or not queries.is_open(verification):
        return over(request, verification)
    if request.method != "POST":
        return render(request, "partners/still_you.html", {**context_of(verification), "token": token})
    return answer(request, verification, token, "confirm")


def step(name: str):
    """A page that asks to be sure, then does one thing."""

    @public
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request, token):
        verification = queries.verification_behind(token)
        if verification is None or not queries.is_open(verification):
            return over(request, verification)
        if request.method != "POST":
            _, heading, what, button = STEPS[name]
            asked = {"heading": heading, "what": what, "button": button, "token": token, "step": name}
            return render(request, "partners/still_you_sure.html", {**context_of(verification), **asked})
        return answer(request, verification, token, name)

    return view


leave, oppose, erase = step("leave"), step("oppose"), step("erase")


def answer(request, verification, token, name: str):
    try:
        STEPS[name][0](verification)
    except DomainError:  # another click came first
        verification.refresh_from_db()
        return over(request, verification)
    return redirect("partners:still_you", token)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, token):
    verification = queries.verification_behind(token)
    if verification is None or not queries.is_open(verification):
        return over(request, verification)
    context = context_of(verification)
    form = OwnEntryForm(request.POST or None, person=verification.person, functions=context["functions"])
    if request.method == "POST" and form.is_valid():
        try:
            domain.correct(verification, titles=form.titles(), **form.facts())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("partners:still_you", token)
    words = {"heading": "Corriger mes coordonnées", "button": "Enregistrer", "form": form, "token": token}
    return render(request, "partners/still_you_form.html", {**context, **words})


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request, token):
    verification = queries.verification_behind(token)
    if verification is None or not queries.is_open(verification):
        return over(request, verification)
    held = Function.everywhere.held().filter(person=verification.person).select_related("organisation")
    form = SuccessorForm(request.POST or None, functions=held)
    if request.method == "POST" and form.is_valid():
        try:
            domain.hand_over(verification, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("partners:still_you", token)
    words = {"heading": "Qui vous remplace ?", "button": "Passer la main", "form": form, "token": token}
    return render(request, "partners/still_you_form.html", {**context_of(verification), **words})
