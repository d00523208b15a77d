from django.urls import path

from maillage.plan.views import copilots, note, project

app_name = "plan"

PLAN = "<slug:authority_slug>/espace/plan/"
NOTE = f"{PLAN}note/"
GUEST = "<slug:authority_slug>/espace/plans-copilotes/"

urlpatterns = [
    path(PLAN, project.project, name="project"),
    path(f"{PLAN}ouvrir/", project.plan_open, name="open"),
    path(f"{PLAN}modifier/", project.plan_change, name="change"),
    path(f"{PLAN}phases/", project.phases, name="phases"),
    path(NOTE, note.note, name="note"),
    path(f"{NOTE}modifier/", note.note_edit, name="note_edit"),
    path(f"{NOTE}versions/", note.note_versions, name="note_versions"),
    path(f"{NOTE}versions/<int:number>/", note.note_version, name="note_version"),
    path(f"{NOTE}versions/<int:number>/retablir/", note.note_restore, name="note_restore"),
    path(f"{PLAN}copilotes/inviter/", copilots.copilot_invite, name="copilot_invite"),
    path(f"{PLAN}copilotes/<int:pk>/finir/", copilots.copilot_end, name="copilot_end"),
    path(GUEST, copilots.copiloted, name="copiloted"),
    path(f"{GUEST}<int:pk>/accepter/", copilots.copilot_accept, name="copilot_accept"),
    path(f"{GUEST}<int:pk>/decliner/", copilots.copilot_decline, name="copilot_decline"),
]
