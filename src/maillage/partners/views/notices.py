"""« Sollicitations »: what we asked of each, and the most that we allow ourselves."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from maillage.common.access import require
from maillage.common.errors import DomainError
from maillage.partners.domain import notices as domain
from maillage.partners.forms.notices import BudgetForm
from maillage.partners.queries import budget as queries
from maillage.partners.queries.notices import budget_of


@require_safe
def notices(request):
    """Organisations for whoever enters; the figures of a person are for the team."""
    require(request.user, "partners.read", request.authority)
    context = {
        "month": queries.month_of_authority(
            request.authority, queries.month_asked(request.GET.get("mois", ""))
        ),
        "budget": budget_of(request.authority),
        "months": queries.last_months(request.authority),
        "waiting": queries.waiting_now(request.authority),
        "may_edit": request.user.has_perm("partners.edit", request.authority),
        "may_lead": request.user.has_perm("partners.lead", request.authority),
    }
    return render(request, "partners/notices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def notices_budget(request):
    require(request.user, "partners.lead", request.authority)
    form = BudgetForm.of(budget_of(request.authority), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.choose_budget(request.authority, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("partners:notices", request.authority.slug)
    return render(request, "partners/notices_budget.html", {"form": form})
