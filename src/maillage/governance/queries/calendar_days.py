"""What a day is in France, seen from one territory: a public holiday, school holidays, August."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Count

from maillage.governance.queries.school_zones import ZONE_OF

PARIS = ZoneInfo("Europe/Paris")
AUGUST = 8
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

# Where the law adds days of its own: Alsace and Moselle (Good Friday, 26 December), the abolition overseas.
OWN_DAYS = {"57": "57", "67": "6AE", "68": "6AE"} | {
    code: code for code in ("971", "972", "973", "974", "976")
}


@dataclass(frozen=True)
class Land:
    """What a territory's départements change to its calendar; the zone that holds most communes comes first."""

    zones: tuple[str, ...] = ()
    own_days: tuple[str, ...] = ()

    @property
    def zone(self) -> str:
        return self.zones[0] if self.zones else ""


def land_of(authority) -> Land:
    rows = authority.communes.order_by().values_list("departement_id")
    counts = dict(rows.annotate(n=Count("pk")))
    zones = Counter()
    for departement, number in counts.items():
        if zone := ZONE_OF.get(departement):
            zones[zone] += number
    own = {OWN_DAYS[departement] for departement in counts if departement in OWN_DAYS}
    return Land(tuple(sorted(zones, key=lambda zone: (-zones[zone], zone))), tuple(sorted(own)))


@lru_cache(maxsize=128)
def public_holidays(year: int, own_days: tuple[str, ...] = ()) -> dict[date, str]:
    """« Jours fériés » of a year, by date."""
    import holidays  # noqa: PLC0415  slow to load, and few requests need it

    found = {}
    for subdivision in own_days or (None,):
        found |= dict(holidays.France(years=year, subdiv=subdivision, language="fr"))
    return {day: found[day].replace("'", "’") for day in sorted(found)}


@lru_cache(maxsize=1)
def school_calendar():
    import vacances_scolaires_france  # noqa: PLC0415  reads a file: only when asked

    return vacances_scolaires_france.SchoolHolidayDates()


def school_known_until() -> date:
    """The last day that the published school calendar covers."""
    return max(school_calendar().data)


def school_holiday(day: date, zone: str) -> str:
    """The name of the school holidays that a day falls in, or nothing; nothing too beyond what is published."""
    row = school_calendar().data.get(day)
    if not row or not zone or not row[f"vacances_zone_{zone.lower()}"]:
        return ""
    return row["nom_vacances"].replace("'", "’")


def moment(day: date, at: time) -> datetime:
    """A wall-clock time in France. Raises ValueError for the hour that the spring night skips."""
    local = datetime.combine(day, at, tzinfo=PARIS)
    if local.astimezone(UTC).astimezone(PARIS).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError(f"{day} {at}")
    return local


def after(start: datetime, minutes: int) -> datetime:
    """So many minutes later as they pass, even when the clocks change in between."""
    return (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(PARIS)


def hour_in_words(at: datetime) -> str:
    """« 9 h 30 », « 14 h »."""
    local = at.astimezone(PARIS)
    return f"{local.hour}\u00a0h" + (f"\u00a0{local.minute:02}" if local.minute else "")
