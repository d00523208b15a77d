import signal

from django.conf import settings
from django.core.management.base import CommandError

from maillage.common.commands import HouseCommand
from maillage.common.jobs import Worker


class Command(HouseCommand):
    help = (
        "Fait le travail différé : envoie les courriels, purge ce qui a vécu. Tourne jusqu’à ce qu’on l’arrête "
        "(Ctrl+C ou SIGTERM) ; le travail en cours est alors terminé."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--once", action="store_true", help="faire ce qui est dû maintenant, puis s’arrêter"
        )

    def handle(self, *, once, **options):
        worker = Worker()
        if once:
            worker.run_once()
            return
        if settings.JOBS_IN_PROCESS:
            raise CommandError(
                "Ici le travail différé se fait dans le serveur lui-même (MAILLAGE_JOBS_IN_PROCESS) : "
                "pas besoin de ce programme."
            )
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, lambda *_: self.ask_to_stop(worker))
        self.stdout.write("Au travail. Ctrl+C pour arrêter.")
        self.stdout.flush()
        worker.run_forever()
        self.stdout.write("Arrêté.")

    def ask_to_stop(self, worker):
        """The first signal lets the task at hand end; a second one does not wait."""
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_DFL)
        worker.stop()
