"""One scene per feature, each played once, in this order, through the same verbs as the screens."""

from maillage.demo.scenes import (
    bodies,
    draws,
    framing,
    meetings,
    partners,
    people,
    portal,
    returns,
    territory,
    votes,
    work,
)

