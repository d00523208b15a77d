from django.urls import path, re_path

from maillage.governance.views import draw_candidates, draws, draws_public

SITE = "<slug:authority_slug>/tirages/"
DRAWS = "<slug:authority_slug>/espace/tirages/"
ONE = f"{DRAWS}<int:pk>/"
CANDIDATE = f"{DRAWS}candidatures/<int:pk>/"
MINUTES = r"^(?P<authority_slug>[-\w]+)/espace/tirages/(?P<pk>\d+)/proces-verbal\.(?P<kind>pdf|odt|docx)$"

urlpatterns = [
    path(DRAWS, draws.draw_list, name="draws"),
    path(f"{DRAWS}nouveau/", draws.draw_new, name="draw_new"),
    path(ONE, draws.draw, name="draw"),
    path(f"{ONE}modifier/", draws.draw_change, name="draw_change"),
    path(f"{ONE}criteres/", draws.draw_strata, name="draw_strata"),
    path(f"{ONE}criteres/communes/", draws.draw_strata_communes, name="draw_strata_communes"),
    path(f"{ONE}criteres/quotas/", draws.draw_strata_limits, name="draw_strata_limits"),
    path(f"{ONE}criteres/retirer/", draws.draw_strata_remove, name="draw_strata_remove"),
    path(f"{ONE}ouvrir/", draws.draw_open, name="draw_open"),
    path(f"{ONE}clore/", draws.draw_close, name="draw_close"),
    path(f"{ONE}rouvrir/", draws.draw_reopen, name="draw_reopen"),
    path(f"{ONE}publier/", draws.draw_commit, name="draw_commit"),
    path(f"{ONE}reveler/", draws.draw_reveal, name="draw_reveal"),
    path(f"{ONE}installer/", draws.draw_seat, name="draw_seat"),
    re_path(MINUTES, draws.draw_minutes, name="draw_minutes"),
    path(f"{ONE}candidats/", draw_candidates.candidate_list, name="draw_candidates"),
    path(f"{ONE}candidats.csv", draw_candidates.candidate_csv, name="draw_candidates_csv"),
    path(f"{ONE}candidats/importer/", draw_candidates.candidate_import, name="draw_import"),
    path(f"{CANDIDATE}retirer/", draw_candidates.candidate_withdraw, name="draw_candidate_withdraw"),
    path(f"{CANDIDATE}remplacer/", draw_candidates.candidate_replace, name="draw_candidate_replace"),
    path(SITE, draws_public.draw_list, name="draws_public"),
    path(f"{SITE}<int:pk>/", draws_public.draw, name="draw_public"),
    path(f"{SITE}<int:pk>/inscription/", draws_public.register, name="draw_register"),
    path(f"{SITE}<int:pk>/procedure.json", draws_public.procedure, name="draw_procedure"),
    path(f"{SITE}candidature/<str:token>/", draws_public.candidacy, name="draw_candidacy"),
]
