from maillage.common.commands import HouseCommand
from maillage.library.domain.indexing import reindex
from maillage.library.domain.reading import read_documents
from maillage.library.enums import Reading
from maillage.library.models import DocumentVersion


class Command(HouseCommand):
    help = "Bibliothèque : refait l’index de recherche (reindex), ou relit les fichiers eux-mêmes (reread)."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["reindex", "reread"], help="ce qui est à refaire")

    def handle(self, *, what, **options):
        if what == "reread":
            DocumentVersion.everywhere.update(reading=Reading.WAITING, tries=0)
            count = 0
            while read := read_documents():
                count += read
            self.stdout.write(f"{count} fichier{'s' if count > 1 else ''} relu{'s' if count > 1 else ''}.")
            return
        documents, resources = reindex()
        self.stdout.write(f"Index refait : {documents} documents, {resources} ressources.")
