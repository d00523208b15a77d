import rules

from maillage.accounts.enums import Role
from maillage.accounts.rules import has_role, is_pilot, is_team, may_enter

# Who may do what in the library. What each one reads is decided row by row (Document.objects.readable_by,
# Thread.objects.visible_to). Contacts without an account have no role: what they may see and write is decided by
# their circles (partners.queries.circles.Reader).
rules.add_perm("library.read", may_enter)
rules.add_perm("library.write", has_role(Role.PILOT, Role.TEAM, Role.PARTNER))  # in a discussion
rules.add_perm("library.edit", is_team)
rules.add_perm("library.dispose", is_pilot)  # eliminate a document, or keep it past its time
rules.add_perm("library.be_guest", has_role(Role.PARTNER))  # sent to the partners' space
