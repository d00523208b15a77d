"""The pieces of a draft: words, pictures, facts, papers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.outreach.domain import letters as domain
from maillage.outreach.domain import pages
from maillage.outreach.enums import BlockKind
from maillage.outreach.forms.letters import FORMS, FactForm, NewPictureForm, PaperForm, PickNewsForm
from maillage.outreach.models import Block, Letter, LetterFile
from maillage.outreach.queries.letters import facts_to_tick
from maillage.outreach.queries.news import published_news
from maillage.outreach.queries.pieces import first_day
from maillage.outreach.views.frame import tried

WRITTEN = {kind.value for kind in (*FORMS, BlockKind.PICTURE, BlockKind.NEWS)}
REACHED = "#blocs"


def back(request, pk: int):
    return redirect(redirect("outreach:letter", request.authority.slug, pk)["Location"] + REACHED)


def letter_to_edit(request, pk) -> Letter:
    letter = get_visible(Letter, request.user, pk=pk)
    require(request.user, "outreach.edit", request.authority)
    return letter


@require_http_methods(["GET", "HEAD", "POST"])
def block_new(request, pk, kind):
    letter = letter_to_edit(request, pk)
    if kind not in WRITTEN:
        raise Http404
    form = form_for(request, kind)
    is_right = request.method == "POST" and form.is_valid()
    if is_right and tried(form, lambda: add(request, letter, kind, form)):
        return back(request, pk)
    context = {"form": form, "letter": letter, "kind": BlockKind(kind)}
    return render(request, "outreach/block_form.html", context)


def form_for(request, kind: str):
    if kind == BlockKind.PICTURE:
        return NewPictureForm(request.POST or None, request.FILES or None)
    if kind == BlockKind.NEWS:
        return PickNewsForm(request.POST or None, news=published_news(request.authority))
    return FORMS[BlockKind(kind)](request.POST if request.method == "POST" else None)


def add(request, letter: Letter, kind: str, form):
    facts = dict(form.cleaned_data)
    if kind == BlockKind.PICTURE:
        facts = {
            "picture": pages.add_picture(request.authority, facts["file"], alt=facts["alt"], by=request.user)
        }
    return domain.add_block(letter, kind, by=request.user, **facts)


@require_http_methods(["GET", "HEAD", "POST"])
def block(request, pk, block):
    letter = letter_to_edit(request, pk)
    row = get_object_or_404(Block.objects.select_related("letter__authority"), letter=letter, pk=block)
    make = FactForm if row.kind == BlockKind.FACT else FORMS.get(BlockKind(row.kind))
    if make is None or row.kind == BlockKind.DIVIDER:
        raise Http404
    initial = {"text": row.text, "url": row.url, "is_for_all": row.is_for_all}
    form = make(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():

        def change():
            domain.change_block(row, by=request.user, **form.cleaned_data)
            return True

        if tried(form, change):
            return back(request, pk)
    context = {"form": form, "letter": letter, "kind": BlockKind(row.kind), "block": row}
    return render(request, "outreach/block_form.html", context)


def on_block(verb):
    """A button on one block."""

    @require_POST
    def view(request, pk, block):
        letter = letter_to_edit(request, pk)
        row = get_object_or_404(Block.objects.select_related("letter"), letter=letter, pk=block)
        try:
            verb(row, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        return back(request, pk)

    return view


def up(row: Block, *, by) -> None:
    domain.move_block(row, -1, by=by)


def down(row: Block, *, by) -> None:
    domain.move_block(row, 1, by=by)


block_up, block_down, block_remove = on_block(up), on_block(down), on_block(domain.remove_block)


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request, pk):
    """« La lettre qui s’écrit seule »: tick what to tell; each reader gets what touches them."""
    letter = letter_to_edit(request, pk)
    if request.method == "POST":
        picked, for_all = request.POST.getlist("fact"), request.POST.getlist("all")
        try:
            domain.tick_facts(letter, picked, for_all, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        return back(request, pk)
    context = {"letter": letter, "groups": facts_to_tick(letter), "since": first_day(letter)}
    return render(request, "outreach/letter_facts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def paper_add(request, pk):
    letter = letter_to_edit(request, pk)
    form = PaperForm(request.POST or None, request.FILES or None)
    is_right = request.method == "POST" and form.is_valid()
    if is_right and tried(form, lambda: domain.add_paper(letter, form.cleaned_data["file"], by=request.user)):
        return back(request, pk)
    context = {"form": form, "letter": letter, "kind": None}
    return render(request, "outreach/block_form.html", context)


@require_POST
def paper_remove(request, pk, paper):
    letter = letter_to_edit(request, pk)
    row = get_object_or_404(LetterFile.objects.select_related("letter"), letter=letter, pk=paper)
    try:
        domain.remove_paper(row, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return back(request, pk)
