from maillage.partners.urls import contacts, files, own_entry, upkeep

app_name = "partners"
urlpatterns = [
    *contacts.urlpatterns,
    *files.urlpatterns,
    *upkeep.urlpatterns,
    *own_entry.urlpatterns,
]
