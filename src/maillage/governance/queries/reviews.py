"""The law of every authority of the machine, in the same few queries for seven or seven hundred."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from maillage.governance.models import Body
from maillage.governance.queries.law import facts_of_bodies, joined, settings_of
from maillage.law.models import Verdict
from maillage.law.queries.engine import verdicts_on_act, verdicts_on_authority, verdicts_on_body
from maillage.territories.models import Authority


@dataclass(frozen=True)
class Point:
    """One verdict, and what it is about: the name of a body or of a vote, empty for the authority itself."""

    about: str
    verdict: Verdict


@dataclass(frozen=True)
class Review:
    authority: Authority
    points: tuple[Point, ...]

    @property
    def blocking(self) -> list[Point]:
        return [point for point in self.points if point.verdict.is_blocking]


def review_all(authorities: Iterable[Authority], at: date) -> list[Review]:
    """Each authority under the rules of a day, and each of its bodies under its own rules of procedure besides."""
    rows = list(authorities)
    bodies = list(Body.everywhere.filter(authority__in=[row.pk for row in rows]))
    facts, settings = facts_of_bodies(bodies, at), settings_of(bodies, at)
    wholes, of_authority = joined(rows, bodies, facts, at), defaultdict(list)
    for body in bodies:
        of_authority[body.authority_id] += [
            Point(body.name, verdict)
            for verdict in verdicts_on_body(facts[body.pk], at, settings=settings[body.pk])
        ]
    reviews = []
    for authority in rows:
        whole = wholes[authority.pk]
        own = [Point("", verdict) for verdict in verdicts_on_authority(whole, at)]
        acts = [Point(act.title, verdict) for act in whole.acts for verdict in verdicts_on_act(act)]
        reviews.append(Review(authority, tuple(own + of_authority[authority.pk] + acts)))
    return reviews
