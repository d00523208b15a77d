from maillage.governance.urls import (
    acts,
    bodies,
    convocations,
    draws,
    feeds,
    minutes,
    plan,
    polls,
    register,
)

app_name = "governance"
urlpatterns = [
    *bodies.urlpatterns,
    *acts.urlpatterns,
    *draws.urlpatterns,
    *plan.urlpatterns,
    *polls.urlpatterns,
    *feeds.urlpatterns,
    *convocations.urlpatterns,
    *minutes.urlpatterns,
    *register.urlpatterns,
]
