"""What nobody types, and some programs send."""

import pytest


@pytest.mark.parametrize(
    "path",
    ["/aide/?q=%00", "/pays-des-sources/espace/journal/?q=a%00b", "/pays-des-sources/ma-commune/?q=%00"],
)
def test_a_nul_character_is_a_bad_request(client, cast, path):
    client.force_login(cast.aicha)

    assert client.get(path).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/pays-des-sources/espace/journal/?page=zzz",
        "/pays-des-sources/espace/journal/?page=99999999999999999999",
        "/pays-des-sources/espace/communes/?page=-3&epci=zzz",
        "/pays-des-sources/espace/communes/?q=" + "é" * 3000,
        "/pays-des-sources/ma-commune/?q=%F0%9F%9A%8C",
        "/nouvelle-autorite/territoire/?nature=rien&lieux=n,importe,quoi",
        "/nouvelle-autorite/verification/?nature=petr&lieux=epci-0",
        "/connexion/?next=https://ailleurs.example/",
    ],
)
def test_odd_parameters_get_a_page(client, cast, path):
    client.force_login(cast.aicha)

    assert client.get(path).status_code in {200, 302}


def test_signing_in_never_leads_elsewhere(client, cast):
    client.force_login(cast.bruno)

    assert "ailleurs" not in client.get("/connexion/?next=https://ailleurs.example/").get("Location", "")


def test_a_long_journal_search_on_a_page_that_is_not_there_is_calm(client, cast):
    client.force_login(cast.aicha)

    assert client.get("/pays-des-sources/espace/plan/note/versions/99999999999999999999/").status_code == 404
