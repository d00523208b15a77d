from django.urls import path

from maillage.governance.views import polls

SPACE = "<slug:authority_slug>/espace/"
ONE = f"{SPACE}sondages-de-dates/<int:pk>/"

urlpatterns = [
    path(f"{SPACE}instances/<int:pk>/sondage/", polls.poll_new, name="poll_new"),
    path(ONE, polls.poll, name="poll"),
    path(f"{ONE}membres/<int:guest>/", polls.poll_guest, name="poll_guest"),
    path(f"{ONE}dates/<int:option>/fixer/", polls.poll_settle, name="poll_settle"),
    path(f"{ONE}clore/", polls.poll_close, name="poll_close"),
    path("sondage/<str:token>/", polls.poll_answer, name="poll_answer"),
]
