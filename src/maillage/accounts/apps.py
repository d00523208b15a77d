from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "maillage.accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        """Declare what we keep on people, and load the modules that register jobs."""
        from maillage.accounts.domain import holdings, holds, inbox_imap, mail, privacy  # noqa: F401, PLC0415  models are loaded from here on

        holdings.declare()
