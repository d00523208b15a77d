from django.urls import path

from maillage.library.views import resources, visitors

RESOURCES = "<slug:authority_slug>/espace/ressources/"
ONE = f"{RESOURCES}<int:pk>/"
SHARED = "<slug:authority_slug>/partenaires/ressources/<int:pk>/"

urlpatterns = [
    path(RESOURCES, resources.resource_list, name="resources"),
    path(f"{RESOURCES}nouvelle/", resources.resource_new, name="resource_new"),
    path(ONE, resources.resource, name="resource"),
    path(f"{ONE}sortie/", resources.resource_leave, name="resource_leave"),
    path(f"{ONE}modifier/", resources.resource_change, name="resource_change"),
    path(f"{ONE}retirer/", resources.resource_remove, name="resource_remove"),
    path(SHARED, visitors.shared_resource, name="shared_resource"),
    path(f"{SHARED}sortie/", visitors.shared_resource_leave, name="shared_resource_leave"),
]
