from django.urls import path

from maillage.governance.views import framework

LAW = "<slug:authority_slug>/espace/instances/droit/"
CONTRACT = f"{LAW}contrats/<int:pk>/"
AREA = f"{LAW}territoires/<int:pk>/"

urlpatterns = [
    path("<slug:authority_slug>/espace/seances/<int:pk>/droit/", framework.meeting_law, name="meeting_law"),
    path(LAW, framework.authority_law, name="authority_law"),
    path(f"{LAW}contrats/nouveau/", framework.contract_new, name="contract_new"),
    path(CONTRACT, framework.contract_change, name="contract_change"),
    path(f"{CONTRACT}retirer/", framework.contract_remove, name="contract_remove"),
    path(f"{LAW}territoires/nouveaux/", framework.areas_new, name="areas_new"),
    path(AREA, framework.area_change, name="area_change"),
    path(f"{AREA}retirer/", framework.area_remove, name="area_remove"),
]
