from django.urls import path, re_path

from maillage.governance.views import answers, convocations, documents, meetings

SPACE = "<slug:authority_slug>/espace/"
MEETING = f"{SPACE}seances/<int:pk>/"
ITEM = f"{SPACE}points/<int:pk>/"
CALLED = f"{SPACE}convocations/<int:pk>/"
LINK = "reponse/<str:token>/"

urlpatterns = [
    path(MEETING, meetings.meeting, name="meeting"),
    re_path(
        r"^(?P<authority_slug>[-a-zA-Z0-9_]+)/espace/seances/(?P<pk>[0-9]+)/ordre-du-jour\.(?P<kind>pdf|odt|docx)$",
        meetings.agenda_file,
        name="agenda_file",
    ),
    path(f"{MEETING}annuler/", meetings.cancel, name="meeting_cancel"),
    path(f"{MEETING}deuxieme-convocation/", meetings.second_call, name="meeting_again"),
    path(f"{MEETING}points/nouveau/", meetings.item_new, name="agenda_item_new"),
    path(f"{MEETING}points/<int:item>/reporter/", meetings.item_carry, name="agenda_item_carry"),
    path(f"{MEETING}points/<int:item>/inscrire/", meetings.proposal_take, name="agenda_proposal_take"),
    path(f"{MEETING}proposer/", meetings.propose, name="agenda_propose"),
    path(f"{ITEM}modifier/", meetings.item_change, name="agenda_item_change"),
    path(f"{ITEM}monter/", meetings.item_up, name="agenda_item_up"),
    path(f"{ITEM}descendre/", meetings.item_down, name="agenda_item_down"),
    path(f"{ITEM}retirer/", meetings.item_remove, name="agenda_item_remove"),
    path(f"{ITEM}ecarter/", meetings.proposal_drop, name="agenda_proposal_drop"),
    path(f"{MEETING}documents/nouveau/", documents.document_add, name="meeting_document_add"),
    path(f"{SPACE}documents-de-seance/<int:pk>/", documents.document, name="meeting_document"),
    path(
        f"{SPACE}documents-de-seance/<int:pk>/retirer/",
        documents.document_remove,
        name="meeting_document_remove",
    ),
    path(f"{MEETING}convocation/", convocations.convocation, name="convocation"),
    path(f"{MEETING}convocation/renvoyer/", convocations.resend, name="convocation_resend"),
    path(f"{MEETING}convocation/lettres.pdf", convocations.letters, name="convocation_letters"),
    path(f"{MEETING}convocation/lettres/postees/", convocations.posted, name="convocation_posted"),
    path(f"{CALLED}lettre/", convocations.to_letter, name="convocation_letter"),
    path(f"{CALLED}reponse/", convocations.noted_answer, name="convocation_answer"),
    path(LINK, answers.answer, name="answer"),
    path(f"{LINK}documents/<int:pk>/", answers.answer_document, name="answer_document"),
    path(f"{LINK}seance.ics", answers.answer_calendar, name="answer_calendar"),
]
