"""The law, for everyone: no account, nothing is kept, every address can be shared."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillage.common.access import public
from maillage.law.forms import CompositionForm, DayForm
from maillage.law.queries.engine import NOTICE, grouped, verdicts_on_composition
from maillage.law.queries.texts import by_text


@public
@require_safe
def texts(request):
    form = DayForm(request.GET)
    day = form.cleaned_data["le"] if form.is_valid() else None
    return render(
        request, "law/texts.html", {"form": form, "day": day, "texts": by_text(day), "notice": NOTICE}
    )


@public
@require_safe
def composition(request):
    if "instance" not in request.GET:
        return render(request, "law/composition.html", {"form": CompositionForm(), "notice": NOTICE})
    form = CompositionForm(request.GET)
    context = {"form": form, "notice": NOTICE}
    if form.is_valid():
        verdicts = verdicts_on_composition(form.facts(), form.day)
        context |= {
            "day": form.day,
            "kind": form.facts().kind.label,
            "groups": grouped(verdicts),
            "missing": sum(verdict.is_blocking for verdict in verdicts),
        }
    return render(request, "law/composition.html", context)
