from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import copilots_too, require
from maillage.common.errors import DomainError
from maillage.plan import domain, queries
from maillage.plan.enums import NoteSection
from maillage.plan.forms import NoteForm
from maillage.plan.views.frame import plan_of, render_plan, require_a_way_in


@copilots_too
@require_safe
def note(request):
    plan = queries.current_plan(request.user)
    if plan is None:
        require_a_way_in(request)
        return redirect("plan:project", request.authority.slug)  # where a plan is opened
    version = queries.current_note(plan)
    return render_plan(request, "plan/note.html", plan, version=version, parts=queries.note_parts(version))


@copilots_too
@require_http_methods(["GET", "HEAD", "POST"])
def note_edit(request):
    plan = plan_of(request)
    require(request.user, "plan.edit", plan)
    form = NoteForm(request.POST) if request.method == "POST" else NoteForm.of(queries.current_note(plan))
    crossed = {}
    if request.method == "POST" and form.is_valid():
        base = form.cleaned_data["base_version"]
        try:
            version = domain.write_note(plan, sections=form.sections(), base_version=base, by=request.user)
        except domain.NoteMovedError as error:
            messages.error(request, str(error))
            form, crossed = crossed_form(plan, form, base)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "La note est enregistrée." if version else "Rien n’a changé.")
            return redirect("plan:note", request.authority.slug)
    parts = [(form[section], crossed.get(section)) for section in NoteSection.values]
    return render_plan(request, "plan/note_form.html", plan, form=form, parts=parts)


def crossed_form(plan, form, base: int) -> tuple[NoteForm, dict]:
    """The typed text again, now over the version that came in between, and what that version changed."""
    seen = queries.versions_of(plan).filter(number=base).first()
    current = queries.current_note(plan)
    before = seen.sections if seen else {}
    texts = queries.reconcile(before, current.sections, form.sections())
    again = NoteForm(initial={"base_version": current.number, **texts})
    return again, {part.key: part for part in queries.differences(before, current.sections)}


@copilots_too
@require_safe
def note_versions(request):
    plan = plan_of(request)
    return render_plan(request, "plan/note_versions.html", plan, versions=list(queries.versions_of(plan)))


@copilots_too
@require_safe
def note_version(request, number):
    plan = plan_of(request)
    version = get_object_or_404(queries.versions_of(plan), number=number)
    previous = queries.versions_of(plan).filter(number__lt=number).first()
    context = {
        "version": version,
        "previous": previous,
        "is_last": version == queries.current_note(plan),
        "differences": queries.differences(previous.sections if previous else {}, version.sections),
        "parts": queries.note_parts(version),
    }
    return render_plan(request, "plan/note_version.html", plan, **context)


@copilots_too
@require_POST
def note_restore(request, number):
    plan = plan_of(request)
    require(request.user, "plan.edit", plan)
    version = get_object_or_404(queries.versions_of(plan), number=number)
    try:
        domain.restore_note(version, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Le texte de la version {number} est de nouveau en vigueur.")
    return redirect("plan:note", request.authority.slug)
