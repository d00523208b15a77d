from datetime import date
from decimal import Decimal

from maillage.partners.models import Organisation
from maillage.work.domain.promises import write_promise
from maillage.work.models import Promise, Task, TaskStep


def make_task(authority, title="Relire la carte", **facts) -> Task:
    return Task.everywhere.create(authority=authority, title=title, **facts)


def make_step(task, text="Appeler la mairie") -> TaskStep:
    return TaskStep.everywhere.create(task=task, text=text)


def make_promise(organisation: Organisation, quantity="10", **facts) -> Promise:
    facts = {"kind": "days", "title": "Dix jours d’accompagnement", "said_on": date(2026, 1, 6), **facts}
    return write_promise(organisation, quantity=Decimal(quantity), by=None, **facts)
