from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from maillage.accounts.queries.tokens import fingerprint
from maillage.governance.models import AgendaItem, Convocation, Mandate, Meeting, MeetingDocument
from maillage.governance.queries.convocations import token_of
from tests.governance.factories import make_body, make_group, make_mandate, make_meeting, make_seat
from tests.library.factories import make_document
from tests.partners.factories import make_contact, make_organisation
from tests.permission_table import EVERYBODY, STRANGERS, Row

SPACE = "/pays-des-sources/espace/"
MEETING = f"{SPACE}seances/{{called_meeting}}/"
TEAM = "aicha paul theo"
SEATED = "chloe"  # she sits in the body, so she sees it
UNSEATED = f"driss anne {STRANGERS}"  # they sit nowhere, so it does not exist for them
ITEM = {"title": "Tarifs", "kind": "opinion"}
LINK = "/reponse/{called_link}/"


def seen(view, path, **facts) -> Row:
    """What those who see the body may read."""
    return Row(f"governance:{view}", path, allowed=f"{TEAM} chloe bruno", hidden=UNSEATED, **facts)


def team(view, path, *, method="GET", status=0, data=None, needs="") -> Row:
    status = status or (302 if method == "POST" else 200)
    return Row(
        f"governance:{view}",
        path,
        allowed=TEAM,
        refused="chloe bruno",
        hidden=UNSEATED,
        method=method,
        status=status,
        data=data or {},
        needs=needs,
    )


def post(view, path, data=None) -> Row:
    return team(view, path, method="POST", data=data or {"sure": "1"})


def foreign(view, path, *, method="GET") -> Row:
    return Row(f"governance:{view}", path, hidden=EVERYBODY, method=method)


def anyone(view, path, *, method="GET", status=200, data=None) -> Row:
    return Row(
        f"governance:{view}",
        path,
        allowed=EVERYBODY,
        public=True,
        method=method,
        status=status,
        data=data or {},
    )


ROWS: list[Row] = [
    seen("meeting", MEETING),
    foreign("meeting", f"{SPACE}seances/{{called_foreign_meeting}}/"),
    team("meeting_cancel", f"{MEETING}annuler/"),
    post("meeting_cancel", f"{MEETING}annuler/", {"because": "Grève."}),
    team("meeting_again", f"{MEETING}deuxieme-convocation/"),
    team("meeting_again", f"{MEETING}deuxieme-convocation/", method="POST", status=200),
    team("agenda_item_new", f"{MEETING}points/nouveau/"),
    post("agenda_item_new", f"{MEETING}points/nouveau/", ITEM),
    post("agenda_item_carry", f"{MEETING}points/{{called_item}}/reporter/"),
    post("agenda_proposal_take", f"{MEETING}points/{{called_proposal}}/inscrire/"),
    Row(
        "governance:agenda_propose",
        f"{MEETING}proposer/",
        allowed=f"{TEAM} {SEATED}",
        refused="bruno",
        hidden=UNSEATED,
    ),
    Row(
        "governance:agenda_propose",
        f"{MEETING}proposer/",
        allowed=f"{TEAM} {SEATED}",
        refused="bruno",
        hidden=UNSEATED,
        method="POST",
        status=302,
        data=ITEM,
    ),
    team("agenda_item_change", f"{SPACE}points/{{called_item}}/modifier/"),
    post("agenda_item_change", f"{SPACE}points/{{called_item}}/modifier/", ITEM),
    foreign("agenda_item_change", f"{SPACE}points/{{called_foreign_item}}/modifier/"),
    post("agenda_item_up", f"{SPACE}points/{{called_item}}/monter/"),
    post("agenda_item_down", f"{SPACE}points/{{called_item}}/descendre/"),
    post("agenda_item_remove", f"{SPACE}points/{{called_item}}/retirer/"),
    post("agenda_proposal_drop", f"{SPACE}points/{{called_proposal}}/ecarter/"),
    team("meeting_document_add", f"{MEETING}documents/nouveau/"),
    team("meeting_document_add", f"{MEETING}documents/nouveau/", method="POST", status=200),
    seen("meeting_document", f"{SPACE}documents-de-seance/{{called_paper}}/"),
    foreign("meeting_document", f"{SPACE}documents-de-seance/{{called_foreign_paper}}/"),
    post("meeting_document_remove", f"{SPACE}documents-de-seance/{{called_paper}}/retirer/"),
    seen("convocation", f"{MEETING}convocation/"),
    post("convocation", f"{MEETING}convocation/"),
    post("convocation_resend", f"{MEETING}convocation/renvoyer/"),
    post("convocation_posted", f"{MEETING}convocation/lettres/postees/"),
    team("convocation_letters", f"{MEETING}convocation/lettres.pdf"),
    post("convocation_letter", f"{SPACE}convocations/{{called_row}}/lettre/"),
    team("convocation_answer", f"{SPACE}convocations/{{called_row}}/reponse/"),
    post("convocation_answer", f"{SPACE}convocations/{{called_row}}/reponse/", {"answer": "yes"}),
    foreign("convocation_answer", f"{SPACE}convocations/{{called_foreign_row}}/reponse/"),
    anyone("answer", LINK),
    anyone("answer", LINK, method="POST", status=302, data={"answer": "yes"}),
    Row("governance:answer", "/reponse/perdu/", hidden=EVERYBODY, public=True, status=404),
    anyone("answer_document", f"{LINK}documents/{{called_link_paper}}/"),
    Row("governance:answer_document", f"{LINK}documents/0/", hidden=EVERYBODY, public=True, status=404),
    anyone("answer_calendar", f"{LINK}seance.ics"),
]


