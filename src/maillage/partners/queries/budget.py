"""« Sollicitations »: what was asked of each person and each organisation, month by month, by every channel."""

from dataclasses import dataclass
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from maillage.accounts.models import User
from maillage.accounts.queries.privacy import addresses_of
from maillage.partners.enums import NoticeState
from maillage.partners.models import Notice, NoticeSettings, Organisation, Person
from maillage.partners.queries.notices import MESSAGES, MINUTES, budget_of, month_of, told_in_month

MONTHS = 12


@dataclass(frozen=True)
class Asked:
    """What one month asked of someone, or of an organisation, beside the most that it may."""

    who: Person | User | Organisation
    messages: int
    minutes: int
    is_over: bool
    organisation: str = ""


@dataclass(frozen=True)
class Month:
    """The whole of a month, as the screen shows it."""

    day: date  # its first
    organisations: list[Asked]
    people: list[Asked]
    messages: int
    minutes: int
    postponed: list[Notice]
    urgent: list[Notice]

    @property
    def before(self) -> date:
        return self.day - relativedelta(months=1)

    @property
    def after(self) -> date | None:
        following = self.day + relativedelta(months=1)
        return following if following <= timezone.localdate() else None


def month_asked(text: str) -> datetime:
    """An instant of the month that an address names (« 2026-11 »); now, for anything else."""
    try:
        return timezone.make_aware(datetime.strptime(text, "%Y-%m").replace(day=15))  # noqa: DTZ007  made aware here
    except (ValueError, OverflowError):
        return timezone.now()


def month_of_authority(authority, moment: datetime) -> Month:
    """Eight queries, whatever the number of people."""
    budget = budget_of(authority)
    rows = Notice.objects.filter(authority=authority)
    told = told_in_month(rows, moment)
    first, following = month_of(moment)
    written = rows.filter(created_at__gte=first, created_at__lt=following)
    whole = told.aggregate(messages=MESSAGES, minutes=MINUTES)
    return Month(
        day=first.date(),
        organisations=of_organisations(told, budget),
        people=of_people(told, budget),
        **whole,
        postponed=shown(written.filter(is_postponed=True)),
        urgent=shown(told.exclude(urgent_because="")),
    )


def shown(rows: QuerySet) -> list[Notice]:
    return list(rows.select_related("person", "user", "organisation").order_by("created_at", "pk"))


def of_organisations(told: QuerySet, budget: NoticeSettings) -> list[Asked]:
    sums = told.exclude(organisation=None).values("organisation").annotate(sent=MESSAGES, time=MINUTES)
    names = Organisation.objects.in_bulk([row["organisation"] for row in sums])
    caps = (budget.organisation_messages, budget.organisation_minutes)
    found = [asked_of(names[row["organisation"]], row, caps) for row in sums]
    return heaviest(found)


def of_people(told: QuerySet, budget: NoticeSettings) -> list[Asked]:
    known = told.exclude(person=None, user=None)
    sums = known.values("person", "user", "organisation__name").annotate(sent=MESSAGES, time=MINUTES)
    merged: dict[tuple, dict] = {}
    for row in sums:  # someone who changed organisation in the month is one person still
        each = merged.setdefault((row["person"], row["user"]), {"sent": 0, "time": 0, "home": ""})
        each["sent"] += row["sent"]
        each["time"] += row["time"]
        each["home"] = row["organisation__name"] or each["home"]
    people = Person.objects.in_bulk([person for person, _ in merged if person])
    users = User.objects.in_bulk([user for _, user in merged if user])
    caps = (budget.person_messages, budget.person_minutes)
    return heaviest(
        [
            asked_of(people.get(person) or users[user], row, caps, row["home"])
            for (person, user), row in merged.items()
        ]
    )


def asked_of(who, row: dict, caps: tuple[int, int], home: str = "") -> Asked:
    """Past the cap once it is reached: the next message that may wait does."""
    is_over = row["sent"] >= caps[0] or row["time"] >= caps[1]
    return Asked(who, row["sent"], row["time"], is_over, home)


def heaviest(rows: list[Asked]) -> list[Asked]:
    return sorted(rows, key=lambda each: (-each.minutes, -each.messages, str(each.who)))


def last_months(authority) -> list[dict]:
    """Month by month, over a year: messages, minutes, how many organisations were asked, what was put off."""
    first, _ = month_of(timezone.now() - relativedelta(months=MONTHS - 1))
    rows = Notice.objects.filter(authority=authority, told_at__gte=first).order_by()
    return list(
        rows.annotate(month=TruncMonth("told_at"))
        .values("month")
        .annotate(
            messages=MESSAGES,
            minutes=MINUTES,
            organisations=Count("organisation", distinct=True),
            postponed=Count("pk", filter=Q(is_postponed=True, state=NoticeState.MERGED)),
        )
        .order_by("-month")
    )


def waiting_now(authority) -> int:
    return Notice.objects.filter(authority=authority, state=NoticeState.DUE).count()


def notices_of(user) -> list[dict]:
    """For a person's export: whatever they were told, on their account or on a card under one of their addresses."""
    mine = Notice.everywhere.filter(user=user) | Notice.everywhere.filter(
        person__email__in=addresses_of(user)
    )
    return [
        {
            "autorité": row.authority.name,
            "événement": row.get_event_display(),
            "objet": row.title,
            "canal": row.get_way_display(),
            "état": row.get_state_display(),
            "le": (row.told_at or row.created_at).isoformat(),
            "minutes": row.minutes,
        }
        for row in mine.select_related("authority").order_by("pk")
    ]
