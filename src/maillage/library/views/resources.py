"""The resource centre."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.library.domain import resources as domain
from maillage.library.enums import ResourceKind
from maillage.library.forms.resources import ResourceForm
from maillage.library.models import Resource
from maillage.library.queries.resources import PAGE, resources_for, topics_of
from maillage.partners.queries.circles import reader_of_user


@require_safe
def resource_list(request):
    require(request.user, "library.read", request.authority)
    reader, get = reader_of_user(request.user), request.GET.get
    asked = {"text": get("q", "")[:200], "kind": get("nature", ""), "topic": get("sujet", "")[:100]}
    rows = resources_for(reader, request.authority, **asked)
    context = {
        **asked,
        "page": Paginator(rows, PAGE).get_page(get("page", "1")),
        "kinds": ResourceKind.choices,
        "topics": topics_of(reader, request.authority),
        "is_narrow": any(asked.values()),
        "may_edit": request.user.has_perm("library.edit", request.authority),
    }
    return render(request, "library/resources.html", context)


@require_safe
def resource(request, pk):
    require(request.user, "library.read", request.authority)
    row = get_visible(Resource, request.user, pk=pk)
    may_edit = request.user.has_perm("library.edit", request.authority)
    return render(request, "library/resource.html", {"resource": row, "may_edit": may_edit})


@require_safe
def resource_leave(request, pk):
    """What stands between our page and the other site: a warning, then a plain link."""
    require(request.user, "library.read", request.authority)
    row = get_visible(Resource, request.user, pk=pk)
    if not row.link:
        raise Http404
    return render(request, "library/resource_leave.html", {"resource": row})


@require_http_methods(["GET", "HEAD", "POST"])
def resource_new(request):
    require(request.user, "library.edit", request.authority)
    form = ResourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = domain.add_resource(request.authority, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"« {row} » est dans les ressources.")
            return redirect("library:resource", request.authority.slug, row.pk)
    return render(request, "library/resource_form.html", {"form": form, "resource": None})


@require_http_methods(["GET", "HEAD", "POST"])
def resource_change(request, pk):
    row = get_visible(Resource, request.user, pk=pk)
    require(request.user, "library.edit", request.authority)
    form = ResourceForm.of(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_resource(row, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("library:resource", request.authority.slug, pk)
    return render(request, "library/resource_form.html", {"form": form, "resource": row})


@require_POST
def resource_remove(request, pk):
    row = get_visible(Resource, request.user, pk=pk)
    require(request.user, "library.edit", request.authority)
    domain.remove_resource(row, by=request.user)
    messages.success(request, f"« {row} » est retirée.")
    return redirect("library:resources", request.authority.slug)
