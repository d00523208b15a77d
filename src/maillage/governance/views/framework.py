"""What the law asks of the authority itself, and the facts that it rests on."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import require
from maillage.common.errors import DomainError
from maillage.governance.domain import framework as domain
from maillage.governance.enums import MeetingState
from maillage.governance.forms.framework import AreaForm, AreasForm, ContractForm
from maillage.governance.models import Meeting
from maillage.governance.queries import framework as queries
from maillage.governance.queries.bodies import day_asked
from maillage.governance.queries.verdicts import sections_of_meeting, sort_verdicts, verdicts_of_meeting
from maillage.territories.enums import AuthorityKind


@require_safe
def authority_law(request):
    require(request.user, "governance.read_all", request.authority)
    day = day_asked(request.GET.get("le"))
    is_today = day == timezone.localdate()
    law = sort_verdicts(queries.verdicts_at(request.authority, day))
    may_edit = is_today and request.user.has_perm("governance.edit", request.authority)
    context = {
        "day": day,
        "is_today": is_today,
        "law": law,
        "sections": queries.sections_of(request.authority, law, may_edit=may_edit),
        "contracts": queries.contracts_of(request.authority),
        "areas": queries.areas_of(request.authority),
        "is_region": request.authority.kind == AuthorityKind.REGION,
        "may_edit": may_edit,
    }
    return render(request, "governance/authority_law.html", context)


@require_safe
def meeting_law(request, pk):
    require(request.user, "governance.read", request.authority)
    rows = Meeting.objects.visible_to(request.user).exclude(state=MeetingState.CANCELLED)
    meeting = get_object_or_404(rows.select_related("body__authority"), pk=pk)
    law = sort_verdicts(verdicts_of_meeting(meeting))
    context = {"meeting": meeting, "law": law, "sections": sections_of_meeting(law)}
    return render(request, "governance/meeting_law.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def contract_new(request):
    require(request.user, "governance.edit", request.authority)
    form = ContractForm(request.POST or None, authority=request.authority)

    def save(facts):
        domain.note_contract(request.authority, by=request.user, **facts)

    return answer(request, form, save, "Le contrat est noté.", "governance/contract_form.html")


@require_http_methods(["GET", "HEAD", "POST"])
def contract_change(request, pk):
    require(request.user, "governance.edit", request.authority)
    contract = get_object_or_404(queries.contracts_of(request.authority), pk=pk)
    form = ContractForm.of(contract, request.POST or None)

    def save(facts):
        domain.change_contract(contract, by=request.user, **facts)

    return answer(
        request, form, save, "C’est enregistré.", "governance/contract_form.html", contract=contract
    )


@require_POST
def contract_remove(request, pk):
    require(request.user, "governance.edit", request.authority)
    contract = get_object_or_404(queries.contracts_of(request.authority), pk=pk)
    domain.remove_contract(contract, by=request.user)
    messages.success(request, f"« {contract} » est retiré.")
    return redirect("governance:authority_law", request.authority.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def areas_new(request):
    require(request.user, "governance.edit", request.authority)
    refuse_but_regions(request.authority)
    form = AreasForm(request.POST or None, authority=request.authority)

    def save(facts):
        domain.note_areas(request.authority, by=request.user, **facts)

    return answer(request, form, save, "Les territoires sont notés.", "governance/area_form.html")


@require_http_methods(["GET", "HEAD", "POST"])
def area_change(request, pk):
    require(request.user, "governance.edit", request.authority)
    area = get_object_or_404(queries.areas_of(request.authority), pk=pk)
    form = AreaForm.of(area, request.POST or None)

    def save(facts):
        domain.change_area(area, by=request.user, **facts)

    return answer(request, form, save, "C’est enregistré.", "governance/area_form.html", area=area)


@require_POST
def area_remove(request, pk):
    require(request.user, "governance.edit", request.authority)
    area = get_object_or_404(queries.areas_of(request.authority), pk=pk)
    domain.remove_area(area, by=request.user)
    messages.success(request, f"« {area} » est retirée.")
    return redirect("governance:authority_law", request.authority.slug)


def refuse_but_regions(authority) -> None:
    if authority.kind != AuthorityKind.REGION:
        raise Http404


def answer(request, form, save, done: str, template: str, **context):
    """What the four forms have in common: say what is wrong on the form, or go back to the law."""
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("governance:authority_law", request.authority.slug)
    return render(request, template, {"form": form, **context})
