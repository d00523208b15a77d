"""The door of the partners' space: a link from a mail, then one button. Reading the link changes nothing."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from maillage.common.access import public
from maillage.partners.domain import space as domain
from maillage.partners.forms.space import LinkForm
from maillage.partners.queries import space as queries

GONE = 410


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door(request, token):
    person = queries.person_behind(request.authority, token)
    if person is None:
        return render(request, "partners/door_gone.html", {"form": LinkForm()}, status=GONE)
    if request.method != "POST":
        return render(request, "partners/door.html", {"person": person})
    request.session.cycle_key()
    request.session[f"partner_of_{request.authority.pk}"] = [person.pk, person.space_epoch]
    domain.come_in(person)
    return redirect(inside(request))


def inside(request) -> str:
    """The page that the mail spoke of, if it is one of this authority's; else the first page of the space."""
    asked = request.GET.get("vers", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    if is_ours and asked.startswith(f"/{request.authority.slug}/"):
        return asked
    return redirect(settings.PARTNERS_HOME, request.authority.slug)["Location"]


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    """« Recevoir mon lien »: the answer is the same for a known and an unknown address."""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        domain.send_link(request.authority, form.cleaned_data["email"])
        return render(request, "partners/door_asked.html", {"email": form.cleaned_data["email"]})
    return render(request, "partners/door_ask.html", {"form": form})


@public
@never_cache
@require_POST
def leave(request):
    request.session.pop(f"partner_of_{request.authority.pk}", None)
    return redirect("partners:door_ask", request.authority.slug)
