from django.urls import path

from maillage.governance.views import feeds

PAGE = "<slug:authority_slug>/espace/agenda/"

urlpatterns = [
    path(PAGE, feeds.feeds, name="feeds"),
    path(f"{PAGE}ouvrir/", feeds.feed_open, name="feed_open"),
    path(f"{PAGE}<int:pk>/fermer/", feeds.feed_close, name="feed_close"),
    path("agenda/<str:token>.ics", feeds.feed, name="feed"),
]
