"""One scene per feature, each played once, in this order, through the same verbs as the screens."""

from maillage.demo.scenes import (
    bodies,
    draws,
    framework,
    framing,
    letters,
    library,
    meetings,
    partners,
    people,
    portal,
    returns,
    sharing,
    territory,
    votes,
    work,
)

SCENES = (
    *(territory, people, partners, framing, portal, bodies, meetings, framework, votes, draws, returns),
    *(work, library, sharing, letters),
)