def called_meeting(authority, name: str, **facts) -> Meeting:
    """In a month, of a body of its own where Chloé sits."""
    seat = make_seat(make_group(make_body(authority, name)), make_organisation(authority, f"Siège {name}"))
    person = make_contact(seat.organisation, f"Chloé {name}", email="")
    if authority.slug == "pays-des-sources":
        person = type(person).everywhere.filter(email="chloe@example.org").first() or person
        person.email = "chloe@example.org"
        person.save()
    make_mandate(seat, person)
    return make_meeting(seat.group.body, timezone.localdate() + timedelta(days=30), place="Mairie", **facts)


def item_of(meeting, **facts) -> AgendaItem:
    facts = {"on": meeting, "title": "Tarifs", "kind": "opinion", **facts}
    return AgendaItem.everywhere.create(body=meeting.body, meeting=facts.pop("on"), **facts)


def paper_of(meeting) -> MeetingDocument:
    document = make_document(meeting.body.authority, "Dossier", audience="circle", circle=meeting.body.circle)
    return MeetingDocument.everywhere.create(meeting=meeting, document=document)


def row_of(meeting) -> Convocation:
    mandate = Mandate.everywhere.get(seat__group__body=meeting.body)
    row = Convocation.everywhere.create(meeting=meeting, mandate=mandate, channel="mail", state="sent")
    row.token_hash = fingerprint(token_of(row))
    row.save()
    return row


def link_of(cast) -> str:
    """The link of a member called, with a paper to read behind it."""
    row = row_of(called_meeting(cast.pays, "Comité du lien", state="convened"))
    paper_of(row.meeting)
    return token_of(row)


def paper_behind_link(cast) -> int:
    known = MeetingDocument.everywhere.filter(meeting__body__name="Comité du lien").first()
    return known.pk if known else 0


FACTS: dict[str, Callable] = {
    "called_meeting": lambda cast: called_meeting(cast.pays, "Comité convoqué").pk,
    "called_foreign_meeting": lambda cast: called_meeting(cast.elsewhere, "Comité d’ailleurs").pk,
    "called_item": lambda cast: item_of(called_meeting(cast.pays, "Comité du point")).pk,
    "called_foreign_item": lambda cast: item_of(called_meeting(cast.elsewhere, "Point d’ailleurs")).pk,
    "called_proposal": lambda cast: item_of(called_meeting(cast.pays, "Comité de l’idée"), on=None).pk,
    "called_paper": lambda cast: paper_of(called_meeting(cast.pays, "Comité du papier")).pk,
    "called_foreign_paper": lambda cast: paper_of(called_meeting(cast.elsewhere, "Papier d’ailleurs")).pk,
    "called_row": lambda cast: row_of(called_meeting(cast.pays, "Comité de la réponse", state="convened")).pk,
    "called_foreign_row": lambda cast: row_of(called_meeting(cast.elsewhere, "Réponse d’ailleurs")).pk,
    "called_link": link_of,
    "called_link_paper": paper_behind_link,
}
