from django.conf import settings
from django.urls import reverse

from maillage.accounts.emails.gate import post
from maillage.accounts.enums import Role
from maillage.accounts.models import User
from maillage.plan.models import Copilot


def copilot_invitation(copilot: Copilot) -> None:
    """To each pilot of the authority invited on a plan: only they may answer, and nothing opens before."""
    page = reverse("plan:copiloted", args=[copilot.authority.slug])
    pilots = User.objects.filter(
        is_active=True, memberships__authority=copilot.authority, memberships__role=Role.PILOT
    )
    for pilot in pilots:
        post(
            kind="copilot_invitation",
            to=pilot.email,
            subject=f"{copilot.plan.authority} vous invite à copiloter son plan",
            template="plan/mail/copilot_invitation",
            context={"copilot": copilot, "link": settings.BASE_URL + page},
            authority=copilot.plan.authority,
        )
