"""One scene per feature, each played once, in this order, through the same verbs as the screens."""

from maillage.demo.scenes import framing, people, portal, territory

SCENES = (territory, people, framing, portal)
