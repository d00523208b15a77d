"""What the law looks at, read from the tables: any number of bodies in the same few queries."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from maillage.governance.enums import DrawState, MandateRole, MeetingState, Sense
from maillage.governance.models import (
    AgendaItem,
    Body,
    BodyRules,
    Deliberation,
    Draw,
    Mandate,
    Meeting,
    MobilityContract,
    Opinion,
    RuleSetting,
    Stratum,
    SubstitutedArea,
)
from maillage.governance.queries.acts import facts_of_act
from maillage.governance.queries.attendance import rules_in_force
from maillage.law.enums import GroupKind, Topic, Voice
from maillage.law.models import (
    AreaFacts,
    AuthorityFacts,
    BodyFacts,
    ContractFacts,
    DrawFacts,
    MeetingFacts,
    MemberFacts,
    RulesFacts,
    Setting,
)
from maillage.law.queries.texts import known_ids
from maillage.partners.enums import OrganisationKind, Sphere
from maillage.territories.enums import AuthorityKind
from maillage.territories.models import Authority

# The last round of the elections after which the members of a body are named anew.
MUNICIPAL = (date(2014, 3, 30), date(2020, 6, 28), date(2026, 3, 22))
TERRITORIAL = (date(2015, 12, 13), date(2021, 6, 27))
DEPARTEMENTAL = (date(2015, 3, 29), date(2021, 6, 27))
ELECTIONS = {AuthorityKind.REGION: TERRITORIAL, AuthorityKind.DEPARTEMENT: DEPARTEMENTAL}

# For whom a member speaks when nothing else is said: what their organisation is.
VOICE_OF_KIND = {
    OrganisationKind.EMPLOYERS_UNION: Voice.EMPLOYERS_UNION,
    OrganisationKind.TRADE_UNION: Voice.TRADE_UNION,
}
VOICE_OF_SPHERE = {Sphere.USERS: Voice.USERS, Sphere.INHABITANTS: Voice.INHABITANTS}
VOICES = set(Voice.values)
GROUPS = {group.value: group for group in GroupKind}
TOPICS = {topic.value: topic for topic in Topic}


def voices_of(said: Iterable[str], kind: str | None, sphere: str | None) -> frozenset[Voice]:
    """What the seat says it speaks for, and what the organisation on it is."""
    voices = {Voice(each) for each in said if each in VOICES}
    if kind in VOICE_OF_KIND:
        voices.add(VOICE_OF_KIND[kind])
    if kind == OrganisationKind.ASSOCIATION and sphere in VOICE_OF_SPHERE:
        voices.add(VOICE_OF_SPHERE[sphere])
    return frozenset(voices)


def facts_of_bodies(bodies: Iterable[Body], at: date | None = None) -> dict[int, BodyFacts]:
    """The facts of each, by its key; rules of procedure and draw as they stood `at` a day (today by default)."""
    at, rows = at or timezone.localdate(), list(bodies)
    keys = [body.pk for body in rows]
    rules, draws = by_body(BodyRules.everywhere.filter(body__in=keys)), draws_at(keys, at)
    members, meetings, opinions = members_of(keys, at), meetings_of(keys), opinions_of(keys)
    kinds = dict(Authority.objects.filter(bodies__in=keys).values_list("pk", "kind"))
    return {
        body.pk: BodyFacts(
            kind=body.kind,
            name=body.name,
            created_on=body.created_on,
            act=body.act,
            closed_on=body.closed_on,
            members=tuple(members[body.pk]),
            rules=rules_facts(rules_in_force(rules[body.pk], at)),
            draw=draws.get(body.pk),
            meetings=tuple(meetings[body.pk]),
            opinions=tuple(opinions[body.pk]),
            elections_on=elections_before(kinds[body.authority_id], at),
        )
        for body in rows
    }


def facts_of(body: Body, at: date | None = None) -> BodyFacts:
    return facts_of_bodies([body], at)[body.pk]


def by_body(rows) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[row.body_id].append(row)
    return found


def members_of(bodies: list[int], at: date) -> dict[int, list[MemberFacts]]:
    """Who sits and for whom, by body; nobody's name: no rule asks for it. A seat done away with is no seat to fill."""
    rows = Mandate.everywhere.filter(seat__group__body__in=bodies).values_list(
        "seat__group__body_id",
        "seat__group__kind",
        Cast("seat__voices", TextField()),
        "seat__organisation__kind",
        "seat__organisation__sphere",
        "seat__organisation__name",
        "role",
        "starts_on",
        "ends_on",
        "seat_id",
        "seat__closed_on",
    )
    found, spoken = defaultdict(list), {}
    for body, group, said, kind, sphere, organisation, role, starts_on, ends_on, seat, closed_on in rows:
        if (said, kind, sphere) not in spoken:
            spoken[said, kind, sphere] = voices_of(json.loads(said), kind, sphere)
        found[body].append(
            MemberFacts(
                group=GROUPS[group],
                voices=spoken[said, kind, sphere],
                starts_on=starts_on,
                ends_on=ends_on,
                organisation=organisation or "",
                is_alternate=role == MandateRole.ALTERNATE,
                seat=None if closed_on and closed_on <= at else seat,
            )
        )
    return found


