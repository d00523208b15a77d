import pytest
from django.urls import reverse

from maillage.plan.models import Copilot, FramingNoteVersion, Plan, PlanPhase
from tests.plan.factories import make_copilot, make_note, make_plan, note_sections
from tests.territories.factories import make_authority

PAYS = ["pays-des-sources"]
PROJECT, PHASES = reverse("plan:project", args=PAYS), reverse("plan:phases", args=PAYS)
NOTE, EDIT = reverse("plan:note", args=PAYS), reverse("plan:note_edit", args=PAYS)
VERSIONS = reverse("plan:note_versions", args=PAYS)
GUEST = reverse("plan:copiloted", args=["region-aval"])


def test_without_a_plan_the_page_says_what_to_do_first(client, cast):
    client.force_login(cast.eve)

    page = client.get(reverse("plan:project", args=["pays-d-ailleurs"])).content.decode()

    assert "Aucun projet n’est ouvert" in page
    assert reverse("plan:open", args=["pays-d-ailleurs"]) in page


def test_without_a_plan_the_note_leads_to_the_project(client, cast):
    client.force_login(cast.eve)

    response = client.get(reverse("plan:note", args=["pays-d-ailleurs"]))

    assert response["Location"] == reverse("plan:project", args=["pays-d-ailleurs"])


def test_a_pilot_opens_the_first_plan(client, cast):
    client.force_login(cast.eve)

    response = client.post(
        reverse("plan:open", args=["pays-d-ailleurs"]),
        {"name": "Bouger ici", "first_year": "2026", "last_year": "2029"},
    )

    assert response["Location"] == reverse("plan:phases", args=["pays-d-ailleurs"])
    assert Plan.everywhere.get(authority=cast.elsewhere).name == "Bouger ici"


def test_a_second_plan_over_the_same_years_is_refused_on_the_form(client, cast):
    client.force_login(cast.aicha)

    response = client.post(
        reverse("plan:open", args=PAYS), {"name": "Bouger ici", "first_year": "2027", "last_year": "2029"}
    )

    assert "couvre déjà des années" in response.context["form"].non_field_errors()[0]
    assert Plan.everywhere.filter(authority=cast.pays).count() == 1


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("case", [("bruno", 9), ("aicha", 10), ("paul", 10)])
def test_the_project_costs_the_same_for_one_copilot_or_many(
    client, cast, django_assert_num_queries, case, count
):
    who, cost = case
    for n in range(count - 1):
        make_copilot(cast.plan, make_authority(f"Région {n}", slug=f"region-{n}", kind="region"))
    client.force_login(getattr(cast, who))

    with django_assert_num_queries(cost):
        response = client.get(PROJECT)

    assert [may_end for _, may_end in response.context["seats"]] == [who == "aicha"] * count


def test_dates_typed_in_one_form_land_on_their_phases(client, cast):
    client.force_login(cast.theo)

    client.post(
        PHASES,
        {
            "start_framing": "2026-01-05",
            "end_framing": "2026-03-31",
            "start_diagnosis": "2025-12-01",
            "end_diagnosis": "2026-06-30",
        },
    )
    page = client.get(PROJECT)

    dated = PlanPhase.everywhere.filter(plan=cast.plan).exclude(starts_on=None)
    assert [(phase.kind, phase.starts_on.isoformat()) for phase in dated] == [
        ("framing", "2026-01-05"),
        ("diagnosis", "2025-12-01"),
    ]
    assert page.context["warnings"] == [
        "« Diagnostic » commence avant « Cadrage » : vérifiez que c’est voulu.",
        "« Diagnostic » sort des années du projet (2026-2028).",
    ]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        (
            {"start_framing": "2026-02-01", "end_framing": "2026-01-01"},
            "end_framing",
            "La fin vient avant le début.",
        ),
        ({"start_framing": "2026-02-01"}, "end_framing", "Donnez aussi la fin, ou effacez le début."),
        ({"end_framing": "2026-02-01"}, "start_framing", "Donnez aussi le début, ou effacez la fin."),
        ({"start_framing": "hier"}, "start_framing", "Écrivez une date, par exemple 31/12/2026."),
    ],
)
def test_bad_dates_are_said_under_their_field(client, cast, typed, field, words):
    client.force_login(cast.theo)

    response = client.post(PHASES, typed)

    assert response.context["form"].errors == {field: [words]}


