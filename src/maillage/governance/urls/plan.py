from django.urls import path

from maillage.governance.views import plan

SPACE = "<slug:authority_slug>/espace/"
MEETINGS = f"{SPACE}seances/"
ONE = f"{MEETINGS}<int:pk>/"

urlpatterns = [
    path(MEETINGS, plan.meetings, name="meetings"),
    path(f"{SPACE}seances.csv", plan.meetings_csv, name="meetings_csv"),
    path(f"{SPACE}seances.pdf", plan.meetings_pdf, name="meetings_pdf"),
    path(f"{MEETINGS}nouvelle/", plan.meeting_new, name="meeting_new"),
    path(f"{MEETINGS}previsions/", plan.soon, name="forecasts"),
    path(f"{ONE}modifier/", plan.meeting_change, name="meeting_change"),
    path(f"{ONE}deplacer/", plan.meeting_move, name="meeting_move"),
    path(f"{ONE}retirer/", plan.meeting_unplan, name="meeting_unplan"),
    path(f"{ONE}prevision/", plan.forecast, name="forecast"),
    path(f"{SPACE}instances/<int:pk>/rythme/", plan.pattern_new, name="pattern_new"),
    path(f"{SPACE}rythmes/<int:pk>/", plan.pattern_change, name="pattern_change"),
]
