"""A new authority in three steps. The address carries the answers: nothing is written before « Créer »."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from maillage.common.access import require
from maillage.common.errors import DomainError
from maillage.territories.enums import LEVELS_OF_KIND, AuthorityKind
from maillage.territories.queries import authorities, land, search
from maillage.territories.queries.maps import draw
from maillage.workspace.domain import found_authority
from maillage.workspace.forms import ChoiceForm, FoundingForm, KindForm


@require_safe
def kind(request):
    require(request.user, "workspace.found_authority")
    chosen = request.GET.get("nature")
    form = KindForm(initial={"nature": chosen if chosen in AuthorityKind.values else AuthorityKind.CC})
    return render(
        request, "workspace/wizard_kind.html", {"form": form, "places": request.GET.get("lieux", "")}
    )


@require_safe
def places(request):
    require(request.user, "workspace.found_authority")
    choice = ChoiceForm(request.GET)
    if not choice.is_valid() and "nature" in choice.errors:
        return redirect("workspace:wizard")
    kind, chosen = choice.cleaned_data["nature"], choice.cleaned_data["lieux"]
    asked, levels = request.GET.get("q", ""), LEVELS_OF_KIND[kind]
    found = [place for place in search(asked, levels=levels, limit=12) if place not in chosen]
    context = {
        "kind": AuthorityKind(kind),
        "levels": [level.label for level in levels],
        "choice": choice,
        "chosen": [(place, link("wizard_places", kind, without(chosen, place), asked)) for place in chosen],
        "found": [(place, link("wizard_places", kind, [*chosen, place], asked)) for place in found],
        "asked": asked,
        "keys": keys(chosen),
        "back": link("wizard", kind, chosen),
        "nothing_loaded": land.newest_vintage() is None,
    }
    template = "workspace/wizard_places.html"
    return render(request, f"{template}#results" if request.htmx else template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request):
    require(request.user, "workspace.found_authority")
    choice = ChoiceForm(request.POST or request.GET)
    if not choice.is_valid() or not choice.cleaned_data["lieux"]:
        return redirect(link("wizard_places", request.GET.get("nature", ""), []))
    kind, chosen = choice.cleaned_data["nature"], choice.cleaned_data["lieux"]
    communes = land.communes_in([(place.level, place.code) for place in chosen])
    form = FoundingForm(request.POST or None, initial=suggestions(kind, chosen, communes))
    if form.is_valid() and (authority := found(request, form, kind, chosen)):
        return redirect("workspace:dashboard", authority.slug)
    context = {
        "kind": AuthorityKind(kind),
        "chosen": chosen,
        "keys": keys(chosen),
        "form": form,
        "figures": land.figures_of(communes),
        "drawing": draw(communes),
        **authorities.listing(communes, kind),
        "back": link("wizard_places", kind, chosen),
    }
    return render(request, "workspace/wizard_check.html", context)


def found(request, form, kind: str, chosen: list):
    """The new authority, or None when a rule refuses: the form then says why."""
    pairs = [(place.level, place.code) for place in chosen]
    try:
        authority = found_authority(request.user, kind=kind, places=pairs, **form.cleaned_data)
    except DomainError as error:
        form.add_error("slug" if "adresse" in str(error) else None, str(error))
        return None
    messages.success(
        request, f"{authority} est créée. Ses communes et leurs mairies sont là ; vous êtes pilote."
    )
    return authority


def suggestions(kind: str, chosen: list, communes) -> dict:
    name = authorities.suggested_name(kind, chosen, communes)
    return {"name": name, "slug": authorities.free_slug(name)}


def keys(places: list) -> str:
    return ".".join(place.key for place in places)


def without(places: list, place) -> list:
    return [each for each in places if each != place]


def link(step: str, kind: str, places: list, asked: str = "") -> str:
    answers = {"nature": kind, "lieux": keys(places), "q": asked}
    return f"{reverse(f'workspace:{step}')}?{urlencode({name: value for name, value in answers.items() if value})}"
