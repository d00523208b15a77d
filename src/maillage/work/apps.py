from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "maillage.work"
    verbose_name = "Travaux partagés"
