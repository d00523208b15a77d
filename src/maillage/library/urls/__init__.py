from maillage.library.urls import documents, resources, sharing

app_name = "library"
urlpatterns = [
    *documents.urlpatterns,
    *resources.urlpatterns,
    *sharing.urlpatterns,
]
