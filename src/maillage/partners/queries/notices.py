"""Who is told, by which cell of the matrix, and how much was asked of whom this month."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from allauth.account.models import EmailAddress
from django.db.models import Count, Model, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from maillage.accounts.enums import Role
from maillage.accounts.models import Membership, User
from maillage.partners.enums import Audience, Event, NoticeState, Way
from maillage.partners.models import Function, Notice, NoticeSettings, Organisation, Person
from maillage.partners.queries.matrix import MATRIX, Cell

DIGEST_AT = time(8)
OF_THE_WEEK = "week"  # what a digest is about
TOLD = (NoticeState.TOLD, NoticeState.MERGED)
ROLES = {Role.PILOT: Audience.PILOT, Role.TEAM: Audience.TEAM, Role.PARTNER: Audience.PARTNER}

# A notice that waited may no longer be true when its digest leaves. By event: of these rows, the keys of the true ones.
STILL_TRUE: dict[Event, Callable[[list[Notice]], set[int]]] = {}


def is_true_while(event: Event, check: Callable[[list[Notice]], set[int]]) -> None:
    """Declare how a floor tells which of its waiting notices still hold; called from the `ready` of its app."""
    STILL_TRUE[event] = check


@dataclass(frozen=True)
class Recipient:
    """One human being in one authority: their contact card, their account, or both."""

    authority: object
    person: Person | None
    user: User | None
    audience: Audience
    organisation: Organisation | None

    @property
    def key(self) -> dict:
        """How a new row names them: by the card if there is one."""
        return {"person": self.person} if self.person else {"user": self.user}

    @property
    def rows(self) -> QuerySet:
        """Whatever they were told here, before they had a card as well as after."""
        mine = Q(person=self.person) if self.person else Q(pk__in=[])
        if self.user:
            mine |= Q(user=self.user)
        return Notice.everywhere.filter(mine, authority=self.authority)

    @property
    def may_be_mailed(self) -> bool:
        return self.person.may_be_mailed if self.person else bool(self.user and self.user.is_active)

    def cell(self, event: Event) -> Cell:
        return MATRIX[event][self.audience]


def recipient_of(who: Person | User, authority) -> Recipient:
    """Whoever holds both a card here and an account under its address is one person, told once."""
    if isinstance(who, Person):
        person, user = who, account_of(who)
    else:
        person, user = card_of(who, authority), who
    return Recipient(
        authority=authority,
        person=person,
        user=user,
        audience=audience_of(user, authority),
        organisation=organisation_of(person) if person else None,
    )


def account_of(person: Person) -> User | None:
    """The account, with a role in this authority, whose proven address is that of the card."""
    if not person.email:
        return None
    proven = User.objects.filter(emailaddress__verified=True, emailaddress__email__iexact=person.email)
    return proven.filter(memberships__authority=person.authority_id, is_active=True).first()


def card_of(user: User, authority) -> Person | None:
    own = Person.everywhere.filter(authority=authority, email__in=user.proven_addresses(), erased_on=None)
    return own.order_by("pk").first()


def audience_of(user: User | None, authority) -> Audience:
    if user is None:
        return Audience.CONTACT
    role = Membership.everywhere.filter(user=user, authority=authority).values_list("role", flat=True).first()
    return ROLES.get(role, Audience.OTHER)


def organisation_of(person: Person) -> Organisation | None:
    """The one that what is asked of this person counts for: where they are the référent, else where they came first."""
    held = Function.everywhere.held().filter(person=person).select_related("organisation")
    first = held.order_by("-is_referent", "starts_on", "pk").first()
    return first.organisation if first else None


def who_is(recipient: Person | User) -> tuple[bool, int]:
    """A key for either table."""
    return isinstance(recipient, Person), recipient.pk


def facts_of(recipients: Iterable[Person | User]) -> dict[tuple[bool, int], tuple[Audience, int | None]]:
    """For many recipients at once, by `who_is`: who each is to us, and the organisation that they count for."""
    recipients = list(recipients)
    people = [each for each in recipients if isinstance(each, Person)]
    functions = Function.everywhere.held().filter(person__in=people)
    organisations: dict[int, int] = {}
    of_people = functions.order_by("-is_referent", "starts_on", "pk").values_list("person", "organisation")
    for person, organisation in of_people:
        organisations.setdefault(person, organisation)
    roles = roles_by_address(people)
    facts = {}
    for each in recipients:
        if not isinstance(each, Person):
            facts[who_is(each)] = (Audience.OTHER, None)
            continue
        role = roles.get((each.authority_id, each.email.lower()))
        audience = ROLES.get(role, Audience.OTHER) if role else Audience.CONTACT
        facts[who_is(each)] = (audience, organisations.get(each.pk))
    return facts


def roles_by_address(people: list[Person]) -> dict[tuple[int, str], str]:
    """Keyed by authority and proven address."""
    addresses = {person.email.lower() for person in people if person.email}
    proven = EmailAddress.objects.filter(verified=True, email__in=addresses, user__is_active=True)
    rows = proven.values_list("user__memberships__authority", "email", "user__memberships__role")
    return {(authority, email.lower()): role for authority, email, role in rows}


def subject_kind(model: Model | type[Model]) -> str:
    return model._meta.label_lower


def key_of(subject: Model) -> dict:
    return {"subject_kind": subject_kind(subject), "subject_id": subject.pk}


def told_of(event: Event, model: type[Model]) -> QuerySet:
    """The notices of this event on rows of this table, to leave out what was told already."""
    return Notice.everywhere.filter(event=event, subject_kind=subject_kind(model))


# The budget


def budget_of(authority) -> NoticeSettings:
    return NoticeSettings.everywhere.filter(authority=authority).first() or NoticeSettings(
        authority=authority
    )


@dataclass(frozen=True)
class Used:
    """What was asked in one month: messages that left by themselves, minutes by any way."""

    messages: int = 0
    minutes: int = 0


MESSAGES = Count("pk", filter=Q(way=Way.MAIL, state=NoticeState.TOLD))
MINUTES = Coalesce(Sum("minutes", filter=Q(state__in=TOLD)), 0)


def month_of(moment: datetime) -> tuple[datetime, datetime]:
    """The first instant of the month where we live, and that of the next."""
    first = timezone.localtime(moment).replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following


def told_in_month(rows: QuerySet, moment: datetime | None = None) -> QuerySet:
    """Of these notices, those told in the month of this moment (now by default)."""
    first, following = month_of(moment or timezone.now())
    return rows.filter(told_at__gte=first, told_at__lt=following).order_by()


def used_in(rows: QuerySet) -> Used:
    """What these notices asked this month."""
    return Used(**told_in_month(rows).aggregate(messages=MESSAGES, minutes=MINUTES))


def is_over(recipient: Recipient, minutes: int) -> bool:
    """Whether one more message, of so many minutes, would take the person or their organisation past the cap."""
    budget = budget_of(recipient.authority)
    own = used_in(recipient.rows)
    if own.messages + 1 > budget.person_messages or own.minutes + minutes > budget.person_minutes:
        return True
    if recipient.organisation is None:
        return False
    theirs = used_in(
        Notice.everywhere.filter(authority=recipient.authority, organisation=recipient.organisation)
    )
    return (
        theirs.messages + 1 > budget.organisation_messages
        or theirs.minutes + minutes > budget.organisation_minutes
    )


def over_cap(authority, person_ids: Iterable[int] | QuerySet) -> set[int]:
    """Of these contacts, those who have had their month, or whose organisation has. One query."""
    told = told_in_month(Notice.everywhere.filter(authority=authority))
    people = past_cap(told, "person", authority)
    organisations = past_cap(told, "organisation", authority)
    held = Function.everywhere.held().filter(organisation__in=organisations).values("person")
    rows = Person.everywhere.filter(Q(pk__in=people) | Q(pk__in=held), pk__in=person_ids)
    return set(rows.values_list("pk", flat=True))


def past_cap(told: QuerySet, whom: str, authority) -> QuerySet:
    rows = told.exclude(**{whom: None}).values(whom).annotate(asked=MESSAGES, time=MINUTES)
    is_past = Q(asked__gte=cap(authority, f"{whom}_messages")) | Q(
        time__gte=cap(authority, f"{whom}_minutes")
    )
    return rows.filter(is_past).values(whom)


def cap(authority, name: str) -> Coalesce:
    """A cap as an expression: read in the same query, the default where the authority chose nothing."""
    default = NoticeSettings._meta.get_field(name).default
    return Coalesce(
        Subquery(NoticeSettings.everywhere.filter(authority=authority).values(name)[:1]), Value(default)
    )


# The digest


def next_digest(authority, moment: datetime) -> datetime:
    """When the digest of the week leaves after this moment: the day that the authority chose, at eight."""
    weekday, here = budget_of(authority).digest_weekday, timezone.localtime(moment)
    days = (weekday - here.weekday()) % 7
    for ahead in (days, days + 7):
        leaves = datetime.combine(here.date() + timedelta(days=ahead), DIGEST_AT, here.tzinfo)
        if leaves > moment:
            break
    return leaves


def week_of(moment: datetime) -> int:
    """202648 for the forty-eighth week of 2026: a digest leaves once in each."""
    year, week, _ = timezone.localtime(moment).isocalendar()
    return year * 100 + week


def waiting(moment: datetime) -> QuerySet:
    """What is to be told in a digest, now."""
    rows = Notice.everywhere.filter(state=NoticeState.DUE, due_at__lte=moment)
    return rows.exclude(person=None, user=None)


def people_waiting(moment: datetime) -> list[dict]:
    """For whom a digest is due, whoever was served this week left out."""
    week = week_of(moment)
    served = Notice.everywhere.filter(event=Event.DIGEST, subject_id=week)
    rows = waiting(moment).order_by("authority", "person", "user").values("authority", "person", "user")
    had = set(served.values_list("authority", "person", "user"))
    return [row for row in rows.distinct() if (row["authority"], row["person"], row["user"]) not in had]


def true_among(rows: list[Notice]) -> set[int]:
    """Of waiting notices, those that still hold; one query for each event among them."""
    kept = set()
    for event in {row.event for row in rows}:
        of_event = [row for row in rows if row.event == event]
        check = STILL_TRUE.get(Event(event))
        kept |= check(of_event) if check else {row.pk for row in of_event}
    return kept


def lost_mails() -> QuerySet:
    """Notices whose mail the transport gave up on, though nobody said that the address does not exist."""
    gave_up = Notice.everywhere.filter(mail__state="failed", told_at__gte=timezone.now() - timedelta(days=30))
    return gave_up.exclude(mail__last_error__startswith="SMTPRecipientsRefused")
