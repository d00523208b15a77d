import rules

from maillage.accounts.enums import Role
from maillage.accounts.rules import is_team, may_enter
from maillage.plan.enums import CopilotRole
from maillage.plan.models import Copilot


def copilots_of(user, plan, *roles: str):
    """The co-pilot seats held by authorities where this person has one of these roles, or any role if none is named."""
    own = user.authority_ids()
    if roles:
        own = {authority for authority in own if user.roles().get(authority) in roles}
    return Copilot.everywhere.accepted().filter(plan=plan, authority__in=own)


@rules.predicate
def may_enter_the_authority(user, plan):
    return plan is not None and may_enter(user, plan.authority)


@rules.predicate
def is_in_the_team(user, plan):
    return plan is not None and is_team(user, plan.authority)


@rules.predicate
def administers_the_authority(user, plan):
    return plan is not None and user.has_perm("accounts.administer", plan.authority)


@rules.predicate
def is_guest(user, plan):
    return plan is not None and copilots_of(user, plan).exists()


@rules.predicate
def is_guest_who_edits(user, plan):
    if plan is None:
        return False
    return copilots_of(user, plan, Role.PILOT, Role.TEAM).filter(role=CopilotRole.EDITOR).exists()


@rules.predicate
def administers_the_owner(user, copilot):
    return copilot is not None and user.has_perm("accounts.administer", copilot.plan.authority)


@rules.predicate
def administers_the_invited(user, copilot):
    return copilot is not None and user.has_perm("accounts.administer", copilot.authority)


@rules.predicate
def may_be_invited(user, authority):
    return authority is not None and authority.is_copilot_kind


# Who may do what on a plan (`read_copiloted`: an authority; the last two: an invitation).
rules.add_perm("plan.read", may_enter_the_authority | is_guest)
rules.add_perm("plan.edit", is_in_the_team | is_guest_who_edits)
rules.add_perm("plan.administer", administers_the_authority)
rules.add_perm("plan.read_copiloted", may_enter & may_be_invited)
rules.add_perm("plan.answer_copilot_invitation", administers_the_invited)
rules.add_perm("plan.end_copilot", administers_the_owner | administers_the_invited)
