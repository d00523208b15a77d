from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.outreach.domain import audiences as domain
from maillage.outreach.forms.pages import AudienceForm, RuleForm
from maillage.outreach.models import Audience, AudienceRule
from maillage.outreach.queries import audiences as queries
from maillage.outreach.queries.recipients import recipients
from maillage.outreach.views.frame import act, tried

SHOWN = 30


@require_safe
def audience_list(request):
    require(request.user, "outreach.read", request.authority)
    may_edit = request.user.has_perm("outreach.edit", request.authority)
    rows = queries.audiences_of(request.authority)
    return render(request, "outreach/audiences.html", {"audiences": rows, "may_edit": may_edit})


@require_http_methods(["GET", "HEAD", "POST"])
def audience_new(request):
    require(request.user, "outreach.edit", request.authority)
    form = AudienceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = tried(
            form,
            lambda: domain.name_audience(request.authority, by=request.user, **form.cleaned_data),
        )
        if made:
            return redirect("outreach:audience", request.authority.slug, made.pk)
    return render(request, "outreach/audience_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def audience(request, pk):
    """The rules, and whom they name today: the same question as at the departure."""
    audience = get_visible(Audience, request.user, pk=pk)
    require(request.user, "outreach.edit", request.authority)
    initial = {"name": audience.name, "joined": audience.joined}
    form = AudienceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        changes = {"audience": audience, "by": request.user, **form.cleaned_data}
        if tried(form, lambda: domain.name_audience(request.authority, **changes)):
            messages.success(request, "C’est enregistré.")
            return redirect("outreach:audience", request.authority.slug, pk)
    found = recipients(audience)
    context = {
        "audience": audience,
        "form": form,
        "rule_form": RuleForm(choices=queries.choices_of(request.authority)),
        "rules": queries.rules_of(audience),
        "found": found,
        "shown": found.taken[:SHOWN],
        "more": max(0, len(found) - SHOWN),
    }
    return render(request, "outreach/audience.html", context)


@require_POST
def rule_add(request, pk):
    audience = get_visible(Audience, request.user, pk=pk)
    require(request.user, "outreach.edit", request.authority)
    form = RuleForm(request.POST, choices=queries.choices_of(request.authority))
    try:
        if form.is_valid():
            domain.add_rule(audience, by=request.user, **form.cleaned_data)
        else:
            messages.error(request, "Choisissez une règle.")
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("outreach:audience", request.authority.slug, pk)


@require_POST
def rule_remove(request, pk, rule):
    audience = get_visible(Audience, request.user, pk=pk)
    require(request.user, "outreach.edit", request.authority)
    rules = AudienceRule.objects.select_related("audience__authority")
    domain.remove_rule(get_object_or_404(rules, audience=audience, pk=rule), by=request.user)
    return redirect("outreach:audience", request.authority.slug, pk)


@require_POST
def audience_drop(request, pk):
    return act(
        request,
        Audience,
        pk,
        domain.drop_audience,
        "Le public est supprimé.",
        to="outreach:audiences",
        keeps_pk=False,
    )
