from maillage.library.urls import documents, resources

app_name = "library"
urlpatterns = [
    *documents.urlpatterns,
    *resources.urlpatterns,
]
