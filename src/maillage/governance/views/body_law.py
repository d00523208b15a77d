"""What the law says of a body on a day, and what its own rules of procedure make of it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.governance.domain import bodies as domain
from maillage.governance.forms.bodies import RuleSettingForm, RulesForm
from maillage.governance.models import Body, BodyRules, RuleSetting
from maillage.governance.queries import bodies as queries
from maillage.governance.queries import verdicts as verdict_queries


@require_safe
def body_law(request, pk):
    require(request.user, "governance.read", request.authority)
    body = get_visible(Body, request.user, pk=pk)
    day = queries.day_asked(request.GET.get("le"))
    law = verdict_queries.sort_verdicts(verdict_queries.verdicts_at(body, day))
    is_today = day == timezone.localdate()
    context = {
        "body": body,
        "day": day,
        "is_today": is_today,
        "law": law,
        "sections": verdict_queries.sections_of(
            body,
            law,
            may_edit=is_today and request.user.has_perm("governance.edit", request.authority),
            may_lead=is_today and request.user.has_perm("governance.lead", request.authority),
        ),
    }
    return render(request, "governance/body_law.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def body_rule(request, pk, rule_id):
    """Ask for more than a rule does, or set it aside with a written reason."""
    body = get_visible(Body, request.user, pk=pk)
    require(request.user, "governance.lead", request.authority)
    verdict = verdict_of(body, rule_id)
    form = RuleSettingForm(request.POST or None, rule=verdict.rule)
    if request.method == "POST" and form.is_valid():
        try:
            domain.set_rule(body, verdict.rule, by=request.user, **form.facts())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "C’est noté, et montré à côté de la règle.")
            return redirect("governance:body_law", request.authority.slug, pk)
    setting = RuleSetting.objects.filter(body=body, rule_id=rule_id).select_related("decided_by").first()
    context = {"form": form, "body": body, "verdict": verdict, "setting": setting}
    return render(request, "governance/body_rule.html", context)


def verdict_of(body: Body, rule_id: str):
    verdict = verdict_queries.rule_among(verdict_queries.verdicts_at(body), rule_id)
    if verdict is None:
        raise Http404
    return verdict


@require_POST
def body_rule_reset(request, pk, rule_id):
    body = get_visible(Body, request.user, pk=pk)
    require(request.user, "governance.lead", request.authority)
    try:
        domain.unset_rule(body, rule_id, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "La règle s’applique de nouveau telle quelle.")
    return redirect("governance:body_law", request.authority.slug, pk)


@require_safe
def body_rules(request, pk):
    require(request.user, "governance.read", request.authority)
    body = get_visible(Body, request.user, pk=pk)
    day = queries.day_asked(request.GET.get("le"))
    context = {
        "body": body,
        "day": day,
        "is_today": day == timezone.localdate(),
        "rules": queries.rules_at(body, day),
        "versions": list(BodyRules.objects.filter(body=body)),
        "may_edit": request.user.has_perm("governance.edit", request.authority),
    }
    return render(request, "governance/body_rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def body_rules_new(request, pk):
    body = get_visible(Body, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    form = RulesForm.after(queries.rules_at(body), request.POST or None)
    return answer(request, form, body, None, lambda facts: domain.adopt_rules(body, by=request.user, **facts))


@require_http_methods(["GET", "HEAD", "POST"])
def body_rules_change(request, pk, rules_pk):
    body = get_visible(Body, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    rules = get_object_or_404(BodyRules, body=body, pk=rules_pk)
    form = RulesForm.of(rules, request.POST or None)
    return answer(
        request, form, body, rules, lambda facts: domain.correct_rules(rules, by=request.user, **facts)
    )


def answer(request, form, body, rules, save):
    """What writing a new version and correcting one have in common."""
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Le règlement est enregistré.")
            return redirect("governance:body_rules", request.authority.slug, body.pk)
    return render(request, "governance/body_rules_form.html", {"form": form, "body": body, "rules": rules})


@require_POST
def body_rules_preset(request, pk):
    """The values of the CRPA, in one click: a start, to be adopted by the authority."""
    body = get_visible(Body, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    try:
        domain.adopt_crpa(body, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Le modèle est en place. Écrivez l’acte qui l’adopte quand il est voté.")
    return redirect("governance:body_rules", request.authority.slug, pk)
