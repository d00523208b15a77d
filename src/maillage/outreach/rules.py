import rules

from maillage.accounts.enums import Role
from maillage.accounts.rules import has_role, is_team

# Who may do what with letters. Partners read what is sent to them; addresses of subscribers are for the team alone.
rules.add_perm("outreach.read", has_role(Role.PILOT, Role.TEAM, Role.READER))
rules.add_perm("outreach.edit", is_team)
