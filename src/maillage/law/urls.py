from django.urls import path

from maillage.law import views

app_name = "law"

urlpatterns = [
    path("droit/", views.texts, name="texts"),
    path("droit/composition/", views.composition, name="composition"),
]
