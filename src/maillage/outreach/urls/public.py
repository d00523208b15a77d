from django.urls import path

from maillage.outreach.views import public, reading

SITE = "<slug:authority_slug>/"
LETTERS = f"{SITE}lettres/"

urlpatterns = [
    path(LETTERS, reading.archive, name="archive"),
    path(f"{LETTERS}flux.xml", reading.feed, name="feed"),
    path(f"{LETTERS}<int:pk>/", reading.archive_letter, name="archive_letter"),
    path(f"{LETTERS}abonnement/", public.subscribe, name="subscribe"),
    path(f"{LETTERS}confirmer/<str:token>/", public.confirm, name="confirm"),
    path(f"{LETTERS}choix/<str:token>/", public.preferences, name="preferences"),
    path(f"{LETTERS}choix/<str:token>/arreter/", public.leave, name="leave"),
    path(f"{LETTERS}choix/<str:token>/reprendre/", public.take_back, name="take_back"),
    path(f"{LETTERS}arret/<str:token>/", public.one_click, name="one_click"),
    path(f"{LETTERS}images/<str:token>/", reading.picture, name="picture"),
    path(f"{LETTERS}fichiers/<str:token>/", reading.file, name="file"),
    path(f"{SITE}actualites/", reading.news_pages, name="news_pages"),
    path(f"{SITE}actualites/<int:pk>/", reading.news_page, name="news_page"),
    path(f"{SITE}partenaires/lettres/<int:pk>/", reading.own_letter, name="own_letter"),
]
