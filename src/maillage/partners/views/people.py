"""The people whom we know at our partners', for the eyes of the team alone."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.partners.domain import contacts as domain
from maillage.partners.domain.retention import forget_person
from maillage.partners.domain.space import take_back_links
from maillage.partners.forms.contacts import ContactForm, PersonForm
from maillage.partners.models import Function, Organisation, Person
from maillage.partners.queries.upkeep import state_of


@require_http_methods(["GET", "HEAD", "POST"])
def contact_new(request, pk):
    organisation = get_visible(Organisation, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    form = ContactForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            person = domain.add_contact(
                organisation, person=form.person(), function=form.function(), by=request.user
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{person} est dans vos contacts.")
            return redirect("partners:organisation", request.authority.slug, pk)
    return render(request, "partners/contact_new.html", {"form": form, "organisation": organisation})


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request, pk):
    person = get_visible(Person, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    form = PersonForm.of(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_person(person, by=request.user, **form.person())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("partners:contact", request.authority.slug, pk)
    functions = person.functions.held().select_related("organisation")
    context = {"form": form, "person": person, "functions": functions, **state_of(person, functions)}
    return render(request, "partners/contact.html", context)


@require_POST
def contact_verify(request, pk):
    return act_on(request, pk, domain.verify_person, "La fiche est à jour d’aujourd’hui.")


@require_POST
def contact_oppose(request, pk):
    return act_on(request, pk, domain.oppose_person, "C’est noté : plus de courriel à cette personne.")


@require_POST
def contact_take_back(request, pk):
    done = "Les liens déjà envoyés n’ouvrent plus rien. Le prochain courriel en portera un neuf."
    return act_on(request, pk, take_back_links, done)


def act_on(request, pk, verb, done: str):
    """What the buttons of a contact have in common."""
    person = get_visible(Person, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    try:
        verb(person, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("partners:contact", request.authority.slug, pk)


@require_POST
def contact_forget(request, pk):
    person = get_visible(Person, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    is_gone = forget_person(person, by=request.user)
    messages.success(
        request,
        "Le contact est effacé. Les échanges restent, sans son nom."
        if is_gone
        else "Ses coordonnées sont effacées. Son siège reste, sans son nom : c’est une archive publique.",
    )
    return redirect("partners:list", request.authority.slug)


@require_POST
def function_end(request, pk):
    return act_on_function(request, pk, domain.end_function, "La fonction est terminée. Qui prend la suite ?")


@require_POST
def function_referent(request, pk):
    return act_on_function(
        request, pk, domain.name_referent, "C’est désormais la personne à appeler d’abord."
    )


def act_on_function(request, pk, verb, done: str):
    """What the buttons beside a contact, on the card of a partner, have in common."""
    function = get_visible(Function, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    try:
        verb(function, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("partners:organisation", request.authority.slug, function.organisation_id)
