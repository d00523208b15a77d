import rules

from maillage.accounts.rules import is_pilot, is_team, may_enter

# Who may do what in the library. What each one reads is decided document by document (Document.objects.readable_by).
rules.add_perm("library.read", may_enter)
rules.add_perm("library.edit", is_team)
rules.add_perm("library.dispose", is_pilot)  # eliminate a document, or keep it past its time
