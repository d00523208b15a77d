from maillage.accounts.domain import people
from maillage.common.commands import HouseCommand


class Command(HouseCommand):
    help = (
        "Nomme une personne administratrice de l’instance ; son compte est ouvert s’il n’existe pas. "
        "N’écrit rien sans --wet-run."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="adresse électronique de la personne")
        parser.add_argument("--name", default="", help="son nom, si le compte est à ouvrir")
        parser.add_argument("--wet-run", action="store_true", help="écrire pour de bon")

    def handle(self, *, email, name, wet_run, **options):
        people.check_can_be_named_admin(email, name)
        if wet_run:
            people.name_instance_admin(email, name)
        if wet_run:
            self.stdout.write(
                f"{email} administre maintenant cette instance. Connexion par code, à cette adresse."
            )
        else:
            self.stdout.write(f"Rien n’est écrit. Avec --wet-run, {email} administrera cette instance.")
