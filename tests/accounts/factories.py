from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from maillage.accounts.models import AddressHold, Membership, OutboundMail, User


def make_person(name, authority=None, role=None, *, second_factor=False, is_instance_admin=False) -> User:
    user = User.objects.create_user(
        f"{name}@example.org", name.capitalize(), is_instance_admin=is_instance_admin
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if authority:
        Membership.everywhere.create(user=user, authority=authority, role=role)
    if second_factor:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return user


def make_hold(authority, address="lea@example.org", reason="hard", **facts) -> AddressHold:
    """An address on hold, where this authority has written."""
    OutboundMail.everywhere.create(authority=authority, kind="letter", to=address, subject="Lettre", text="")
    return AddressHold.objects.create(address=address, reason=reason, **facts)
