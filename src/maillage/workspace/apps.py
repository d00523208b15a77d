from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "maillage.workspace"
    verbose_name = "Espace de travail"
