import json

import pytest

from maillage.law.enums import Voice

V1, SHORT = "/api/v1/law/composition", "/api/law/composition"
WITHOUT_UNION = {
    "kind": "partners_committee",
    "at": "2023-12-30",
    "members": [
        {"college": "employers", "voices": ["employers_union"], "organisation": "CPME 54"},
        {"college": "associations", "count": 2, "voices": ["users"]},
        {"college": "drawn_inhabitants", "count": 4},
    ],
}


def ask(client, content, path=SHORT, **headers):
    body = content if isinstance(content, str) else json.dumps(content)
    return client.post(path, body, content_type="application/json", **headers)


def detail(response) -> tuple:
    assert response["Content-Type"] == "application/problem+json"
    content = response.json()
    assert content["status"] == response.status_code
    return response.status_code, content["title"], content["detail"]


@pytest.mark.parametrize("path", [V1, SHORT])
def test_anyone_may_ask_without_a_token(client, db, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = ask(client, WITHOUT_UNION, path)

    answer = response.json()
    assert (response.status_code, dict(response.cookies)) == (200, {})
    assert {name: answer[name] for name in ("kind", "at", "is_valid", "notice")} == {
        "kind": "partners_committee",
        "at": "2023-12-30",
        "is_valid": False,
        "notice": "Ceci ne vaut pas avis juridique.",
    }
    assert {verdict["rule"]: verdict["outcome"] for verdict in answer["verdicts"]} == {
        "CP-02": "met",
        "CP-03": "met",
        "CP-04": "not_met",
        "CP-05": "met",
        "CP-06": "met",
        "CP-08": "question",
    }


def test_a_verdict_says_all_that_is_known_of_its_rule(client, db):
    verdicts = {verdict["rule"]: verdict for verdict in ask(client, WITHOUT_UNION).json()["verdicts"]}

    assert verdicts["CP-04"] == {
        "rule": "CP-04",
        "title": "Des organisations syndicales de salariés siègent",
        "outcome": "not_met",
        "severity": "error",
        "message": "Depuis le 29 décembre 2023, le comité des partenaires doit compter des représentants "
        "des organisations syndicales de salariés.",
        "facts": [],
        "since": "2023-12-29",
        "until": None,
        "article": "code des transports, L.1231-5 (loi 2023-1269, art. 2 et 8)",
        "text": "Loi n° 2023-1269 du 27 décembre 2023 relative aux services express régionaux métropolitains (SERM)",
        "source": "GART, note sur le comité des partenaires après la loi SERM ; Sénat, amendement 34",
        "confidence": "B",
        "confidence_label": "source secondaire fiable lue",
        "to_verify": False,
        "notice": "Ceci ne vaut pas avis juridique.",
    }
    assert verdicts["CP-03"]["facts"] == ["CPME 54"]


def test_two_days_earlier_it_is_valid(client, db):
    answer = ask(client, {**WITHOUT_UNION, "at": "2023-12-28"}).json()

    assert answer["is_valid"] is True
    assert [(verdict["rule"], verdict["until"]) for verdict in answer["verdicts"]] == [
        ("CP-02", "2023-12-29"),
        ("CP-05", "2023-12-29"),
        ("CP-06", None),
        ("CP-08", None),
    ]


def test_mandates_count_on_their_days(client, db):
    union = {"college": "trade_unions", "starts_on": "2023-06-01", "ends_on": "2023-12-30"}
    members = [*WITHOUT_UNION["members"], union]

    answers = [
        ask(client, {**WITHOUT_UNION, "at": day, "members": members}).json()["is_valid"]
        for day in ("2023-12-29", "2023-12-30")
    ]

    assert answers == [True, False]


def test_without_a_day_it_is_today(client, db, time_machine):
    time_machine.move_to("2021-03-01 23:30:00Z")  # already the 2nd in France

    assert ask(client, {"kind": "partners_committee", "members": []}).json()["at"] == "2021-03-02"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({}, "kind : ce champ manque. members : ce champ manque."),
        ([], "composition : un objet { … } est attendu, avec les champs de l’exemple de l’API."),
        ("3", "composition : un objet { … } est attendu, avec les champs de l’exemple de l’API."),
        ("", "composition : ce champ manque."),
        ({"kind": "partners_committee", "members": {}}, "members : une liste est attendue."),
        (
            {"kind": "partners_committee", "at": "2023-13-01", "members": []},
            "at : date attendue, comme 2023-12-30.",
        ),
        (
            {"kind": "partners_committee", "at": 1703894400, "members": []},
            "at : date attendue, comme 2023-12-30.",
        ),
        (
            {
                "kind": "partners_committee",
                "members": [{"college": "employers", "count": -1}, {"colege": "x"}],
            },
            (
                "members[0].count : un nombre de 0 à 500. members[1].college : ce champ manque. "
                "members[1].colege : ce champ est inconnu, retirez-le."
            ),
        ),
        (
            {"kind": "partners_committee", "members": [{"college": "employers", "voices": ["chef"]}]},
            f"members[0].voices[0] : valeur inconnue (au choix : {', '.join(Voice.values)}).",
        ),
        (
            {
                "kind": "partners_committee",
                "members": [{"college": "employers", "starts_on": "2024-01-01", "ends_on": "2023-01-01"}],
            },
            "members[0] : le mandat finit avant de commencer.",
        ),
        (
            {"kind": "partners_committee", "members": [{"college": "employers", "count": 400}] * 3},
            "composition : 1000 membres au plus.",
        ),
        (
            {"kind": "partners_committee", "members": [{"college": "employers"}] * 501},
            "members : cette liste est trop longue.",
        ),
        (
            '{"kind": "partners_committee", "members": [{"college": "employers", "organisation": "\\ud800"}]}',
            "members[0].organisation : ce texte n’est pas lisible.",
        ),
    ],
)
def test_a_mistake_names_its_field_in_french(client, db, content, expected):
    assert detail(ask(client, content)) == (422, "Paramètre refusé", expected)


@pytest.mark.parametrize("body", ["{", "kind=x", "[" * 5000])
def test_what_is_no_json(client, db, body):
    assert detail(ask(client, body)) == (
        400,
        "Demande incorrecte",
        "Le corps de la demande n’est pas du JSON lisible.",
    )


def test_a_body_too_long(client, db):
    assert detail(ask(client, " " * (256 * 1024 + 1))) == (
        413,
        "Demande trop longue",
        "Le corps de la demande dépasse 256 Kio.",
    )


def test_it_answers_post_only(client, db):
    for response in (client.get(SHORT), client.put(V1), client.delete(SHORT)):
        assert detail(response) == (405, "Méthode refusée", "Cette adresse attend POST.")


def test_a_form_of_another_site_needs_no_secret(db):
    from django.test import Client  # noqa: PLC0415  the one client that checks CSRF

    assert ask(Client(enforce_csrf_checks=True), WITHOUT_UNION).status_code == 200


def test_it_is_documented_with_an_example_that_works(client, db):
    schema = client.get("/api/v1/openapi.json").json()
    operation = schema["paths"][V1]["post"]
    name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
    (example,) = schema["components"]["schemas"][name]["examples"]
    page = client.get("/api/").content.decode()

    assert "security" not in operation
    assert sorted(operation["responses"]) == ["200", "400", "413", "422"]
    assert ask(client, example).json()["is_valid"] is False
    assert f"POST {V1}" in page
    assert "sans jeton" in page
    assert "&quot;kind&quot;: &quot;partners_committee&quot;" in page
