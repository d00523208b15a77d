"""Every address of the house. Each app writes its own in full; an authority's begin with its slug, so they come last."""

from django.conf import settings
from django.urls import include, path

from maillage.config import api

urlpatterns = [
    path("api/", api.documentation, name="api_documentation"),
    path("api/v1/", api.urls),
    path("api/law/composition", api.law_composition, name="law_composition"),
    path("", include("maillage.accounts.urls.signin")),
    path("", include("maillage.accounts.urls")),
    path("", include("maillage.territories.urls")),
    path("", include("maillage.law.urls")),
    path("", include("maillage.partners.urls")),
    path("", include("maillage.work.urls")),
    path("", include("maillage.library.urls")),
    path("", include("maillage.governance.urls")),
    path("", include("maillage.outreach.urls")),
    path("", include("maillage.plan.urls")),
    path("", include("maillage.workspace.urls")),
    *([path("", include("maillage.demo.urls"))] if settings.DEMO else []),
    path("", include("maillage.portal.urls")),
]
