from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "maillage.law"
    verbose_name = "Droit"
