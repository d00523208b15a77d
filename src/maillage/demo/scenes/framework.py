"""What binds the authorities themselves: a contract whose yearly account is soon due, and, in the région, land where it
stands in for a community of communes without a committee yet.
"""

from datetime import timedelta

from django.utils import timezone
from django_scopes import scope

from maillage.accounts.models import User
from maillage.demo.scenes.people import BY_KEY
from maillage.demo.scenes.territory import SLUG
from maillage.governance.domain.bodies import adopt_crpa, create_body
from maillage.governance.domain.framework import note_areas, note_contract
from maillage.governance.models import MobilityContract
from maillage.governance.models.framework import SUBSTITUTION_BEGAN
from maillage.governance.queries.framework import epcis_to_cover
from maillage.territories.models import Authority, MobilityBasin

REGION = "region-grand-est"
COVERED = 2  # communities of communes for which the committee of the région meets
BODY = "Comité des partenaires des territoires ruraux"


def is_played() -> bool:
    return MobilityContract.everywhere.filter(authority__slug=SLUG).exists()


def play() -> None:
    aicha, eve = (User.objects.get(email=BY_KEY[key].email) for key in ("aicha", "eve"))
    pays, region = (Authority.objects.get(slug=slug) for slug in (SLUG, REGION))
    signed_on = timezone.localdate() - timedelta(days=500)
    with scope(authority=pays):
        note_contract(
            pays,
            name="Contrat opérationnel du bassin de Lunéville",
            basin=MobilityBasin.objects.get(authority=pays),
            starts_on=signed_on,
            ends_on=signed_on.replace(year=signed_on.year + 6, day=1),
            act=f"délibération {signed_on.year}-12",
            by=aicha,
        )
    with scope(authority=region):
        founded_on = timezone.localdate() - timedelta(days=400)
        act = f"délibération {founded_on.year}-204"
        committee = create_body(
            region, kind="partners_committee", name=BODY, created_on=founded_on, act=act, by=eve
        )
        adopt_crpa(committee, adopted_on=founded_on, act=act, by=eve)
        epcis = [epci.pk for epci in epcis_to_cover(region)[: COVERED + 1]]
        since = {"starts_on": SUBSTITUTION_BEGAN, "by": eve}
        note_areas(region, epcis=epcis[:COVERED], committee=committee, **since)
        note_areas(region, epcis=epcis[COVERED:], **since)
