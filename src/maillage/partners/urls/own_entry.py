from django.urls import path

from maillage.partners.views import own_entry

MINE = "<slug:authority_slug>/partenaires/ma-fiche/"

urlpatterns = [
    path(MINE, own_entry.own_entry, name="own_entry"),
    path(f"{MINE}confirmer/", own_entry.own_confirm, name="own_confirm"),
    path(f"{MINE}corriger/", own_entry.own_correct, name="own_correct"),
    path(f"{MINE}remplacer/", own_entry.own_hand_over, name="own_hand_over"),
    path(f"{MINE}montrer/", own_entry.own_share, name="own_share"),
    path(f"{MINE}reprendre/", own_entry.own_reconsider, name="own_reconsider"),
    path(f"{MINE}donnees/", own_entry.own_data, name="own_data"),
    path(f"{MINE}donnees.json", own_entry.own_data_export, name="own_data_export"),
    path(f"{MINE}partir/", own_entry.own_step, {"step": "partir"}, name="own_leave"),
    path(f"{MINE}opposition/", own_entry.own_step, {"step": "opposition"}, name="own_oppose"),
    path(f"{MINE}effacer/", own_entry.own_step, {"step": "effacer"}, name="own_erase"),
]
