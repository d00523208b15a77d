from django.urls import path

from maillage.governance.views import acts

ACTS = "<slug:authority_slug>/espace/deliberations/"
ONE = f"{ACTS}<int:pk>/"

urlpatterns = [
    path(ACTS, acts.act_list, name="acts"),
    path(f"{ACTS}nouvelle/", acts.act_new, name="act_new"),
    path(ONE, acts.act, name="act"),
    path(f"{ONE}modifier/", acts.act_change, name="act_change"),
    path(f"{ONE}vote/", acts.act_vote, name="act_vote"),
    path(f"{ONE}abandonner/", acts.act_drop, name="act_drop"),
    path(f"{ONE}dossier.pdf", acts.act_evidence, name="act_evidence"),
]
