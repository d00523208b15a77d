import rules

from maillage.accounts.rules import is_team, may_enter

# Who may do what with the work shared out and the promises. Whoever sees a task as theirs may answer for it
# (queries/tasks.py says who), whatever their role.
rules.add_perm("work.read", may_enter)
rules.add_perm("work.edit", is_team)
