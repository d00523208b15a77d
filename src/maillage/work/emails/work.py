from datetime import date

from django.utils.formats import date_format

from maillage.accounts.emails.gate import post
from maillage.accounts.models import OutboundMail
from maillage.partners.emails.notices import link_for
from maillage.work.models import Promise, Task
from maillage.work.queries.tasks import path_for


def given(task: Task, recipient) -> OutboundMail:
    """To whoever a task is given to, once."""
    return post_task(task, recipient, kind="task_given", lead="Une tâche vous est confiée")


def soon(task: Task, recipient) -> OutboundMail:
    """A few days before its date, once."""
    return post_task(task, recipient, kind="task_soon", lead=f"À rendre pour le {in_words(task.due_on)}")


def late(task: Task, recipient) -> OutboundMail:
    """The day after its date, once."""
    return post_task(task, recipient, kind="task_late", lead=f"Attendue pour le {in_words(task.due_on)}")


def commented(task: Task, recipient, comment) -> OutboundMail:
    """Only when it is urgent: a word waits for the digest of the week."""
    return post_task(task, recipient, kind="task_comment", lead="Un mot sur une tâche", comment=comment)


def post_task(task: Task, recipient, *, kind: str, lead: str, comment=None) -> OutboundMail:
    return post(
        kind=kind,
        to=recipient.email,
        subject=f"{lead} : {task}",
        template="work/mail/task",
        context={
            "task": task,
            "lead": lead,
            "comment": comment,
            "link": link_for(recipient, path_for(task, recipient)),
        },
        authority=task.authority,
    )


def promise(row: Promise, recipient, *, is_late: bool) -> OutboundMail:
    """What a partner said it would give comes due, or is late; `row` is fetched `with_totals`."""
    lead = "Votre engagement était attendu" if is_late else "Votre engagement arrive à échéance"
    return post(
        kind="promise_late" if is_late else "promise_soon",
        to=recipient.email,
        subject=f"{lead} : {row}",
        template="work/mail/promise",
        context={
            "row": row,
            "lead": lead,
            "link": link_for(recipient, f"/{row.authority.slug}/partenaires/travaux/"),
        },
        authority=row.authority,
    )


def in_words(day: date) -> str:
    return date_format(day, "j F Y")
