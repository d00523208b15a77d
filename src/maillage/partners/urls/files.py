from django.urls import path

from maillage.partners.enums import RecordKind
from maillage.partners.views import files, merge

PARTNERS = "<slug:authority_slug>/espace/partenaires/"
IMPORTS = f"{PARTNERS}fichiers/"
ONE = f"{IMPORTS}<int:pk>/"
PAIR = "<int:pk>/<int:other_pk>/"
OF_ORGANISATIONS, OF_PEOPLE = {"kind": RecordKind.ORGANISATION.value}, {"kind": RecordKind.PERSON.value}

urlpatterns = [
    path(IMPORTS, files.import_list, name="imports"),
    path(ONE, files.import_one, name="import"),
    path(f"{ONE}colonnes/", files.import_columns, name="import_columns"),
    path(f"{ONE}verifier/", files.import_check, name="import_check"),
    path(f"{ONE}choisir/", files.import_choose, name="import_choose"),
    path(f"{ONE}ecrire/", files.import_write, name="import_write"),
    path(f"{ONE}annuler/", files.import_undo, name="import_undo"),
    path(f"{ONE}abandonner/", files.import_drop, name="import_drop"),
    path(f"{ONE}restes.csv", files.import_left, name="import_left"),
    *(
        path(
            f"<slug:authority_slug>/espace/partenaires.{ending}",
            files.export,
            {"ending": ending},
            name=ending,
        )
        for ending in ("csv", "xlsx", "ods", "vcf")
    ),
    path(f"{PARTNERS}contacts/<int:pk>/fiche.vcf", files.contact_card, name="contact_card"),
    path(f"{PARTNERS}doublons/", merge.duplicates, name="duplicates"),
    path(f"{PARTNERS}doublons/{PAIR}ecarter/", merge.set_aside, OF_ORGANISATIONS, name="set_aside"),
    path(f"{PARTNERS}doublons/contacts/{PAIR}ecarter/", merge.set_aside, OF_PEOPLE, name="set_aside_people"),
    path(f"{PARTNERS}fusionner/{PAIR}", merge.merge, OF_ORGANISATIONS, name="merge"),
    path(f"{PARTNERS}fusionner/contacts/{PAIR}", merge.merge, OF_PEOPLE, name="merge_people"),
    path(f"{PARTNERS}<int:pk>/fusionner/", merge.merge_with, OF_ORGANISATIONS, name="merge_with"),
    path(f"{PARTNERS}contacts/<int:pk>/fusionner/", merge.merge_with, OF_PEOPLE, name="merge_with_people"),
]
