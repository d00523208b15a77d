"""The glossary: read everywhere, reworded by the team."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import require
from maillage.common.errors import DomainError
from maillage.library.domain import glossary as domain
from maillage.library.forms.glossary import TermForm
from maillage.library.queries.glossary import word_named, words_of
from maillage.library.views.places import in_both


@in_both
@require_safe
def glossary(request):
    text = request.GET.get("q", "")[:100]
    context = {"words": words_of(request.authority, text), "text": text}
    template = "library/glossary.html"
    return render(request, f"{template}#results" if request.htmx else template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def term_new(request):
    require(request.user, "library.edit", request.authority)
    return written(request, TermForm(request.POST or None), "Ajouter un terme")


@require_http_methods(["GET", "HEAD", "POST"])
def term_change(request, key):
    require(request.user, "library.edit", request.authority)
    word = word_named(request.authority, key)
    if word is None:
        raise Http404
    return written(request, TermForm.of(word, request.POST or None), f"Dire autrement : {word.name}", word)


def written(request, form, heading: str, word=None):
    if request.method == "POST" and form.is_valid():
        key = word.key if word else ""
        try:
            domain.write_term(request.authority, key=key, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "C’est enregistré. Ces mots s’affichent partout où le terme est écrit.")
            return redirect("library:glossary", request.authority.slug)
    return render(request, "library/term_form.html", {"form": form, "heading": heading, "word": word})


@require_POST
def term_take_back(request, key):
    require(request.user, "library.edit", request.authority)
    try:
        is_shared = domain.take_back_term(request.authority, key, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        said = "Les mots partagés sont revenus." if is_shared else "Le terme est retiré."
        messages.success(request, said)
    return redirect("library:glossary", request.authority.slug)
