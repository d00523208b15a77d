from django.urls import path

from maillage.library.views import documents, fates, files, visitors

DOCUMENTS = "<slug:authority_slug>/espace/documents/"
ONE = f"{DOCUMENTS}<int:pk>/"
SPACE = "<slug:authority_slug>/partenaires/"

urlpatterns = [
    path("<slug:authority_slug>/documents/fichier/<str:key>/", files.version_file, name="file"),
    path("<slug:authority_slug>/documents/apercu/<str:key>/", files.version_preview, name="preview"),
    path(DOCUMENTS, documents.document_list, name="documents"),
    path(f"{DOCUMENTS}nouveau/", documents.document_new, name="document_new"),
    path(f"{DOCUMENTS}dossiers/nouveau/", documents.folder_new, name="folder_new"),
    path(f"{DOCUMENTS}tries/", fates.fate_list, name="fates"),
    path(ONE, documents.document, name="document"),
    path(f"{ONE}modifier/", documents.document_change, name="document_change"),
    path(f"{ONE}version/", documents.document_version, name="document_version"),
    path(f"{ONE}decision/", documents.document_decision, name="document_decision"),
    path(f"{ONE}definitif/", documents.document_finish, name="document_finish"),
    path(f"{ONE}garder/", fates.document_keep, name="document_keep"),
    path(f"{ONE}eliminer/", fates.document_eliminate, name="document_eliminate"),
    path(f"{SPACE}documents/", visitors.shared_documents, name="shared"),
]
