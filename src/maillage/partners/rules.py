import rules

from maillage.accounts.rules import is_pilot, is_team, may_enter

# Who may do what with the partners of an authority. Readers see names and functions, never a person's mail or phone.
rules.add_perm("partners.read", may_enter)
rules.add_perm("partners.edit", is_team)
rules.add_perm(
    "partners.lead", is_pilot
)  # what is sent to contacts, what is purged, the register of processing
