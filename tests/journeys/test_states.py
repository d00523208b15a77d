"""Pages in the states that links do not reach: refused, wrong, empty, full."""

import pytest

PAYS = "/pays-du-lunevillois"


def submit_as_it_stands(page, button: str) -> None:
    """Send a form past the browser's own checks, as a browser without them would."""
    page.eval_on_selector_all("form", "forms => forms.forEach(form => { form.noValidate = true })")
    page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("/connexion/", "Recevoir un code"),
        ("/inscription/", None),
        ("/pas-de-territoire-ici/", None),
        ("/invitation/un-jeton-inventé/", None),
    ],
)
def test_what_a_stranger_gets_wrong(visit, path, button):
    stranger = visit(width=390, height=844)
    page = stranger.go(path)
    if button:
        submit_as_it_stands(page, button)
        page.locator(".field__error:visible").first.wait_for()
    assert stranger.axe() == []
    assert stranger.overflow() <= 0


@pytest.mark.parametrize(
    ("path", "button", "words"),
    [
        ("/espace/equipe/inviter/", "Envoyer l’invitation", "Ce champ est obligatoire"),
        ("/espace/bassins/nouveau/", "Enregistrer", "obligatoire"),
        ("/espace/communes/?q=zzzz", None, "Aucune commune"),
        ("/espace/journal/?q=zzzz", None, "Aucune ligne"),
        ("/espace/composants/", None, "Saisissez une adresse"),
        ("/ma-commune/?q=zzzz", None, "« zzzz »"),
    ],
)
def test_what_an_officer_gets_wrong(visit, path, button, words):
    aicha = visit()
    aicha.become("Aïcha Fontaine")
    page = aicha.go(f"{PAYS}{path}")
    if button:
        submit_as_it_stands(page, button)
    page.locator("main").get_by_text(words).first.wait_for()
    assert aicha.axe() == []
    aicha.page.set_viewport_size({"width": 320, "height": 800})
    assert aicha.overflow() <= 0


def test_dates_that_cannot_be_are_refused_and_kept(visit):
    bruno = visit()
    bruno.become("Bruno Marchal")
    page = bruno.go(f"{PAYS}/espace/plan/phases/")
    dates = page.locator("input[type=date]")
    dates.nth(0).fill("2026-06-01")
    dates.nth(1).fill("2026-05-01")
    submit_as_it_stands(page, "Enregistrer les dates")

    page.get_by_text("La fin vient avant le début").wait_for()
    assert dates.nth(1).input_value() == "2026-05-01"
    assert bruno.axe() == []


def test_what_is_forbidden_says_why(visit):
    bruno = visit()
    bruno.become("Bruno Marchal")
    page = bruno.go(f"{PAYS}/espace/journal/")

    assert bruno.page.request.get(page.url).status == 403
    assert bruno.axe() == []
