"""Colleges and seats of a body, and who holds them. Everything is reached through a body that one sees."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.common.errors import DomainError
from maillage.governance.domain import bodies as domain
from maillage.governance.domain import mandates as mandate_domain
from maillage.governance.forms.bodies import GroupForm, SeatForm
from maillage.governance.forms.mandates import EndForm, MandateForm, RenewAllForm, RenewForm
from maillage.governance.models import Body, Mandate, MemberGroup, Seat
from maillage.governance.queries import bodies as queries


def editable(request, pk) -> Body:
    body = get_visible(Body, request.user, pk=pk)
    require(request.user, "governance.edit", request.authority)
    return body


def acted(request, done: str, verb, *args, **facts) -> bool:
    """Do one thing, and say what came of it; for buttons without a form of their own."""
    try:
        verb(*args, by=request.user, **facts)
    except DomainError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, done)
    return True


def saved(form, verb, *args, **facts):
    """What the verb of a form gave, or None with its refusal written on the form."""
    try:
        return verb(*args, **facts)
    except DomainError as error:
        form.add_error(None, str(error))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def group_new(request, pk):
    body = editable(request, pk)
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        group = saved(form, domain.add_group, body, by=request.user, **form.facts())
        if group:
            messages.success(request, f"Le collège « {group} » est ajouté. Combien de sièges ?")
            return redirect("governance:body", request.authority.slug, pk)
    return render(request, "governance/group_form.html", {"form": form, "body": body, "group": None})


@require_http_methods(["GET", "HEAD", "POST"])
def group(request, pk, group_pk):
    body = editable(request, pk)
    group = get_object_or_404(MemberGroup, pk=group_pk, body=body)
    form = GroupForm.of(group, request.POST or None)
    if request.method == "POST" and form.is_valid():
        changed = saved(form, domain.change_group, group, by=request.user, **form.facts())
        if changed is not None:
            messages.success(request, "C’est enregistré.")
            return redirect("governance:body", request.authority.slug, pk)
    return render(request, "governance/group_form.html", {"form": form, "body": body, "group": group})


@require_POST
def group_remove(request, pk, group_pk):
    group = get_object_or_404(MemberGroup, pk=group_pk, body=editable(request, pk))
    acted(request, f"Le collège « {group} » est retiré.", domain.remove_group, group)
    return redirect("governance:body", request.authority.slug, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def seat_new(request, pk, group_pk):
    body = editable(request, pk)
    group = get_object_or_404(MemberGroup, pk=group_pk, body=body)
    form = SeatForm(request.POST or None, authority=request.authority)
    if request.method == "POST" and form.is_valid():
        seat = saved(form, domain.add_seat, group, by=request.user, **form.cleaned_data)
        if seat:
            messages.success(request, "Le siège est ajouté. Qui l’occupe ?")
            return redirect("governance:seat", request.authority.slug, pk, seat.pk)
    return render(
        request, "governance/seat_form.html", {"form": form, "body": body, "group": group, "seat": None}
    )


def seat_of(request, pk, seat_pk) -> Seat:
    seats = Seat.objects.select_related("group__body__authority", "organisation")
    return get_object_or_404(seats, pk=seat_pk, group__body=editable(request, pk))


@require_safe
def seat(request, pk, seat_pk):
    """A seat, who holds it and who did, and what may be done with it."""
    seat = seat_of(request, pk, seat_pk)
    context = {"body": seat.group.body, "seat": seat, "mandates": queries.mandates_of_seat(seat)}
    return render(request, "governance/seat.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def seat_change(request, pk, seat_pk):
    seat = seat_of(request, pk, seat_pk)
    form = SeatForm.of(seat, request.POST or None)
    if request.method == "POST" and form.is_valid():
        changed = saved(form, domain.change_seat, seat, by=request.user, **form.cleaned_data)
        if changed is not None:
            messages.success(request, "C’est enregistré.")
            return redirect("governance:seat", request.authority.slug, pk, seat_pk)
    context = {"form": form, "body": seat.group.body, "group": seat.group, "seat": seat}
    return render(request, "governance/seat_form.html", context)


@require_POST
def seat_close(request, pk, seat_pk):
    seat = seat_of(request, pk, seat_pk)
    if acted(request, "Le siège est supprimé. Ce qui y a été fait est gardé.", domain.close_seat, seat):
        return redirect("governance:body", request.authority.slug, pk)
    return redirect("governance:seat", request.authority.slug, pk, seat_pk)


@require_http_methods(["GET", "HEAD", "POST"])
def mandate_new(request, pk, seat_pk):
    seat, text = seat_of(request, pk, seat_pk), request.GET.get("q", "").strip()
    form = MandateForm(request.POST or None, seat=seat, text=text)
    if request.method == "POST" and form.is_valid() and saved(form, named(form), by=request.user):
        messages.success(request, "Le mandat est enregistré.")
        return redirect("governance:body", request.authority.slug, pk)
    context = {"form": form, "body": seat.group.body, "seat": seat, "text": text}
    return render(request, "governance/mandate_form.html", context)


def named(form):
    """The verb that the form asks for: someone we know, or a newcomer."""
    cleaned, seat = form.cleaned_data, form.seat
    if cleaned.get("person"):
        return lambda by: mandate_domain.seat_person(seat, cleaned["person"], by=by, **form.mandate())
    return lambda by: mandate_domain.seat_newcomer(
        seat, person=form.newcomer(), title=cleaned.get("title", ""), by=by, **form.mandate()
    )


def mandate_of(request, pk, mandate_pk) -> Mandate:
    mandates = Mandate.objects.select_related("person", "seat__organisation", "seat__group__body__authority")
    return get_object_or_404(mandates, pk=mandate_pk, seat__group__body=editable(request, pk))


@require_safe
def mandate(request, pk, mandate_pk):
    mandate = mandate_of(request, pk, mandate_pk)
    forms = {"end": EndForm(), "renew": RenewForm()}
    return render(request, "governance/mandate.html", mandate_context(mandate, forms))


def mandate_context(mandate: Mandate, forms: dict) -> dict:
    return {"mandate": mandate, "body": mandate.seat.group.body, "forms": forms}


@require_POST
def mandate_end(request, pk, mandate_pk):
    mandate, form = mandate_of(request, pk, mandate_pk), EndForm(request.POST)
    if form.is_valid() and acted(
        request, "Le mandat est terminé.", mandate_domain.end_mandate, mandate, **form.cleaned_data
    ):
        return redirect("governance:seat", request.authority.slug, pk, mandate.seat_id)
    forms = {"end": form, "renew": RenewForm()}
    return render(request, "governance/mandate.html", mandate_context(mandate, forms))


@require_POST
def mandate_renew(request, pk, mandate_pk):
    mandate, form = mandate_of(request, pk, mandate_pk), RenewForm(request.POST)
    if form.is_valid() and acted(
        request, "Le mandat est renouvelé.", mandate_domain.renew_mandate, mandate, **form.cleaned_data
    ):
        return redirect("governance:seat", request.authority.slug, pk, mandate.seat_id)
    forms = {"end": EndForm(), "renew": form}
    return render(request, "governance/mandate.html", mandate_context(mandate, forms))


@require_POST
def mandate_chair(request, pk, mandate_pk):
    mandate = mandate_of(request, pk, mandate_pk)
    acted(request, f"{mandate} préside désormais.", mandate_domain.name_chair, mandate)
    return redirect("governance:body", request.authority.slug, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def renew(request, pk):
    """After elections: who stays, by which act, from when."""
    body = editable(request, pk)
    form = RenewAllForm(request.POST or None, body=body)
    if request.method == "POST" and form.is_valid():
        renewed = saved(form, mandate_domain.renew_all, body, by=request.user, **form.cleaned_data)
        if renewed is not None:
            s = "s" if len(renewed) > 1 else ""
            messages.success(
                request, f"{len(renewed)} mandat{s} renouvelé{s}. Les autres sièges sont à pourvoir."
            )
            return redirect("governance:body", request.authority.slug, pk)
    return render(request, "governance/mandate_renewals.html", {"form": form, "body": body})
