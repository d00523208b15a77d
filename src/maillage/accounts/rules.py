import rules
from allauth.mfa.utils import is_mfa_enabled

from maillage.accounts.enums import Role


def has_role(*roles: str):
    """True for a person who holds one of these roles in the authority at hand."""

    @rules.predicate(f"has_role:{','.join(roles)}")
    def predicate(user, authority):
        return authority is not None and user.roles().get(authority.pk) in roles

    return predicate


@rules.predicate
def may_enter(user, authority):
    """A role here, or a support access that is open."""
    return authority is not None and authority.pk in user.authority_ids()


@rules.predicate
def has_second_factor(user):
    """Read once per request, like the roles: the menu asks it for each of its rows."""
    if not hasattr(user, "_has_second_factor"):
        user._has_second_factor = is_mfa_enabled(user)  # noqa: SLF001  a memo, not a fact of the account
    return user._has_second_factor  # noqa: SLF001


@rules.predicate
def is_instance_admin(user):
    return user.is_instance_admin


is_pilot = has_role(Role.PILOT)
is_team = has_role(Role.PILOT, Role.TEAM)

# Who may do what in an authority. Read this table before any view.
rules.add_perm("accounts.read", may_enter)
rules.add_perm("accounts.edit", is_team)
rules.add_perm("accounts.lead", is_pilot)  # told what is missing; may act only with a second factor
rules.add_perm("accounts.administer", is_pilot & has_second_factor)
# Who runs the machine.
rules.add_perm("accounts.run_instance", is_instance_admin & has_second_factor)
