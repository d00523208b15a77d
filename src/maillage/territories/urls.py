from django.urls import path

from maillage.territories import views

app_name = "territories"

SPACE = "<slug:authority_slug>/espace/"

urlpatterns = [
    path(f"{SPACE}territoire/", views.territory, name="territory"),
    path(f"{SPACE}communes/", views.communes, name="communes"),
    path(f"{SPACE}communes.csv", views.communes_csv, name="communes_csv"),
    path(f"{SPACE}communes/<slug:code>/", views.commune, name="commune"),
    path(f"{SPACE}bassins/", views.basins, name="basins"),
    path(f"{SPACE}bassins/nouveau/", views.basin_new, name="basin_new"),
    path(f"{SPACE}bassins/<int:pk>/", views.basin, name="basin"),
    path(f"{SPACE}bassins/<int:pk>/supprimer/", views.basin_delete, name="basin_delete"),
]