# The note


def test_a_note_typed_in_markdown_is_read_as_html(client, cast):
    client.force_login(cast.theo)

    response = client.post(
        EDIT, {"base_version": "0", "objectives": "Aller **travailler**\r\n\r\n- sans voiture"}
    )

    assert response["Location"] == NOTE
    assert FramingNoteVersion.everywhere.get().sections == note_sections(
        objectives="Aller **travailler**\n\n- sans voiture"
    )
    assert "<p>Aller <strong>travailler</strong></p>" in client.get(NOTE).content.decode()


def test_what_the_editor_sends_becomes_markdown(client, cast):
    client.force_login(cast.theo)

    client.post(
        EDIT,
        {
            "base_version": "0",
            "means": '<p>Un <b>mi-temps</b></p><ul><li>deux</li></ul><script>alert(1)</script><p style="x">fin</p>',
            "means_format": "html",
        },
    )

    assert FramingNoteVersion.everywhere.get().sections == note_sections(
        means="Un **mi-temps**\n\n- deux\n\nfin"
    )


def test_two_people_write_at_once_and_nothing_is_lost(client, cast):
    make_note(cast.plan, cast.aicha, objectives="Un", means="Rien")
    make_note(cast.plan, cast.aicha, objectives="Un bis", means="Un budget")
    client.force_login(cast.theo)

    crossed = client.post(
        EDIT, {"base_version": "1", "objectives": "Un ter", "means": "Rien", "publics": "Tous"}
    )

    form = crossed.context["form"]
    assert form.initial == {
        "base_version": 2,
        **note_sections(objectives="Un ter", means="Un budget", publics="Tous"),
    }
    shown = [
        (field.name, difference and [(c.word, c.text) for c in difference.changes])
        for field, difference in crossed.context["parts"]
    ]
    assert shown == [
        ("objectives", [("retiré", "Un"), ("ajouté", "Un bis")]),
        ("perimeter", None),
        ("publics", None),
        ("calendar", None),
        ("means", [("retiré", "Rien"), ("ajouté", "Un budget")]),
        ("who_decides", None),
    ]
    assert "Aicha a écrit la version 2 entre-temps" in crossed.content.decode()

    again = {key: value for key, value in form.initial.items() if value}
    assert client.post(EDIT, again).status_code == 302
    assert FramingNoteVersion.everywhere.first().sections["objectives"] == "Un ter"


def test_a_version_shows_what_it_changed(client, cast):
    make_note(cast.plan, cast.aicha, objectives="Commun\n\nAncien", means="Pareil")
    make_note(cast.plan, cast.aicha, objectives="Commun\n\nNouveau", means="Pareil")
    client.force_login(cast.bruno)

    response = client.get(reverse("plan:note_version", args=[*PAYS, 2]))

    [part] = response.context["differences"]
    assert [(change.word, change.text) for change in part.changes] == [
        ("", "Commun"),
        ("retiré", "Ancien"),
        ("ajouté", "Nouveau"),
    ]
    page = response.content.decode()
    assert page.count(">retiré</span>") == page.count(">ajouté</span>") == 1


def test_restoring_an_old_version(client, cast):
    make_note(cast.plan, cast.aicha, objectives="Un")
    make_note(cast.plan, cast.aicha, objectives="Deux")
    client.force_login(cast.theo)

    client.post(reverse("plan:note_restore", args=[*PAYS, 1]))

    assert [v.sections["objectives"] for v in FramingNoteVersion.everywhere.all()] == ["Un", "Deux", "Un"]


