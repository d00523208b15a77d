from maillage.partners.urls import contacts, files, upkeep

app_name = "partners"
urlpatterns = [
    *contacts.urlpatterns,
    *files.urlpatterns,
    *upkeep.urlpatterns,
]
