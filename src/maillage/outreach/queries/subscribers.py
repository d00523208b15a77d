from datetime import timedelta

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from maillage.accounts.queries.holds import held_among
from maillage.outreach.enums import SubscriberState, Topic
from maillage.outreach.models import Consent, Delivery, Interest, LetterStop, Subscriber

MONTHS = 12
PLACES = 15


def subscriber_waiting(authority, token_hash: str) -> Subscriber | None:
    """Whose link this is, while it lasts."""
    rows = Subscriber.everywhere.select_related("authority", "commune")
    return rows.filter(
        authority=authority, token_hash=token_hash, token_expires_at__gt=timezone.now()
    ).first()


def topics_of(subscriber: Subscriber) -> list[str]:
    return list(Interest.everywhere.filter(subscriber=subscriber).values_list("topic", flat=True))


def wants_no_letters(person) -> bool:
    return LetterStop.everywhere.filter(person=person).exists()


def figures_of(authority) -> dict:
    """Counts without a single address: by state, by topic, by commune, month by month."""
    rows = Subscriber.objects.filter(authority=authority)
    states = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    confirmed = rows.confirmed()
    topics = dict(
        Interest.objects.filter(subscriber__in=confirmed).values_list("topic").annotate(n=Count("pk"))
    )
    communes = (
        confirmed.order_by().values("commune__name").annotate(n=Count("pk")).order_by("-n", "commune__name")
    )
    return {
        "confirmed": states.get(SubscriberState.CONFIRMED, 0),
        "asked": states.get(SubscriberState.ASKED, 0),
        "left": states.get(SubscriberState.LEFT, 0),
        "topics": [(topic.label, topics.get(topic, 0)) for topic in Topic],
        "communes": [(row["commune__name"] or "Sans commune", row["n"]) for row in communes[:PLACES]],
        "months": growth_of(authority),
    }


def growth_of(authority) -> list[dict]:
    """Month by month, the latest first: how many came, how many left, as far as the rows that are kept can tell."""
    since = (timezone.localtime() - timedelta(days=31 * (MONTHS - 1))).replace(day=1, hour=0, minute=0)
    rows = Subscriber.objects.filter(authority=authority).exclude(state=SubscriberState.ASKED)
    came, went = (
        by_month(rows.filter(**{f"{moment}__gte": since}), moment) for moment in ("created_at", "left_at")
    )
    return [
        {"month": month, "came": came.get(month, 0), "went": went.get(month, 0)}
        for month in sorted({*came, *went}, reverse=True)
    ]


def by_month(rows, moment: str) -> dict:
    months = rows.order_by().annotate(month=TruncMonth(moment)).values_list("month")
    return dict(months.annotate(n=Count("pk")))


def listed(authority, *, search: str = "", state: str = "", topic: str = "", commune: str = ""):
    """The subscribers with their addresses: for the team."""
    rows = Subscriber.objects.filter(authority=authority).select_related("commune")
    if search:
        rows = rows.filter(email__icontains=search)
    if state in SubscriberState.values:
        rows = rows.filter(state=state)
    if topic in Topic.values:
        rows = rows.filter(pk__in=Interest.objects.filter(topic=topic).values("subscriber"))
    if commune:
        rows = rows.filter(commune=commune)
    return rows


def with_topics(subscribers: list[Subscriber]) -> list[Subscriber]:
    """Give each its topics in words, and whether its address is on hold; two queries."""
    chosen: dict[int, list[str]] = {}
    for row in Interest.everywhere.filter(subscriber__in=subscribers).order_by("pk"):
        chosen.setdefault(row.subscriber_id, []).append(row.get_topic_display())
    held = held_among([each.email for each in subscribers], is_bulk=True)
    for each in subscribers:
        each.topics = chosen.get(each.pk, [])
        each.is_held = each.email in held
    return subscribers


# Personal data


def subscriptions_under(addresses) -> list[dict]:
    rows = Subscriber.everywhere.filter(email__in=addresses).select_related("authority", "commune")
    return [
        {
            "autorité": row.authority.name,
            "courriel": row.email,
            "commune": row.commune.name if row.commune else None,
            "état": row.get_state_display(),
            "sujets": [each.get_topic_display() for each in Interest.everywhere.filter(subscriber=row)],
            "consentements": [
                {"le": each.at.isoformat(), "quoi": str(each), "texte": each.wording, "preuve": each.proof}
                for each in Consent.everywhere.filter(subscriber=row)
            ],
        }
        for row in rows
    ]


def contact_choices_under(addresses) -> list[dict]:
    return contact_choices(Consent.everywhere.filter(person__email__in=addresses))


def contact_choices(rows) -> list[dict]:
    return [
        {"autorité": row.authority.name, "le": row.at.isoformat(), "quoi": str(row)}
        for row in rows.select_related("authority")
    ]


def letters_to(addresses) -> list[dict]:
    return letters_in(Delivery.everywhere.filter(address__in=addresses))


def letters_in(rows) -> list[dict]:
    return [
        {
            "autorité": row.letter.authority.name,
            "lettre": row.letter.subject,
            "état": row.get_state_display(),
            "le": row.changed_at.isoformat(),
        }
        for row in rows.select_related("letter__authority")
    ]
