import io
from datetime import date

import pikepdf
import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from maillage.common.documents import Grid, Linked, to_pdf
from maillage.governance.domain.acts import plan_deliberation
from maillage.governance.models import AgendaItem, Decision
from maillage.workspace.queries.handover import handover_of
from maillage.workspace.queries.handover_document import document_of
from tests.governance.factories import (
    make_body,
    make_group,
    make_mandate,
    make_meeting,
    make_rules,
    make_seat,
)
from tests.partners.factories import make_contact, make_organisation


@pytest.fixture
def desk(cast, in_pays):
    """A committee, one mandate that ends, one that does not, a meeting, a vote, a decision, a partner without anyone."""
    with time_machine.travel("2026-04-01 09:00", tick=False):
        body = make_body(cast.pays)
        make_rules(body)
        group = make_group(body)
        union = make_organisation(cast.pays, "Union locale", kind="trade_union", sphere="unions")
        make_mandate(make_seat(group, union), ends_on=date(2026, 7, 1))
        make_mandate(make_seat(group), ends_on=date(2028, 1, 1))
        held = make_meeting(body, date(2026, 2, 3), state="held")
        make_meeting(body, date(2026, 5, 5))
        plan_deliberation(
            cast.pays,
            title="Tarifs",
            kind="tariff_orientation",
            planned_on=date(2026, 6, 16),
            body=body,
            by=cast.theo,
        )
        item = AgendaItem.everywhere.create(body=body, meeting=held, title="Navette", kind="decision")
        Decision.everywhere.create(
            item=item, text="Ouvrir la navette", taken_on=date(2026, 2, 3), due_on=date(2026, 3, 1)
        )
        make_organisation(cast.pays, "Sans personne")
        make_contact(make_organisation(cast.pays, "À jour"), "Zoé", verified_on=date(2026, 3, 1))
        yield


def test_the_successor_finds_what_is_due(cast, desk):
    facts = handover_of(cast.pays)

    assert [(duty.on, duty.what, duty.is_late) for duty in facts.duties] == [
        (date(2026, 2, 3), "Compte rendu à finir : Comité des partenaires", True),
        (date(2026, 3, 1), "Échéance : Ouvrir la navette", True),
        (date(2026, 5, 5), "Séance : Comité des partenaires", False),
        (date(2026, 6, 1), "Le comité est convoqué : Tarifs", False),
        (date(2026, 6, 1), "Le dossier est prêt : Tarifs", False),
        (date(2026, 6, 9), "Le comité se réunit : Tarifs", False),
        (date(2026, 6, 10), "L’avis rejoint le dossier des élus : Tarifs", False),
        (date(2026, 6, 16), "L’assemblée vote : Tarifs", False),
    ]
    assert [row.ends_on for row in facts.mandates] == [date(2026, 7, 1)]
    assert [row.text for row in facts.decisions] == ["Ouvrir la navette"]
    assert "À jour" not in [row.name for row in facts.weak]
    assert "Sans personne" in [row.name for row in facts.weak]


def test_nothing_of_a_neighbour_is_told(cast, desk):
    facts = handover_of(cast.elsewhere)

    assert (facts.bodies, facts.duties, facts.mandates, facts.weak, facts.threads) == ([], [], [], [], [])
    assert [(point.verdict.rule.id, point.about) for point in facts.law] == [("CP-01", "Ailleurs")]
    assert [block.caption for block in document_of(facts).blocks if isinstance(block, Grid)] == [
        "Ce qui manque d’abord"
    ]


def test_the_successor_learns_what_the_law_asks_who_presides_and_what_hangs_by_a_thread(cast, desk):
    chair = make_mandate(make_seat(cast.pays.bodies.get().groups.get()), office="chair")
    facts = handover_of(cast.pays)

    [card] = facts.bodies
    assert (card.chair, card.next_on) == (chair.person.full_name, date(2026, 5, 5))
    broken = [point.verdict.rule.id for point in facts.law if point.verdict.is_blocking]
    assert broken == ["CP-02", "CP-03", "CP-05", "CP-06"]  # the union sits, whatever its college
    assert [thread.organisation.name for thread in facts.threads] == ["Union locale", "À jour"]


def test_every_line_leads_to_its_screen(client, cast, desk, settings):
    """Each address of the paper answers, and the PDF can be followed as the screen can."""
    paper = document_of(handover_of(cast.pays))
    addresses = {
        cell.address
        for block in paper.blocks
        if isinstance(block, Grid)
        for row in block.rows
        for cell in row
        if isinstance(cell, Linked)
    }
    client.force_login(cast.theo)
    answers = {client.get(each.removeprefix(settings.BASE_URL)).status_code for each in addresses}
    with pikepdf.open(io.BytesIO(to_pdf(paper))) as pdf:
        followed = {str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", [])}

    assert answers == {200}
    assert followed == addresses
    assert len(addresses) > 8  # meetings, votes, bodies, mandates, partners, decisions, the law


def test_the_screen_and_the_paper_say_the_same(client, cast, desk):
    client.force_login(cast.theo)

    page = client.get(reverse("workspace:handover", args=[cast.pays.slug])).content.decode()
    paper = client.get(reverse("workspace:handover_paper", args=[cast.pays.slug, "pdf"]))

    assert "Le comité est convoqué : Tarifs" in page
    with pikepdf.open(io.BytesIO(paper.content)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Dossier de passation"
        assert pdf.Root.MarkInfo.Marked


def test_the_command_writes_the_paper(cast, desk, tmp_path, capsys):
    path = tmp_path / "passation.pdf"

    call_command("handover", cast.pays.slug, pdf=str(path))

    assert path.read_bytes().startswith(b"%PDF-")
    assert "1 instance, 1 mandat à renouveler, " in capsys.readouterr().out


def test_the_command_names_the_authorities_it_knows(cast):
    with pytest.raises(CommandError, match=r"Connues ici : .*pays-des-sources"):
        call_command("handover", "nulle-part")


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_for_one_and_three(cast, desk, django_assert_num_queries, number):
    for rank in range(number):
        body = make_body(cast.pays, f"Comité {rank}")
        plan_deliberation(
            cast.pays,
            title=f"Vote {rank}",
            kind="tariff_orientation",
            planned_on=date(2026, 6, 16),
            body=body,
            by=cast.theo,
        )
    with django_assert_num_queries(38):
        document_of(handover_of(cast.pays))
