"""How long people are kept, who waits for a decision, and the register of what is kept (RGPD, articles 5 and 30)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.common.spreadsheet import csv_answer
from maillage.partners.domain import retention as domain
from maillage.partners.forms.upkeep import InformedForm
from maillage.partners.models import Person
from maillage.partners.queries import retention as queries
from maillage.partners.queries.upkeep import settings_of

PER_PAGE = 50


@require_safe
def retention(request):
    require(request.user, "partners.lead", request.authority)
    settings = settings_of(request.authority)
    overdue = queries.people_overdue(request.authority, settings.confirm_after_months)
    limit = queries.months_ago(settings.purge_after_months)
    context = {
        "settings": settings,
        "to_decide": [row for row in overdue if row.last_sign < limit],
        "page": Paginator([row for row in overdue if row.last_sign >= limit], PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "purges": queries.purges_of(request.authority)[:PER_PAGE],
    }
    return render(request, "partners/upkeep_retention.html", context)


@require_POST
def retention_forget(request, pk):
    person = get_visible(Person, request.user, pk=pk)
    require(request.user, "partners.lead", request.authority)
    is_gone = domain.forget_overdue(person, by=request.user)
    messages.success(
        request, "Le contact est effacé." if is_gone else "Le siège reste ; le nom et l’adresse sont effacés."
    )
    return redirect("partners:retention", request.authority.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def to_inform(request):
    """Who does not know yet that we keep their coordinates; those ticked have been told."""
    require(request.user, "partners.edit", request.authority)
    people = queries.people_to_inform(request.authority)
    form = InformedForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            number = domain.note_informed(request.authority, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            s = "s" if number > 1 else ""
            messages.success(request, f"{number} contact{s} noté{s} comme informé{s}.")
            return redirect("partners:to_inform", request.authority.slug)
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "late_before": timezone.localdate() - queries.INFORMED_WITHIN}
    return render(request, "partners/upkeep_inform.html", context)


@require_safe
def register(request):
    require(request.user, "partners.lead", request.authority)
    context = {"columns": queries.REGISTER_COLUMNS, "rows": queries.register_rows()}
    return render(request, "partners/upkeep_register.html", context)


@require_safe
def register_csv(request):
    require(request.user, "partners.lead", request.authority)
    rows = [queries.REGISTER_COLUMNS, *queries.register_rows()]
    return csv_answer(f"registre-{request.authority.slug}", rows)
