"""A committee as the law looks at it, in few words."""

from datetime import date

from maillage.law.enums import BodyKind, GroupKind, Voice
from maillage.law.models import BodyFacts, DrawFacts, MeetingFacts, MemberFacts, RulesFacts

DAY = date(2026, 6, 15)
DRAWN = GroupKind.DRAWN_INHABITANTS
WHOLE_DRAW = DrawFacts(
    date(2022, 1, 5), "liste électorale", "sexe, âge", "loterie publiée", "graine", has_reserve=True
)


def member(group, *voices, starts_on=date(2022, 1, 10), ends_on=None, **facts):
    return MemberFacts(GroupKind(group), frozenset(map(Voice, voices)), starts_on, ends_on, **facts)


# The committee that is legal on 28 December 2023 and no longer on the 30th: no union sits.
WITHOUT_UNION = (
    member("employers", "employers_union", organisation="CPME 54"),
    member("associations", "users", organisation="Usagers du Lunévillois"),
    member(DRAWN),
    member(DRAWN),
)
WHOLE = (*WITHOUT_UNION, member("trade_unions", "trade_union", organisation="CFDT Lorraine"))


def committee(*members, **facts) -> BodyFacts:
    return BodyFacts(
        **{
            "kind": BodyKind.PARTNERS_COMMITTEE,
            "name": "Comité des partenaires",
            "created_on": date(2021, 6, 1),
            "act": "délibération 2021-12",
            "members": members,
            "rules": RulesFacts(adopted_on=date(2021, 6, 1)),
            "draw": WHOLE_DRAW,
            **facts,
        }
    )


def held(day: date, *topics, **facts) -> MeetingFacts:
    return MeetingFacts(held_on=day, topics=frozenset(topics), **facts)
