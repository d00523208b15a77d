"""Times of dialogue: who should meet whom, proposed in one click, noted once held."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.library.domain import dialogues as domain
from maillage.library.enums import DialogueState
from maillage.library.forms.dialogues import DEFAULT_TOPIC, DialogueForm, HeldForm
from maillage.library.models import Dialogue
from maillage.library.queries import dialogues as queries

# By the number of référents whom a mail could reach.
TOLD = (
    "C’est proposé, mais aucun référent n’est joignable par courriel : appelez-les.",
    "C’est proposé. Un seul référent est joignable par courriel : appelez l’autre.",
    "C’est proposé : les deux référents reçoivent un courriel.",
)


@require_safe
def dialogues(request):
    require(request.user, "library.read", request.authority)
    may_edit = request.user.has_perm("library.edit", request.authority)
    rows = list(queries.dialogues_of(request.user, request.authority))
    context = {
        "open": [row for row in rows if row.state == DialogueState.PROPOSED],
        "held": [row for row in rows if row.state == DialogueState.HELD],
        "dropped": sum(row.state == DialogueState.DROPPED for row in rows),
        "suggestions": queries.suggestions(request.authority),
        "topic": DEFAULT_TOPIC,
        "may_edit": may_edit,
    }
    return render(request, "library/dialogues.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def dialogue_new(request):
    """A pair of one's own choice, or a suggested one sent by its button."""
    require(request.user, "library.edit", request.authority)
    form = DialogueForm(request.POST or None, authority=request.authority)
    if request.method == "POST" and form.is_valid():
        try:
            row = domain.propose_dialogue(**form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, TOLD[row.told])
            return redirect("library:dialogues", request.authority.slug)
    return render(request, "library/dialogue_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def dialogue_hold(request, pk):
    row = get_visible(Dialogue, request.user, pk=pk)
    require(request.user, "library.edit", request.authority)
    form = HeldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.hold_dialogue(row, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "C’est noté chez les deux partenaires : ils sont désormais liés.")
            return redirect("library:dialogues", request.authority.slug)
    return render(request, "library/dialogue_held.html", {"form": form, "dialogue": row})


@require_POST
def dialogue_drop(request, pk):
    row = get_visible(Dialogue, request.user, pk=pk)
    require(request.user, "library.edit", request.authority)
    try:
        domain.drop_dialogue(row, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "C’est abandonné : cette paire n’est plus proposée.")
    return redirect("library:dialogues", request.authority.slug)
