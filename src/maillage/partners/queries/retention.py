"""Who has been kept for long without a sign that the entry is right (DP-07), and what we keep at all (DP-12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import PROTECT, F, Prefetch
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from maillage.common.personal_data import HOLDINGS
from maillage.partners.models import Function, Person, PurgeLog

REGISTER_COLUMNS = (
    "Traitement",
    "Finalité",
    "Personnes concernées",
    "Base légale",
    "Durée de conservation",
    "Qui y accède",
)

BASIS_OF_CONTACTS = "Mission d’intérêt public, intérêt légitime ou consentement : dite sur chaque fiche"
INFORMED_WITHIN = timedelta(days=31)  # « un mois » (RGPD, article 14)


@dataclass(frozen=True)
class Overdue:
    """Someone whose entry is past its term, and what keeps it from going by itself."""

    person: Person
    last_sign: date
    functions: list[Function]
    is_archive: bool

    @property
    def goes_alone(self) -> bool:
        return not self.functions and not self.is_archive


def months_ago(months: int) -> date:
    return timezone.localdate() - relativedelta(months=months)


def last_sign() -> Greatest:
    """The last day we knew the entry for right, or noted that the person wants no mail (which is to be remembered)."""
    collected = F("collected_on")
    return Greatest(Coalesce("verified_on", collected), Coalesce("opposed_on", collected), collected)


def people_overdue(authority, months: int) -> list[Overdue]:
    """Without a sign for that many months, the oldest first."""
    limit = months_ago(months)
    held = Function.everywhere.held().select_related("organisation")
    people = (
        Person.everywhere.filter(authority=authority, erased_on=None)
        .annotate(last_sign=last_sign())
        .filter(last_sign__lt=limit)
        .select_related("authority")
        .prefetch_related(Prefetch("functions", held, to_attr="held"))
        .order_by("last_sign", "pk")
    )
    rows = list(people)
    archived = archived_among(rows)
    return [Overdue(row, row.last_sign, row.held, row.pk in archived) for row in rows]


def archived_among(people: Iterable[Person]) -> set[int]:
    """Those whom a table of a floor above holds fast (a mandate): public record, to be sorted and not purged."""
    keys = [person.pk for person in people]
    holding = [each for each in Person._meta.related_objects if each.on_delete is PROTECT]
    return {
        pk
        for each in holding
        for pk in each.related_model._base_manager.filter(**{f"{each.field.name}__in": keys}).values_list(
            each.field.attname, flat=True
        )
    }


def people_to_inform(authority):
    """Those who do not know yet that we keep their coordinates, the longest kept first."""
    held = Function.everywhere.held().select_related("organisation")
    people = Person.objects.filter(authority=authority, notice_given_on=None, erased_on=None)
    return people.prefetch_related(Prefetch("functions", held, to_attr="held")).order_by("collected_on", "pk")


def purges_of(authority):
    return PurgeLog.objects.filter(authority=authority)


def register_rows() -> list[tuple]:
    """The register of processing (RGPD, article 30), one line for each thing we keep on people."""
    return [
        (
            holding.label,
            holding.purpose,
            "Contacts des partenaires"
            if holding.app == "partners"
            else "Personnes qui ont un compte ou un siège",
            BASIS_OF_CONTACTS if holding.app == "partners" else "Mission d’intérêt public",
            holding.retention,
            "Pilotes et équipe de l’autorité" if holding.app != "accounts" else "La personne, et les pilotes",
        )
        for holding in HOLDINGS
    ]
