"""Included by config.urls when settings.DEMO is on, and only then."""

from django.urls import path

from maillage.demo import views

app_name = "demo"

urlpatterns = [
    path("demo/", views.people, name="people"),
    path("demo/devenir/<slug:key>/", views.become, name="become"),
    path("demo/courriels/", views.mailbox, name="mailbox"),
]
