"""One-click sign-in belongs to the demonstration, and to nothing else."""

import pytest
from django.http import Http404
from django.test import override_settings
from django.urls import NoReverseMatch, path, reverse

from maillage.config.urls import urlpatterns
from maillage.demo import views
from maillage.demo.enums import CHARACTERS
from maillage.demo.urls import urlpatterns as demo_patterns
from tests.accounts.factories import make_person


class WithDemo:
    """The addresses of the house as the demonstration has them."""

    urlpatterns = [path("", (demo_patterns, "demo", "demo")), *urlpatterns]


def test_outside_the_demo_the_addresses_do_not_exist(client, cast):
    with pytest.raises(NoReverseMatch):
        reverse("demo:become", args=["aicha"])
    assert client.post("/demo/devenir/aicha/").status_code == 404
    assert client.get("/demo/").status_code == 404
    assert client.get("/demo/courriels/").status_code == 404


@override_settings(ROOT_URLCONF=WithDemo)
def test_even_when_routed_by_mistake_they_answer_nothing_outside_the_demo(client, db):
    make_person("aicha")

    assert client.post("/demo/devenir/aicha/").status_code == 404
    assert client.get("/demo/courriels/").status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("view", [views.people, views.mailbox])
def test_the_views_themselves_refuse(rf, view):
    with pytest.raises(Http404):
        view(rf.get("/"))


def test_the_five_people_are_plainly_fictive():
    assert len(CHARACTERS) == 5
    assert {each.email.rsplit(".", 1)[1] for each in CHARACTERS} == {"example"}
