"""« Ma fiche », in the partners' space: what we have, correct it, hand it over, take it away, make it disappear."""

import json
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.errors import DomainError
from maillage.common.personal_data import export_people
from maillage.partners.domain import own_entry as domain
from maillage.partners.domain.space import share_contact
from maillage.partners.domain.upkeep import lift_opposition
from maillage.partners.enums import RequestWay
from maillage.partners.forms.upkeep import OwnEntryForm, SuccessorForm
from maillage.partners.models import Function
from maillage.partners.queries.guests import for_guests
from maillage.partners.queries.upkeep import settings_of

# What each plain answer asks to be sure of, and its verb.
STEPS = {
    "partir": (
        domain.leave,
        "Vous n’êtes plus concerné",
        "Vos fonctions se terminent aujourd’hui dans cette liste, et nous ne vous écrivons plus.",
        "Je ne suis plus concerné",
    ),
    "opposition": (
        domain.oppose,
        "Ne plus recevoir de courriel",
        "Votre adresse est gardée pour que personne ne la reprenne par erreur, et nous ne vous écrivons plus.",
        "Ne plus m’écrire",
    ),
    "effacer": (
        domain.erase,
        "Effacer vos données",
        "Votre fiche, vos fonctions et votre accès disparaissent. Si vous avez siégé, le siège reste, sans nom.",
        "Effacer mes données",
    ),
}


def back(request):
    return redirect("partners:own_entry", request.authority.slug)


@for_guests
@require_safe
def own_entry(request):
    guest, settings = request.guest, settings_of(request.authority)
    context = {
        "person": guest.person,
        "functions": [each for each in guest.functions if each.person_id == guest.person.pk]
        if guest.person
        else [],
        "contact_email": settings.contact_email,
        "purge_after_months": settings.purge_after_months,
    }
    return render(request, "partners/own_entry.html", context)


@for_guests
@require_POST
def own_confirm(request):
    if person := request.guest.person:
        domain.confirm(person)
        messages.success(request, "Merci, c’est noté : votre fiche est à jour.")
    return back(request)


@for_guests
@require_http_methods(["GET", "HEAD", "POST"])
def own_correct(request):
    person = request.guest.person
    if person is None:
        return back(request)
    functions = [each for each in request.guest.functions if each.person_id == person.pk]
    form = OwnEntryForm(request.POST or None, person=person, functions=functions)
    if request.method == "POST" and form.is_valid():
        try:
            domain.correct(person, titles=form.titles(), **form.facts())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "C’est enregistré, merci.")
            return back(request)
    words = {"heading": "Corriger mes coordonnées", "button": "Enregistrer", "form": form}
    return render(request, "partners/own_form.html", words)


@for_guests
@require_http_methods(["GET", "HEAD", "POST"])
def own_hand_over(request):
    person = request.guest.person
    if person is None:
        return back(request)
    held = Function.everywhere.held().filter(person=person).select_related("organisation")
    form = SuccessorForm(request.POST or None, functions=held)
    if request.method == "POST" and form.is_valid():
        try:
            domain.hand_over(person, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "C’est noté. Un message l’informe dès maintenant.")
            return back(request)
    words = {"heading": "Qui vous remplace ?", "button": "Passer la main", "form": form}
    return render(request, "partners/own_form.html", words)


@for_guests
@require_POST
def own_share(request):
    """Show one's work address and phone to the members of one's bodies, or hide them again."""
    if person := request.guest.person:
        share_contact(person, shares=request.POST.get("montrer") == "1")
        messages.success(request, "C’est noté.")
    return back(request)


@for_guests
@require_POST
def own_reconsider(request):
    if person := request.guest.person:
        try:
            lift_opposition(person, asked_by=RequestWay.SPACE, by=request.guest.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "C’est noté : nous pouvons de nouveau vous écrire.")
    return back(request)


@for_guests
@require_http_methods(["GET", "HEAD", "POST"])
def own_step(request, step):
    """A page that asks to be sure, then does one thing. Whoever erased themselves is outside."""
    verb, heading, what, button = STEPS[step]
    person = request.guest.person
    if person is None:
        return back(request)
    if request.method != "POST":
        asked = {"heading": heading, "what": what, "button": button, "step": step}
        return render(request, "partners/own_sure.html", asked)
    verb(person)
    messages.success(request, "C’est fait.")
    if step == "effacer":
        request.session.pop(f"partner_of_{request.authority.pk}", None)
        return redirect("partners:door_ask", request.authority.slug)
    return back(request)


def readable(row: dict) -> list[tuple[str, str]]:
    """What an export says of one thing, for the eye: blanks left out, lists on lines of their own."""
    said = {name: in_words(value) for name, value in row.items()}
    return [(name, value) for name, value in said.items() if value]


def in_words(value) -> str:
    match value:
        case None:
            return ""
        case list():
            return "\n".join(filter(None, map(in_words, value)))
        case dict():
            return ", ".join(f"{name} : {in_words(each)}" for name, each in value.items() if each)
        case bool():
            return "oui" if value else "non"
    return day_in_words(str(value))


def day_in_words(text: str) -> str:
    """« 24 novembre 2026 » for what an export writes as 2026-11-24, whatever the hour."""
    try:
        return date_format(datetime.fromisoformat(text), "j F Y")
    except ValueError:
        return text


@for_guests
@require_safe
def own_data(request):
    """Everything that this authority keeps on the contact, read on the screen."""
    holdings = [
        (*list(each.values())[:3], [readable(row) for row in each["données"]])
        for each in export_people(request.guest.cards)
    ]
    return render(request, "partners/own_data.html", {"holdings": holdings})


@for_guests
@require_safe
def own_data_export(request):
    content = {
        "personne": request.guest.name,
        "autorité": str(request.authority),
        "exporté le": timezone.localtime().isoformat(timespec="seconds"),
        "contenu": export_people(request.guest.cards),
    }
    return HttpResponse(
        json.dumps(content, ensure_ascii=False, indent=2, default=str),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="mes-donnees.json"'},
    )
