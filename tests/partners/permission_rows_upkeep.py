"""Who keeps the list current, who reads the pulse, and what the personal link opens to anyone who holds it."""

import re

from maillage.accounts.models import OutboundMail
from maillage.partners.domain.upkeep import ask_still_you, leave
from maillage.partners.models import Organisation
from tests.partners.factories import function_of, make_contact, make_exchange, make_organisation
from tests.permission_table import EVERYBODY, MEMBERS, STRANGERS, Row

PARTNERS = "/pays-des-sources/espace/partenaires/"
UPKEEP, KEPT = f"{PARTNERS}a-jour/", f"{PARTNERS}conservation/"
KEPT_CONTACT = f"{PARTNERS}contacts/{{kept_contact}}/"
PULSED = f"{PARTNERS}{{pulsed_organisation}}/"
LINK = "/contacts/{still_you_token}/"
CHOICES = {"threshold": 80, "daily_cap": 20, "confirm_after_months": 24, "purge_after_months": 36}

BUDGET = {
    "person_messages": 8,
    "person_minutes": 240,
    "organisation_messages": 24,
    "organisation_minutes": 720,
    "digest_weekday": 0,
}


def row(view, path, data=None, *, lead=False, post=False) -> Row:
    """What the team does, or the pilots alone, and others may not."""
    return Row(
        f"partners:{view}",
        path,
        allowed="aicha paul" if lead else "aicha paul theo",
        refused="theo chloe driss anne bruno" if lead else "chloe driss anne bruno",
        hidden=STRANGERS,
        method="POST" if post else "GET",
        status=302 if post else 200,
        data=data or {"sure": "1"},
    )


def read(view, path) -> Row:
    return Row(f"partners:{view}", path, allowed=MEMBERS, hidden=STRANGERS)


def link(view, path, *, status=200, method="GET", data=None) -> Row:
    return Row(
        f"partners:{view}",
        path,
        allowed=EVERYBODY,
        status=status,
        public=True,
        method=method,
        data=data or {},
    )


STEPS = {
    "still_you": "",
    "still_you_correct": "corriger/",
    "still_you_hand_over": "remplacer/",
    "still_you_leave": "partir/",
    "still_you_oppose": "opposition/",
    "still_you_erase": "effacer/",
}
ROWS: list[Row] = [
    read("notices", f"{PARTNERS}sollicitations/"),
    read("notices", f"{PARTNERS}sollicitations/?mois=2026-02"),
    read("notices", f"{PARTNERS}sollicitations/?mois=0000-99"),
    row("notices_budget", f"{PARTNERS}sollicitations/budget/", lead=True),
    row("notices_budget", f"{PARTNERS}sollicitations/budget/", BUDGET, lead=True, post=True),
    *(link(view, f"{LINK}{step}") for view, step in STEPS.items()),
    *(link(view, f"/contacts/inconnu/{step}", status=404) for view, step in STEPS.items()),
    *(
        link(view, f"{LINK}{STEPS[view]}", status=302, method="POST", data={"sure": "1"})
        for view in ("still_you", "still_you_leave", "still_you_oppose", "still_you_erase")
    ),
    row("upkeep", UPKEEP),
    row("upkeep_settings", f"{UPKEEP}reglages/", lead=True),
    row("upkeep_settings", f"{UPKEEP}reglages/", CHOICES, lead=True, post=True),
    row("to_inform", f"{UPKEEP}informer/"),
    row("answer_seen", f"{UPKEEP}reponses/{{answer}}/vue/", post=True),
    row("contact_ask", f"{KEPT_CONTACT}demander/", post=True),
    row("contact_unbounce", f"{KEPT_CONTACT}courriel-bon/", post=True),
    row("contact_reconsider", f"{KEPT_CONTACT}opposition/lever/"),
    row("function_change", f"{PARTNERS}fonctions/{{kept_function}}/modifier/"),
    row("promise_keep", f"{PULSED}echanges/{{promise}}/tenu/", post=True),
    read("pulse", f"{PARTNERS}pouls/?tri=sphere&sphere=social"),
    read("pulse_one", f"{PULSED}pouls/"),
    read("ties", f"{PARTNERS}liens/"),
    row("retention", KEPT, lead=True),
    row("retention_forget", f"{KEPT}{{kept_contact}}/effacer/", lead=True, post=True),
    row("register", f"{KEPT}registre/", lead=True),
    row("register_csv", f"{KEPT}registre.csv", lead=True),
    Row("partners:pulse_one", f"{PARTNERS}{{foreign_pulsed}}/pouls/", hidden=EVERYBODY),
    Row("partners:answer_seen", f"{UPKEEP}reponses/{{foreign_answer}}/vue/", hidden=EVERYBODY, method="POST"),
]


def someone(authority, name: str):
    return make_contact(make_organisation(authority, f"Tenu par {name}"), name)


def token_of(person) -> str:
    ask_still_you(person)
    text = OutboundMail.everywhere.filter(to=person.email).latest("pk").text
    return re.search(r"/contacts/([\w-]+)/", text)[1]


def answered(person) -> int:
    verification = ask_still_you(person)
    leave(verification)
    return verification.pk


def promised(cast) -> int:
    """Of the organisation that the same row names."""
    partner, _ = pulsed(cast)
    return make_exchange(partner, kind="promise").pk


def pulsed(cast):
    return Organisation.everywhere.get_or_create(
        authority=cast.pays, name="Chez Pouls", defaults={"kind": "other", "sphere": "social"}
    )


FACTS = {
    "kept_contact": lambda cast: someone(cast.pays, "Ugo Brun").pk,
    "kept_function": lambda cast: function_of(someone(cast.pays, "Inès Brun")).pk,
    "still_you_token": lambda cast: token_of(someone(cast.pays, "Noé Brun")),
    "answer": lambda cast: answered(someone(cast.pays, "Ida Brun")),
    "foreign_answer": lambda cast: answered(someone(cast.elsewhere, "Ida Brun")),
    "pulsed_organisation": lambda cast: pulsed(cast)[0].pk,
    "foreign_pulsed": lambda cast: make_organisation(cast.elsewhere, "Chez Pouls").pk,
    "promise": promised,
}
