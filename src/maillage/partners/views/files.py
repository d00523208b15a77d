"""Files of contacts, in and out: upload, match the columns, check line by line, write, undo; take the list away."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.common.spreadsheet import attachment, csv_answer, ods_answer, xlsx_answer
from maillage.partners.domain import imports as domain
from maillage.partners.enums import ImportState, LineState
from maillage.partners.forms.files import ColumnsForm, UploadForm, asked_of
from maillage.partners.models import Import, Person
from maillage.partners.queries import contacts, files

LINES_PER_PAGE = 50
QUESTIONS_PER_PAGE = 20
ANSWERS = {"csv": csv_answer, "xlsx": xlsx_answer, "ods": ods_answer}
STEPS = {ImportState.TO_MATCH: "partners:import_columns", ImportState.TO_CHECK: "partners:import_check"}


@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request):
    """The files taken up so far, and where one more is left."""
    require(request.user, "partners.edit", request.authority)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = domain.start_import(
                request.authority, file_name=file.name, content=file.read(), by=request.user
            )
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            return redirect("partners:import_columns", request.authority.slug, batch.pk)
    page = Paginator(files.imports_of(request.authority), LINES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "partners/import_list.html", {"form": form, "page": page})


@require_safe
def import_one(request, pk):
    """Where a file stands: its next step, or what it did."""
    batch = get_visible(Import, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    if step := STEPS.get(batch.state):
        return redirect(step, request.authority.slug, pk)
    context = {"batch": batch, "kept": files.traces_of(batch), "left": batch.left[:LINES_PER_PAGE]}
    return render(request, "partners/import_done.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request, pk):
    batch = get_visible(Import, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    if batch.state not in STEPS:
        return redirect("partners:import", request.authority.slug, pk)
    form = ColumnsForm(request.POST or None, batch=batch)
    if request.method == "POST" and form.is_valid():
        try:
            domain.match_columns(batch, by=request.user, **form.facts())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("partners:import_check", request.authority.slug, pk)
    return render(request, "partners/import_columns.html", {"form": form, "batch": batch})


@require_safe
def import_check(request, pk):
    """The dry run, line by line; likely doubles first. Nothing is written."""
    batch = get_visible(Import, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    if batch.state != ImportState.TO_CHECK:
        return redirect("partners:import", request.authority.slug, pk)
    plan, asked = domain.plan_of(batch), request.GET.get("voir", "")
    lines = [each for each in plan.outcomes if not asked or each.state == asked]
    context = {
        "batch": batch,
        "plan": plan,
        "counts": plan.counts,
        "states": [(state, plan.counts[state.value]) for state in LineState],
        "asked": asked,
        "questions": Paginator(plan.questions, QUESTIONS_PER_PAGE).get_page(request.GET.get("doublons")),
        "page": Paginator(lines, LINES_PER_PAGE).get_page(request.GET.get("page")),
        "may_write": not plan.undecided and (plan.organisations or plan.people or plan.functions),
    }
    return render(request, "partners/import_check.html", context)


@require_POST
def import_choose(request, pk):
    batch = get_visible(Import, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    choices = {
        name.removeprefix("double-"): value for name, value in request.POST.items() if "double-" in name
    }
    try:
        domain.choose(batch, choices, rest=request.POST.get("reste", ""), by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Vos choix sont notés. Rien n’est encore écrit.")
    return redirect("partners:import", request.authority.slug, pk)


@require_POST
def import_write(request, pk):
    return act_on(request, pk, domain.write_import, "C’est écrit.", seen=request.POST.get("seen", ""))


@require_POST
def import_undo(request, pk):
    return act_on(request, pk, domain.undo_import, "L’import est annulé.")


@require_POST
def import_drop(request, pk):
    return act_on(request, pk, domain.drop_import, "Ce fichier est abandonné. Rien n’a été écrit.")


def act_on(request, pk, verb, done: str, **options):
    """What the buttons of an import have in common."""
    batch = get_visible(Import, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    try:
        verb(batch, by=request.user, **options)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("partners:import", request.authority.slug, pk)


@require_safe
def import_left(request, pk):
    """The lines that were left out, to mend and take up again."""
    batch = get_visible(Import, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    return csv_answer(f"lignes-a-corriger-{batch.pk}", files.left_rows(batch))


# Out


@require_safe
def export(request, ending):
    """The same rows as the screen, with their contacts."""
    require(request.user, "partners.edit", request.authority)
    rows = contacts.organisations_of(request.authority, **asked_of(request.GET))
    name = f"partenaires-{request.authority.slug}"
    if ending == "vcf":
        return attachment(f"{name}.vcf", files.cards_of(rows), "text/vcard; charset=utf-8")
    return ANSWERS[ending](name, files.table_rows(rows))


@require_safe
def contact_card(request, pk):
    person = get_visible(Person, request.user, pk=pk)
    require(request.user, "partners.edit", request.authority)
    return attachment(f"contact-{pk}.vcf", files.cards_of_person(person), "text/vcard; charset=utf-8")
