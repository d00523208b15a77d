"""How long people are kept, who waits for a decision, and the register of what is kept (RGPD, articles 5 and 30)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.spreadsheet import csv_answer
from maillage.partners.domain import retention as domain
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
