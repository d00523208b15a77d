from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from rules.permissions import has_perm


class UserManager(BaseUserManager):
    def create_user(self, email: str, full_name: str = "", **fields):
        user = self.model(email=self.normalize_email(email).lower(), full_name=full_name, **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in, known by an address. No password: a code by mail, a passkey or ProConnect.

    An instance administrator runs the machine; it opens no authority's content by itself (SupportAccess).
    """

    email = models.EmailField("courriel", unique=True)
    full_name = models.CharField("nom", max_length=150, blank=True)
    is_active = models.BooleanField("actif", default=True)
    is_instance_admin = models.BooleanField("administre la machine", default=False)
    created_at = models.DateTimeField("créé le", default=timezone.now)

    objects = UserManager()

    is_personal = True  # its name stays out of the journal, which nobody can correct
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = "compte"
        ordering = ["full_name", "email"]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def has_perm(self, perm: str, obj=None) -> bool:
        """Every right is a row of some app's rules.py; there is no superuser."""
        return self.is_active and has_perm(perm, self, obj)

    def roles(self) -> dict[int, str]:
        """This person's role in each authority, by the authority's key. Read once per request."""
        if not hasattr(self, "_roles"):
            self._roles = dict(self.memberships(manager="everywhere").values_list("authority_id", "role"))
        return self._roles

    def authority_ids(self) -> set[int]:
        """Where this person may enter: a role, or a support access that is still open."""
        if not self.is_instance_admin:
            return set(self.roles())
        open_now = self.support_accesses(manager="everywhere").filter(expires_at__gt=timezone.now())
        return set(self.roles()) | set(open_now.values_list("authority_id", flat=True))

    def proven_addresses(self) -> list[str]:
        """The addresses that this person showed they read, in lower case: what their contacts' rights rest on."""
        if not hasattr(self, "_proven"):
            proven = self.emailaddress_set.filter(verified=True).values_list("email", flat=True)
            self._proven = sorted({email.lower() for email in proven})
        return self._proven
