"""What partners share besides documents: words, cards, dialogues, discussions, the welcome path."""

from django.urls import path

from maillage.library.views import cards, dialogues, glossary, threads, welcome

WORK, SPACE = "<slug:authority_slug>/espace/", "<slug:authority_slug>/partenaires/"


def both(address: str, view, name: str) -> list:
    """The same page in the workspace and in the partners' space, where its name begins with « guest_ »."""
    return [
        path(f"{WORK}{address}", view, name=name),
        path(f"{SPACE}{address}", view.for_guests, name=f"guest_{name}"),
    ]


urlpatterns = [
    *both("glossaire/", glossary.glossary, "glossary"),
    path(f"{WORK}glossaire/nouveau/", glossary.term_new, name="term_new"),
    path(f"{WORK}glossaire/<slug:key>/modifier/", glossary.term_change, name="term_change"),
    path(f"{WORK}glossaire/<slug:key>/retirer/", glossary.term_take_back, name="term_take_back"),
    *both("qui-fait-quoi/", cards.cards, "cards"),
    *both("qui-fait-quoi/fiches.pdf", cards.cards_paper, "cards_paper"),
    *both("qui-fait-quoi/<int:pk>/", cards.card, "card"),
    *both("qui-fait-quoi/<int:pk>/fiche.pdf", cards.card_paper, "card_paper"),
    *both("qui-fait-quoi/<int:pk>/remplir/", cards.card_write, "card_write"),
    path(f"{WORK}qui-fait-quoi/<int:pk>/retirer/", cards.card_remove, name="card_remove"),
    path(f"{WORK}dialogues/", dialogues.dialogues, name="dialogues"),
    path(f"{WORK}dialogues/nouveau/", dialogues.dialogue_new, name="dialogue_new"),
    path(f"{WORK}dialogues/<int:pk>/tenu/", dialogues.dialogue_hold, name="dialogue_hold"),
    path(f"{WORK}dialogues/<int:pk>/abandonner/", dialogues.dialogue_drop, name="dialogue_drop"),
    *both("discussions/", threads.threads, "threads"),
    *both("discussions/nouvelle/", threads.thread_new, "thread_new"),
    *both("discussions/<int:pk>/", threads.thread, "thread"),
    *both("discussions/<int:pk>/suivre/", threads.thread_follow, "thread_follow"),
    *both("discussions/messages/<int:pk>/corriger/", threads.post_correct, "post_correct"),
    path(f"{WORK}discussions/messages/<int:pk>/masquer/", threads.post_hide, name="post_hide"),
    path(f"{WORK}discussions/messages/<int:pk>/remettre/", threads.post_show, name="post_show"),
    path(f"{WORK}discussions/<int:pk>/clore/", threads.thread_close, name="thread_close"),
    path(f"{WORK}discussions/<int:pk>/rouvrir/", threads.thread_reopen, name="thread_reopen"),
    path(f"{WORK}accueil/", welcome.welcomes, name="welcomes"),
    path(f"{WORK}accueil/<int:pk>/proposer/", welcome.welcome_invite, name="welcome_invite"),
]
