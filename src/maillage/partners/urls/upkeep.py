from django.urls import path

from maillage.partners.views import notices, pulse, retention, still_you, upkeep

PARTNERS = "<slug:authority_slug>/espace/partenaires/"
ONE = f"{PARTNERS}<int:pk>/"
CONTACT = f"{PARTNERS}contacts/<int:pk>/"
UPKEEP = f"{PARTNERS}a-jour/"
KEPT = f"{PARTNERS}conservation/"

urlpatterns = [
    path("contacts/<str:token>/", still_you.still_you, name="still_you"),
    path("contacts/<str:token>/corriger/", still_you.correct, name="still_you_correct"),
    path("contacts/<str:token>/remplacer/", still_you.hand_over, name="still_you_hand_over"),
    path("contacts/<str:token>/partir/", still_you.leave, name="still_you_leave"),
    path("contacts/<str:token>/opposition/", still_you.oppose, name="still_you_oppose"),
    path("contacts/<str:token>/effacer/", still_you.erase, name="still_you_erase"),
    path(UPKEEP, upkeep.upkeep, name="upkeep"),
    path(f"{UPKEEP}reglages/", upkeep.upkeep_settings, name="upkeep_settings"),
    path(f"{UPKEEP}informer/", retention.to_inform, name="to_inform"),
    path(f"{UPKEEP}reponses/<int:pk>/vue/", upkeep.answer_seen, name="answer_seen"),
    path(f"{CONTACT}demander/", upkeep.contact_ask, name="contact_ask"),
    path(f"{CONTACT}courriel-bon/", upkeep.contact_unbounce, name="contact_unbounce"),
    path(f"{CONTACT}opposition/lever/", upkeep.contact_reconsider, name="contact_reconsider"),
    path(f"{PARTNERS}fonctions/<int:pk>/modifier/", upkeep.function_change, name="function_change"),
    path(f"{ONE}echanges/<int:exchange>/tenu/", upkeep.promise_keep, name="promise_keep"),
    path(f"{PARTNERS}pouls/", pulse.pulse, name="pulse"),
    path(f"{ONE}pouls/", pulse.pulse_one, name="pulse_one"),
    path(f"{PARTNERS}liens/", pulse.ties, name="ties"),
    path(f"{PARTNERS}sollicitations/", notices.notices, name="notices"),
    path(f"{PARTNERS}sollicitations/budget/", notices.notices_budget, name="notices_budget"),
    path(KEPT, retention.retention, name="retention"),
    path(f"{KEPT}<int:pk>/effacer/", retention.retention_forget, name="retention_forget"),
    path(f"{KEPT}registre/", retention.register, name="register"),
    path(f"{KEPT}registre.csv", retention.register_csv, name="register_csv"),
]
