from django.urls import path

from maillage.governance.views import register

SPACE = "<slug:authority_slug>/espace/"
REGISTER = f"{SPACE}registre/"
ENTRY = f"{REGISTER}<int:number>/"

urlpatterns = [
    path(REGISTER, register.register, name="register"),
    path(f"{SPACE}registre.csv", register.register_csv, name="register_csv"),
    path(f"{SPACE}registre.pdf", register.register_pdf, name="register_pdf"),
    path(f"{REGISTER}verifier/", register.register_check, name="register_check"),
    path(ENTRY, register.register_entry, name="register_entry"),
    path(f"{ENTRY}etat/", register.decision_state, name="decision_state"),
    path(f"{ENTRY}contredite/", register.decision_contradict, name="decision_contradict"),
]
