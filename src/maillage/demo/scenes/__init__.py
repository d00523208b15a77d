"""One scene per feature, each played once, in this order, through the same verbs as the screens."""

from maillage.demo.scenes import framing, partners, people, portal, territory

SCENES = (territory, people, partners, framing, portal)
