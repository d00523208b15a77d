import rules

from maillage.accounts.rules import is_pilot, is_team, may_enter
from maillage.governance.models.bodies import seen_whole_by


@rules.predicate
def sees_all_bodies(user, authority):
    return authority is not None and authority.pk in seen_whole_by(user)


# Who may do what with the bodies of an authority. Whoever sits in a body sees it, whatever their role (visible_to).
rules.add_perm("governance.read", may_enter)
rules.add_perm("governance.read_all", may_enter & sees_all_bodies)
rules.add_perm("governance.edit", is_team)
rules.add_perm("governance.lead", is_pilot)  # set a rule aside, freeze minutes, reveal a seed
