from maillage.outreach.urls import desk, public

app_name = "outreach"
urlpatterns = [*public.urlpatterns, *desk.urlpatterns]
