from django.urls import path

from maillage.governance.views import bodies, body_law, mandates

BODIES = "<slug:authority_slug>/espace/instances/"
ONE = f"{BODIES}<int:pk>/"
GROUP = f"{ONE}colleges/<int:group_pk>/"
SEAT = f"{ONE}sieges/<int:seat_pk>/"
MANDATE = f"{ONE}mandats/<int:mandate_pk>/"
RULE = f"{ONE}droit/<slug:rule_id>/"

urlpatterns = [
    path(BODIES, bodies.body_list, name="bodies"),
    path(f"{BODIES}nouvelle/", bodies.body_new, name="body_new"),
    path(ONE, bodies.body, name="body"),
    path(f"{ONE}composition.<slug:form>", bodies.body_paper, name="body_paper"),
    path(f"{ONE}modifier/", bodies.body_change, name="body_change"),
    path(f"{ONE}clore/", bodies.body_close, name="body_close"),
    path(f"{ONE}rouvrir/", bodies.body_reopen, name="body_reopen"),
    path(f"{ONE}renouveler/", mandates.renew, name="body_renew"),
    path(f"{ONE}colleges/nouveau/", mandates.group_new, name="group_new"),
    path(GROUP, mandates.group, name="group"),
    path(f"{GROUP}retirer/", mandates.group_remove, name="group_remove"),
    path(f"{GROUP}sieges/nouveau/", mandates.seat_new, name="seat_new"),
    path(SEAT, mandates.seat, name="seat"),
    path(f"{SEAT}modifier/", mandates.seat_change, name="seat_change"),
    path(f"{SEAT}supprimer/", mandates.seat_close, name="seat_close"),
    path(f"{SEAT}designer/", mandates.mandate_new, name="mandate_new"),
    path(MANDATE, mandates.mandate, name="mandate"),
    path(f"{MANDATE}finir/", mandates.mandate_end, name="mandate_end"),
    path(f"{MANDATE}renouveler/", mandates.mandate_renew, name="mandate_renew"),
    path(f"{MANDATE}presider/", mandates.mandate_chair, name="mandate_chair"),
    path(f"{ONE}droit/", body_law.body_law, name="body_law"),
    path(RULE, body_law.body_rule, name="body_rule"),
    path(f"{RULE}retablir/", body_law.body_rule_reset, name="body_rule_reset"),
    path(f"{ONE}reglement/", body_law.body_rules, name="body_rules"),
    path(f"{ONE}reglement/nouveau/", body_law.body_rules_new, name="body_rules_new"),
    path(f"{ONE}reglement/modele/", body_law.body_rules_preset, name="body_rules_preset"),
    path(f"{ONE}reglement/<int:rules_pk>/", body_law.body_rules_change, name="body_rules_change"),
]
