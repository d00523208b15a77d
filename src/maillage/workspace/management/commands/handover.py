from pathlib import Path

from django_scopes import scope

from maillage.common.commands import HouseCommand
from maillage.common.documents import to_pdf
from maillage.common.errors import DomainError
from maillage.territories.models import Authority
from maillage.workspace.queries.handover import handover_of
from maillage.workspace.queries.handover_document import document_of


def counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number > 1 else ''}"


class Command(HouseCommand):
    help = (
        "Écrit le dossier de passation d’une autorité : instances, mandats à renouveler, devoirs des "
        "90 jours, décisions ouvertes, contacts fragiles."
    )

    def add_arguments(self, parser):
        parser.add_argument("authority", metavar="AUTORITE", help="adresse courte de l’autorité")
        parser.add_argument("--pdf", metavar="FICHIER", help="écrit un PDF ; sans lui, un résumé à l’écran")

    def handle(self, *, authority, pdf=None, **options):
        found = Authority.objects.filter(slug=authority).first()
        if found is None:
            known = ", ".join(Authority.objects.values_list("slug", flat=True)[:10]) or "aucune"
            raise DomainError(f"Aucune autorité à l’adresse « {authority} ». Connues ici : {known}.")
        with scope(authority=found):
            facts = handover_of(found)
            paper = document_of(facts)
        if pdf:
            try:
                Path(pdf).write_bytes(to_pdf(paper))
            except OSError as error:
                raise DomainError(
                    f"Impossible d’écrire {pdf} : vérifiez le dossier et les droits."
                ) from error
            self.stdout.write(f"Écrit : {pdf}")
        for duty in facts.duties:
            self.stdout.write(f"{duty.on:%d/%m/%Y}  {duty.what}")
        self.stdout.write(
            f"{counted(len(facts.bodies), 'instance')}, {counted(len(facts.mandates), 'mandat')} à renouveler, "
            f"{counted(len(facts.law), 'point')} de droit, {counted(len(facts.decisions), 'décision')} en cours, "
            f"{counted(len(facts.weak), 'contact')} à rappeler."
        )
