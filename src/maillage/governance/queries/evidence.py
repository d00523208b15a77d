"""The evidence file of a consultation: what was asked, of whom, when, and what they answered."""

from django.utils import timezone
from django.utils.formats import date_format

from maillage.common.documents import Bullets, Document, Facts, Grid, Heading, Note, Paragraph
from maillage.governance.enums import ConvocationState, Presence
from maillage.governance.models import Convocation, Deliberation, Mandate, Meeting
from maillage.governance.queries.acts import opinions_heard, rules_of_procedure, steps_to, verdicts_of_act
from maillage.governance.queries.days import notice_between

REACHED = (ConvocationState.SENT, ConvocationState.POSTED)
STATES = {
    "done": "fait",
    "done_late": "fait, hors délai",
    "late": "en retard",
    "soon": "à faire bientôt",
    "ahead": "à faire",
}


def evidence_of(act: Deliberation) -> Document:
    return Document(
        title="Dossier de consultation",
        subtitle=act.title,
        authority=act.authority.name,
        footer=f"Dossier de consultation : {act.title}"[:90],
        blocks=[
            *deliberation(act),
            *law(act),
            *calendar(act),
            *(hearing(act.meeting) if act.meeting else []),
            *opinions(act),
        ],
    )


def said(day) -> str:
    return date_format(day, "j F Y") if day else "pas encore"


def deliberation(act: Deliberation) -> list:
    rows = [
        ("Nature", act.get_kind_display()),
        ("Vote prévu le", said(act.planned_on)),
        ("Votée le", said(act.decided_on)),
    ]
    if act.number:
        rows.append(("Numéro", act.number))
    rows.append(("Instance consultée", str(act.body or "aucune")))
    if act.override_reason:
        label = (
            "Motif écrit, l’avis portant la date du vote"
            if opinions_heard(act)
            else "Motif du vote sans avis préalable"
        )
        rows.append((label, act.override_reason))
    if act.kind_reason:
        rows.append(("Changement de nature", act.kind_reason))
    return [Heading("La délibération"), Facts(rows), *([Paragraph(act.summary)] if act.summary else [])]


def law(act: Deliberation) -> list:
    rows = [
        [
            f"{verdict.rule.id}. {verdict.rule.title}",
            f"{verdict.outcome.label} : {verdict.message}",
            basis_of(verdict.rule),
            verdict.rule.confidence.label,
        ]
        for verdict in verdicts_of_act(act)
    ]
    if not rows:
        return [Heading("Ce que dit le droit"), Paragraph("Aucune règle connue ne demande d’avis préalable.")]
    header = ["Règle", "Constat", "Texte", "Confiance"]
    return [
        Heading("Ce que dit le droit"),
        Grid("Règles en vigueur au jour du vote", header, rows, widths=[3, 4, 3, 2]),
        Note("Ces constats ne valent pas avis juridique."),
    ]


def basis_of(rule) -> str:
    """The article, its text, since when, and where it was read."""
    since = f"En vigueur depuis le {said(rule.starts_on)}" if rule.starts_on else ""
    return ". ".join(part for part in (rule.article, rule.text, since, f"Lu dans : {rule.source}") if part)


def calendar(act: Deliberation) -> list:
    rows = [
        [step.label, said(step.last_on), said(step.done_on or step.planned_on), STATES[step.state]]
        for step in steps_to(act)
    ]
    header = ["Étape", "Dernier jour sûr", "Fait ou prévu le", "État"]
    return [Heading("Les étapes"), Grid("Du dossier au vote", header, rows)]


def hearing(meeting: Meeting) -> list:
    """The meeting where the committee was heard: notice, agenda, who was there."""
    convened = timezone.localtime(meeting.convened_at).date() if meeting.convened_at else None
    rules = rules_of_procedure(meeting.body, meeting.day)
    facts = [
        ("Instance", meeting.body.name),
        ("Séance du", said(meeting.day)),
        ("État", meeting.get_state_display()),
        ("Convoquée le", said(convened)),
    ]
    if convened and rules:
        given = notice_between(convened, meeting.day, rules.notice_count)
        asked = f"{rules.notice_days} {rules.get_notice_count_display()} demandés"
        facts.append(("Délai", f"{given} {rules.get_notice_count_display()} ({asked})"))
    if meeting.late_because:
        facts.append(("Motif de la convocation tardive", meeting.late_because))
    reached = Convocation.everywhere.filter(meeting=meeting)
    if total := reached.count():
        facts.append(("Membres joints", f"{reached.filter(state__in=REACHED).count()} sur {total}"))
    items = [f"{item.title} ({item.get_kind_display().lower()})" for item in meeting.items.all()]
    blocks = [Heading("La séance du comité"), Facts(facts)]
    if items:
        blocks += [Heading("Ordre du jour", level=3), Bullets(items)]
    return [*blocks, *presence(meeting)]


def presence(meeting: Meeting) -> list:
    """How many of each college were there: numbers, no names."""
    there = {
        row.mandate_id: row.presence
        for row in meeting.attendances.all()
        if row.presence in {Presence.PRESENT, Presence.REMOTE, Presence.REPRESENTED}
    }
    held = Mandate.everywhere.held(meeting.day).filter(seat__group__body=meeting.body, role="titular")
    rows: dict[str, list[int]] = {}
    for mandate in held.select_related("seat__group").order_by("seat__group__order", "pk"):
        count = rows.setdefault(mandate.seat.group.name, [0, 0])
        count[0] += 1
        count[1] += mandate.pk in there
    if not there:
        return []
    table = [[name, str(members), str(seen)] for name, (members, seen) in rows.items()]
    return [Grid("Présents et représentés, par collège", ["Collège", "Membres", "Présents"], table)]


def opinions(act: Deliberation) -> list:
    rows = opinions_heard(act)
    if not rows:
        return [Heading("L’avis du comité"), Paragraph("Aucun avis rendu à ce jour.")]
    blocks = [Heading("L’avis du comité")]
    for row in rows:
        blocks.append(Facts([("Rendu le", said(row.given_on)), ("Sens", row.get_sense_display())]))
        blocks.append(Paragraph(row.text))
        votes = [
            [vote.group.name, str(vote.in_favour), str(vote.against), str(vote.abstained)]
            for vote in row.votes.select_related("group")
        ]
        if votes:
            header = ["Collège", "Pour", "Contre", "Abstentions"]
            blocks.append(Grid("Votes par collège", header, votes))
        blocks += (
            [Bullets([f"Désaccord écrit : {each.text}" for each in row.dissents.all()])]
            if row.dissents.exists()
            else []
        )
    return blocks