def meetings_of(bodies: list[int]) -> dict[int, list[MeetingFacts]]:
    """What rules about bodies look at in meetings: when, on what, held or still to come."""
    meetings = Meeting.everywhere.filter(body__in=bodies).exclude(state=MeetingState.CANCELLED)
    items = AgendaItem.everywhere.filter(meeting__in=meetings).exclude(topics=[]).order_by()
    topics, found = defaultdict(set), defaultdict(list)
    for meeting, said in items.values_list("meeting_id", "topics"):
        topics[meeting].update(TOPICS[each] for each in said if each in TOPICS)
    for pk, body, starts_at, state in meetings.values_list("pk", "body_id", "starts_at", "state"):
        found[body].append(
            MeetingFacts(
                held_on=timezone.localtime(starts_at).date(),
                topics=frozenset(topics.get(pk, ())),
                is_held=state == MeetingState.HELD,
            )
        )
    return found


def opinions_of(bodies: list[int]) -> dict[int, list[date]]:
    """The days when each gave its opinion; an item on which none was given counts for nothing."""
    rows = Opinion.everywhere.filter(item__body__in=bodies).exclude(sense=Sense.NONE).order_by("given_on")
    found = defaultdict(list)
    for body, day in rows.values_list("item__body_id", "given_on"):
        found[body].append(day)
    return found


def draws_at(bodies: list[int], day: date) -> dict[int, DrawFacts]:
    """The last draw of each body by that day, as it was recorded here."""
    rows = Draw.everywhere.filter(body__in=bodies, state=DrawState.DRAWN).order_by("drawn_at")
    found = {}
    for draw in rows.prefetch_related(Prefetch("strata", Stratum.everywhere.all())):
        drawn_on = timezone.localtime(draw.drawn_at).date()
        if drawn_on <= day:
            found[draw.body_id] = DrawFacts(
                drawn_on=drawn_on,
                base=draw.base,
                criteria=", ".join(dict.fromkeys(each.criterion for each in draw.strata.all())),
                method="loterie publiée avant la graine qui la tranche",
                log=draw.lottery_hash or draw.seed_hash,
                has_reserve=draw.reserve_size > 0,
            )
    return found


def rules_facts(rules: BodyRules | None) -> RulesFacts:
    if rules is None:
        return RulesFacts()
    return RulesFacts(
        adopted_on=rules.adopted_on,
        notice_days=rules.notice_days,
        quorum=rules.quorum_percent / 100 if rules.quorum_percent else None,
        max_proxies=rules.max_proxies,
        minutes_days=rules.minutes_days,
        by_calendar_year=rules.by_calendar_year,
    )


def facts_of_all(authorities: Iterable, at: date | None = None) -> dict[int, AuthorityFacts]:
    """The facts of each authority, by its key: what one command evaluates for a whole machine."""
    at, rows = at or timezone.localdate(), list(authorities)
    bodies = list(Body.everywhere.filter(authority__in=[row.pk for row in rows]))
    return joined(rows, bodies, facts_of_bodies(bodies, at), at)


def joined(authorities: list, bodies: list[Body], facts: dict[int, BodyFacts], at: date) -> dict:
    """The facts of bodies, under those of their authorities."""
    keys = [authority.pk for authority in authorities]
    of_authority, acts = defaultdict(list), acts_of(keys)
    contracts, areas = contracts_of(keys), areas_of(keys, facts)
    for body in bodies:
        of_authority[body.authority_id].append(facts[body.pk])
    return {
        authority.pk: AuthorityFacts(
            kind=authority.kind,
            name=authority.name,
            bodies=tuple(of_authority[authority.pk]),
            acts=tuple(acts[authority.pk]),
            contracts=tuple(contracts[authority.pk]),
            areas=tuple(areas[authority.pk]),
            elections_on=elections_before(authority.kind, at),
        )
        for authority in authorities
    }


def facts_of_authority(authority, at: date | None = None) -> AuthorityFacts:
    return facts_of_all([authority], at)[authority.pk]


def acts_of(authorities: list[int]) -> dict[int, list]:
    heard = Opinion.everywhere.exclude(sense=Sense.NONE).select_related("item__body")
    rows = Deliberation.everywhere.filter(authority__in=authorities, dropped_on=None)
    found = defaultdict(list)
    for act in rows.prefetch_related(Prefetch("opinions", heard, to_attr="heard")):
        found[act.authority_id].append(facts_of_act(act))
    return found


def contracts_of(authorities: list[int]) -> dict[int, list[ContractFacts]]:
    rows = MobilityContract.everywhere.filter(authority__in=authorities)
    found = defaultdict(list)
    for authority, *facts in rows.values_list("authority_id", "starts_on", "ends_on", "name"):
        found[authority].append(ContractFacts(*facts))
    return found


def areas_of(authorities: list[int], bodies: dict[int, BodyFacts]) -> dict[int, list[AreaFacts]]:
    rows = SubstitutedArea.everywhere.filter(authority__in=authorities)
    found = defaultdict(list)
    for authority, name, starts_on, ends_on, committee in rows.values_list(
        "authority_id", "epci__name", "starts_on", "ends_on", "committee_id"
    ):
        found[authority].append(AreaFacts(name, starts_on, ends_on, bodies.get(committee)))
    return found


def elections_before(kind: str, day: date) -> date | None:
    return max((each for each in ELECTIONS.get(kind, MUNICIPAL) if each <= day), default=None)


def settings_of(bodies: Iterable[Body], at: date | None = None) -> dict[int, tuple[Setting, ...]]:
    """What each body makes of legal rules on a day, by its key: decided by then, of rules that are still known."""
    rows = RuleSetting.everywhere.filter(
        body__in=[body.pk for body in bodies],
        rule_id__in=known_ids(),
        decided_on__lte=at or timezone.localdate(),
    )
    found = defaultdict(tuple)
    for row in rows.order_by("rule_id"):
        found[row.body_id] += (Setting(row.rule_id, row.minimum, row.waived_because),)
    return found
