from django.urls import path, re_path

from maillage.governance.views import (
    attendance,
    minutes,
    minutes_lines,
    outcomes,
    presence_public,
    shared_work,
)

MEETING = "<slug:authority_slug>/espace/seances/<int:pk>/"
PRESENCES = f"{MEETING}presences/"
MINUTES = f"{MEETING}compte-rendu/"
ITEM = f"{MINUTES}points/<int:item>/"
LINE = f"{MINUTES}lignes/<int:line>/"
PUBLIC = "<slug:authority_slug>/seances/<int:pk>/compte-rendu/"
SLUG = r"^(?P<authority_slug>[-a-zA-Z0-9_]+)/"
FILE = r"seances/(?P<pk>[0-9]+)/compte-rendu\.(?P<kind>pdf|odt|docx)$"

urlpatterns = [
    path("presence/<str:token>/", presence_public.presence, name="presence"),
    path(PRESENCES, attendance.attendance, name="attendance"),
    path(f"{PRESENCES}<int:mandate>/", attendance.attendance_mark, name="attendance_mark"),
    path(f"{PRESENCES}<int:mandate>/effacer/", attendance.attendance_unmark, name="attendance_unmark"),
    path(f"{PRESENCES}ouvrir/", attendance.attendance_open, name="attendance_open"),
    path(f"{PRESENCES}fermer/", attendance.attendance_shut, name="attendance_shut"),
    path(f"{PRESENCES}code/", attendance.attendance_code, name="attendance_code"),
    path(f"{PRESENCES}feuille.pdf", attendance.attendance_sheet, name="attendance_sheet"),
    path(f"{PRESENCES}papier/", attendance.attendance_paper, name="attendance_paper"),
    path(f"{PRESENCES}clore/", attendance.attendance_close, name="attendance_close"),
    path(MINUTES, minutes.minutes, name="minutes"),
    re_path(f"{SLUG}espace/{FILE}", minutes.minutes_file, name="minutes_file"),
    path(f"{MINUTES}soumettre/", minutes.minutes_submit, name="minutes_submit"),
    path(f"{MINUTES}reprendre/", minutes.minutes_take_back, name="minutes_take_back"),
    path(f"{MINUTES}approuver/", minutes.minutes_approve, name="minutes_approve"),
    path(f"{MINUTES}rectifier/", minutes.minutes_rectify, name="minutes_rectify"),
    path(f"{ITEM}lignes/", minutes_lines.line_new, name="line_new"),
    path(LINE, minutes_lines.line_write, name="line_write"),
    path(f"{LINE}retirer/", minutes_lines.line_remove, name="line_remove"),
    path(f"{LINE}remettre/", minutes_lines.line_restore, name="line_restore"),
    path(f"{ITEM}retrait/", minutes_lines.withdrawal, name="withdrawal"),
    path(f"{ITEM}avis/", outcomes.opinion, name="opinion"),
    path(f"{ITEM}desaccords/", outcomes.dissent_new, name="dissent_new"),
    path(f"{MINUTES}desaccords/<int:dissent>/retirer/", outcomes.dissent_remove, name="dissent_remove"),
    path(f"{ITEM}decisions/", outcomes.decision_new, name="decision_new"),
    path(f"{MINUTES}decisions/<int:decision>/", outcomes.decision_change, name="decision_change"),
    path(f"{MINUTES}decisions/<int:decision>/retirer/", outcomes.decision_remove, name="decision_remove"),
    path(f"{ITEM}actions/", outcomes.action_new, name="action_new"),
    path(f"{MINUTES}actions/<int:action>/retirer/", outcomes.action_remove, name="action_remove"),
    path(f"{MINUTES}actions/<int:action>/faite/", outcomes.action_done, name="action_done"),
    path(f"{MINUTES}decisions/<int:decision>/tache/", shared_work.decision_share, name="decision_share"),
    path(f"{MINUTES}actions/<int:action>/tache/", shared_work.action_share, name="action_share"),
    path(PUBLIC, minutes.minutes_public, name="minutes_public"),
    re_path(f"{SLUG}{FILE}", minutes.minutes_public_file, name="minutes_public_file"),
]
