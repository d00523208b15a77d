"""Subscribers: figures for whoever reads, addresses for the team alone."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import require
from maillage.common.spreadsheet import csv_answer
from maillage.outreach.domain import consent, subscriber_files
from maillage.outreach.enums import ConsentChannel, SubscriberState, Topic
from maillage.outreach.forms.pages import FileForm
from maillage.outreach.models import Subscriber
from maillage.outreach.queries import subscribers as queries
from maillage.outreach.views.frame import act, tried

PER_PAGE = 50
WORDS = {"search": "q", "state": "etat", "topic": "sujet", "commune": "commune"}


@require_safe
def subscriber_list(request):
    require(request.user, "outreach.read", request.authority)
    may_edit = request.user.has_perm("outreach.edit", request.authority)
    asked = {name: request.GET.get(word, "").strip()[:100] for name, word in WORDS.items()}
    rows = queries.listed(request.authority, **asked) if may_edit else Subscriber.everywhere.none()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "figures": queries.figures_of(request.authority),
        "page": page,
        "rows": queries.with_topics(list(page.object_list)),
        "asked": asked,
        "kept": kept_of(asked),
        "states": SubscriberState.choices,
        "topics": Topic.choices,
        "may_edit": may_edit,
    }
    return render(request, "outreach/subscribers.html", context)


def kept_of(asked: dict[str, str]) -> str:
    """What the next page keeps of the search."""
    words = urlencode({WORDS[name]: value for name, value in asked.items() if value})
    return f"{words}&" if words else ""


@require_http_methods(["GET", "HEAD", "POST"])
def subscriber_import(request):
    require(request.user, "outreach.edit", request.authority)
    form, report = FileForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read(subscriber_files.MOST_BYTES + 1)
        report = tried(
            form,
            lambda: subscriber_files.take_up(request.authority, content, by=request.user),
        )
    return render(request, "outreach/subscriber_import.html", {"form": form, "report": report})


@require_safe
def subscriber_csv(request):
    require(request.user, "outreach.edit", request.authority)
    rows = queries.with_topics(list(queries.listed(request.authority)))
    lines = [("Courriel", "État", "Sujets", "Commune", "Demandé le", "Confirmé le", "Désabonné le")]
    lines += [
        (
            each.email,
            each.get_state_display(),
            ", ".join(each.topics),
            each.commune.name if each.commune else "",
            *(day_of(moment) for moment in (each.created_at, each.confirmed_at, each.left_at)),
        )
        for each in rows
    ]
    return csv_answer(f"abonnes-{request.authority.slug}", lines)


def day_of(moment) -> str:
    return timezone.localtime(moment).date().isoformat() if moment else ""


@require_POST
def subscriber_leave(request, pk):
    """Someone asked for it by telephone, or at a stand."""

    def leave(row, *, by):
        consent.leave(row, ConsentChannel.TEAM, by=by)

    return act(
        request,
        Subscriber,
        pk,
        leave,
        "C’est noté : plus de lettre à cette adresse.",
        to="outreach:subscribers",
        keeps_pk=False,
    )
