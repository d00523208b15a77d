import rules
from django.conf import settings

from maillage.accounts.rules import is_instance_admin


@rules.predicate
def registration_is_open(user):
    return settings.OPEN_REGISTRATION


# Who may create an authority: anyone with an account, unless the machine is closed to newcomers.
rules.add_perm("workspace.found_authority", registration_is_open | is_instance_admin)
