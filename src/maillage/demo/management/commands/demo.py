import os
import socket

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.servers.basehttp import get_internal_wsgi_application

from maillage.common import jobs
from maillage.common.commands import HouseCommand
from maillage.demo.domain import build
from maillage.demo.enums import CHARACTERS

SCREENS = (
    ("Tableau de bord du pays", "/pays-du-lunevillois/espace/"),
    ("Partenaires du projet", "/pays-du-lunevillois/espace/partenaires/"),
    ("Communes et mairies", "/pays-du-lunevillois/espace/communes/"),
    ("Projet, phases et copilotes", "/pays-du-lunevillois/espace/plan/"),
    ("Site public", "/pays-du-lunevillois/"),
    ("Créer une autorité", "/nouvelle-autorite/"),
)


class Command(HouseCommand):
    help = "Prépare la démonstration sur le Pays du Lunévillois et la sert (variable PORT, 8000 par défaut)."

    def add_arguments(self, parser):
        parser.add_argument("--no-serve", action="store_true", help="préparer seulement, sans servir")

    def handle(self, *, no_serve, **options):
        if not settings.DEMO:
            raise CommandError("La démonstration demande MAILLAGE_DEMO=1 (python -m maillage demo le fait).")
        port = asked_port()
        if not no_serve:
            check_free(port)
        self.stdout.write("Préparation de la démonstration…")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        played = build()
        self.stdout.write(
            f"Scènes jouées : {', '.join(played)}." if played else "La démonstration était déjà prête."
        )
        if not no_serve:
            self.announce(port)
            serve(port)

    def announce(self, port: int) -> None:
        root = f"http://localhost:{port}"
        self.stdout.write(f"\nMaillage est prêt : {root}\n\nSix écrans à voir :")
        for name, path in SCREENS:
            self.stdout.write(f"  {name:<32}{root}{path}")
        self.stdout.write(f"\nQui peut entrer, en un clic sur {root}/demo/ :")
        for each in CHARACTERS:
            self.stdout.write(f"  {each.name:<18}{each.what}")
        self.stdout.write("\nCtrl+C pour arrêter.\n")


def asked_port() -> int:
    try:
        return int(os.environ.get("PORT") or 8000)
    except ValueError:
        raise CommandError("PORT doit être un nombre, par exemple PORT=8123.") from None


def check_free(port: int) -> None:
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("localhost", port))
        except (OSError, OverflowError):
            raise CommandError(
                f"Le port {port} est déjà pris. Un autre : PORT={port + 1} make demo."
            ) from None


def serve(port: int) -> None:
    """Serve with the production server, one process, deferred work included."""
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415  only when we serve: slow, and absent on Windows

    class Server(BaseApplication):
        def load_config(self):
            settings = {
                "bind": f"localhost:{port}",
                "workers": 1,
                "control_socket_disable": True,
                "threads": 8,
                "post_fork": lambda _server, _worker: jobs.start_ticking_thread(30),
            }
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self):
            return get_internal_wsgi_application()

    Server().run()
