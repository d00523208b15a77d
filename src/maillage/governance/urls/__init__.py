from maillage.governance.urls import (
    acts,
    bodies,
    convocations,
    draws,
    feeds,
    framework,
    minutes,
    plan,
    polls,
    register,
)

app_name = "governance"
urlpatterns = [
    *bodies.urlpatterns,
    *framework.urlpatterns,
    *acts.urlpatterns,
    *draws.urlpatterns,
    *plan.urlpatterns,
    *polls.urlpatterns,
    *feeds.urlpatterns,
    *convocations.urlpatterns,
    *minutes.urlpatterns,
    *register.urlpatterns,
]
