from datetime import date
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.library.emails import dialogues as emails
from maillage.library.enums import DialogueState
from maillage.library.models import Dialogue
from maillage.library.queries.dialogues import referents_of
from maillage.partners.domain.contacts import record_interaction
from maillage.partners.domain.notices import tell
from maillage.partners.enums import Event, InteractionKind
from maillage.partners.models import Organisation

DONE = "Ce temps de dialogue est déjà noté comme tenu ou abandonné."


@transaction.atomic
def propose_dialogue(one: Organisation, other: Organisation, *, topic: str, by) -> Dialogue:
    """Ask two partners to meet, by a mail to the référent of each; whoever no mail may reach is left to be called."""
    if one.pk == other.pk or one.authority_id != other.authority_id:
        raise DomainError("Choisissez deux partenaires différents du même territoire.")
    if not topic.strip():
        raise DomainError("Dites de quoi ils pourraient parler.")
    one, other = sorted((one, other), key=lambda each: each.pk)
    try:
        with transaction.atomic():
            dialogue = Dialogue.everywhere.create(
                authority=one.authority,
                one=one,
                other=other,
                topic=topic.strip(),
                proposed_on=timezone.localdate(),
                proposed_by=by,
            )
    except IntegrityError:
        raise DomainError("Ce temps de dialogue est déjà proposé.") from None
    told = tell_referents(dialogue)
    Dialogue.everywhere.filter(pk=dialogue.pk).update(told=told)
    dialogue.told = told
    record("a proposé un temps de dialogue", actor=by, authority=one.authority, target=dialogue)
    return dialogue


def tell_referents(dialogue: Dialogue) -> int:
    referents = referents_of([dialogue.one_id, dialogue.other_id])
    for organisation, partner in ((dialogue.one, dialogue.other), (dialogue.other, dialogue.one)):
        if person := referents.get(organisation.pk):
            write = partial(emails.proposal, dialogue, person, partner, referents.get(partner.pk))
            title = f"une rencontre avec {partner}"
            path = f"/{dialogue.authority.slug}/partenaires/qui-fait-quoi/"
            tell(person, Event.DIALOGUE, dialogue, write=write, title=title, path=path)
    return len(referents)


@transaction.atomic
def hold_dialogue(dialogue: Dialogue, *, on: date, result: str, by) -> None:
    """It took place. Noted with both, the same day and in the same words, it ties them from now on."""
    if on > timezone.localdate():
        raise DomainError("Cette date est à venir : notez le dialogue une fois tenu.")
    if not result.strip():
        raise DomainError("Écrivez en une ligne ce qui en est sorti.")
    proposed = Dialogue.everywhere.filter(pk=dialogue.pk, state=DialogueState.PROPOSED)
    if not proposed.update(state=DialogueState.HELD, held_on=on, result=result.strip()):
        raise DomainError(DONE)
    summary = f"Temps de dialogue entre {dialogue.one} et {dialogue.other}. {result.strip()}"
    for organisation in (dialogue.one, dialogue.other):
        record_interaction(organisation, kind=InteractionKind.MEETING, happened_on=on, summary=summary, by=by)
    record("a noté un temps de dialogue", actor=by, authority=dialogue.authority, target=dialogue)


@transaction.atomic
def drop_dialogue(dialogue: Dialogue, *, by) -> None:
    """It will not take place, and is not suggested again."""
    proposed = Dialogue.everywhere.filter(pk=dialogue.pk, state=DialogueState.PROPOSED)
    if not proposed.update(state=DialogueState.DROPPED):
        raise DomainError(DONE)
    record("a abandonné un temps de dialogue", actor=by, authority=dialogue.authority, target=dialogue)


def forget_proposer(user) -> int:
    return Dialogue.everywhere.filter(proposed_by=user).update(proposed_by=None)