@pytest.mark.parametrize("count", [1, 3])
def test_versions_cost_the_same_for_one_or_many(client, cast, django_assert_num_queries, count):
    for n in range(count):
        make_note(cast.plan, cast.aicha, objectives=str(n))
    client.force_login(cast.bruno)

    with django_assert_num_queries(7):
        response = client.get(VERSIONS)

    assert [version.number for version in response.context["versions"]] == list(range(count, 0, -1))


# Guests


def test_a_guest_sees_the_plan_and_the_way_home_but_no_menu(client, cast):
    client.force_login(cast.greta)

    response = client.get(PROJECT)

    assert response.context["navigation"] == []
    page = response.content.decode()
    assert f'<a href="{GUEST}">← Retour à l’espace Région Aval</a>' in page
    assert reverse("plan:phases", args=PAYS) not in page


def test_a_guest_sees_nothing_else(client, cast):
    client.force_login(cast.greta)

    assert client.get(reverse("workspace:dashboard", args=PAYS)).status_code == 404


def test_a_guest_who_edits_may_write_but_not_invite(client, cast):
    Copilot.everywhere.update(role="editor")
    client.force_login(cast.greta)

    assert client.post(EDIT, {"base_version": "0", "means": "La région aide."}).status_code == 302
    assert FramingNoteVersion.everywhere.get().author == cast.greta
    assert client.post(reverse("plan:copilot_invite", args=PAYS)).status_code == 404


@pytest.mark.parametrize("fate", ["pending", "ended"])
def test_an_invitation_opens_nothing_before_it_is_accepted_nor_after_its_end(client, cast, fate):
    copilot = Copilot.everywhere.get()
    if fate == "pending":
        Copilot.everywhere.update(accepted_at=None)
    else:
        Copilot.everywhere.update(ended_at=copilot.accepted_at)
    client.force_login(cast.greta)

    assert client.get(PROJECT).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_copiloted_plans_cost_the_same_for_one_or_many(client, cast, django_assert_num_queries, count):
    for n in range(count - 1):
        make_copilot(make_plan(make_authority(f"Pays {n}", slug=f"pays-{n}")), cast.region, accepted=False)
    client.force_login(cast.greta)

    with django_assert_num_queries(7):
        response = client.get(GUEST)

    assert len(response.context["invitations"]) == count - 1
    assert [each.plan for each in response.context["accepted"]] == [cast.plan]


def test_the_invited_pilot_accepts_from_home(client, cast):
    copilot = make_copilot(make_plan(cast.elsewhere), cast.region, accepted=False)
    client.force_login(cast.greta)

    response = client.post(reverse("plan:copilot_accept", args=["region-aval", copilot.pk]), follow=True)

    assert "Vous copilotez ce plan." in response.content.decode()
    copilot.refresh_from_db()
    assert copilot.is_accepted


def test_a_pilot_finds_a_departement_by_a_part_of_its_name_and_invites_it(client, cast):
    departement = make_authority("Département de l’Amont", slug="amont", kind="departement")
    client.force_login(cast.aicha)

    found = client.get(PROJECT, {"q": "amont departe"}).context["found"]
    client.post(
        reverse("plan:copilot_invite", args=PAYS),
        {"authority": departement.pk, "role": "editor"},
        follow=True,
    )

    assert found == [departement]
    copilot = Copilot.everywhere.get(authority=departement)
    assert (copilot.plan, copilot.role, copilot.is_pending) == (cast.plan, "editor", True)


def test_leaving_a_plan_leads_home(client, cast):
    client.force_login(cast.greta)

    response = client.post(reverse("plan:copilot_end", args=[*PAYS, Copilot.everywhere.get().pk]))

    assert response["Location"] == GUEST
    assert client.get(PROJECT).status_code == 404
