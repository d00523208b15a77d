import pytest
from django.template.loader import get_template
from django.test import Client


def test_the_forbidden_says_why_and_who_can_help(client, cast):
    client.force_login(cast.bruno)

    response = client.get("/pays-des-sources/espace/jetons/")

    assert response.status_code == 403
    page = response.content.decode()
    assert "Votre rôle dans Pays des Sources (lecteur) ne donne pas ce droit" in page
    assert "second facteur" not in page


def test_a_pilot_without_second_factor_is_shown_the_way(client, cast):
    client.force_login(cast.paul)

    response = client.get("/pays-des-sources/espace/jetons/")

    assert response.status_code == 403
    assert 'href="/compte/securite/"' in response.content.decode()


@pytest.mark.parametrize("who", ["aicha", None])
def test_what_does_not_exist_is_said_plainly(client, cast, who):
    if who:
        client.force_login(cast.aicha)

    response = client.get("/rien/du/tout/")

    assert response.status_code == 404
    assert "Cette page n’existe pas, ou pas pour vous" in response.content.decode()


def test_an_old_form_is_refused_in_french(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.bruno)

    response = client.post("/compte/", {"full_name": "Bruno"})

    assert response.status_code == 403
    assert "Ce formulaire n’est plus valable" in response.content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_last_pages_stand_without_anything(name):
    assert "Aller à l’accueil" in get_template(name).render()
