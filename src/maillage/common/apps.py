from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "maillage.common"
    verbose_name = "Fondations"
