from django.urls import path

from maillage.outreach.views import audiences, blocks, departures, letters, news, posters, subscribers

DESK = "<slug:authority_slug>/espace/diffusion/"
LETTERS = f"{DESK}lettres/"
LETTER = f"{LETTERS}<int:pk>/"
BLOCK = f"{LETTER}blocs/<int:block>/"
AUDIENCES = f"{DESK}publics/"
AUDIENCE = f"{AUDIENCES}<int:pk>/"
SUBSCRIBERS = f"{DESK}abonnes/"
NEWS = f"{DESK}actualites/"
ONE_NEWS = f"{NEWS}<int:pk>/"
POSTERS = f"{DESK}affiches/"
POSTER = f"{POSTERS}<int:pk>/"

urlpatterns = [
    path(LETTERS, letters.letter_list, name="letters"),
    path(f"{LETTERS}nouvelle/", letters.letter_new, name="letter_new"),
    path(LETTER, letters.letter, name="letter"),
    path(f"{LETTER}reglages/", letters.letter_settings, name="letter_settings"),
    path(f"{LETTER}copier/", letters.letter_copy, name="letter_copy"),
    path(f"{LETTER}jeter/", letters.letter_drop, name="letter_drop"),
    path(f"{LETTER}apercu/", letters.preview, name="letter_preview"),
    path(f"{LETTER}courriel/", letters.as_mail, name="letter_mail"),
    path(f"{LETTER}lettre.txt", letters.as_text, name="letter_text"),
    path(f"{LETTER}essai/", letters.test, name="letter_test"),
    path(f"{LETTER}faits/", blocks.facts, name="letter_facts"),
    path(f"{LETTER}fichiers/", blocks.paper_add, name="letter_file_add"),
    path(f"{LETTER}fichiers/<int:paper>/retirer/", blocks.paper_remove, name="letter_file_remove"),
    path(f"{LETTER}blocs/<slug:kind>/nouveau/", blocks.block_new, name="block_new"),
    path(BLOCK, blocks.block, name="block"),
    path(f"{BLOCK}monter/", blocks.block_up, name="block_up"),
    path(f"{BLOCK}descendre/", blocks.block_down, name="block_down"),
    path(f"{BLOCK}retirer/", blocks.block_remove, name="block_remove"),
    path(f"{LETTER}depart/", departures.release, name="letter_release"),
    path(f"{LETTER}rappeler/", departures.call_back, name="letter_call_back"),
    path(f"{LETTER}pause/", departures.pause, name="letter_pause"),
    path(f"{LETTER}reprendre/", departures.resume, name="letter_resume"),
    path(f"{LETTER}arreter/", departures.stop, name="letter_stop"),
    path(f"{LETTER}envois/", departures.deliveries, name="letter_deliveries"),
    path(AUDIENCES, audiences.audience_list, name="audiences"),
    path(f"{AUDIENCES}nouveau/", audiences.audience_new, name="audience_new"),
    path(AUDIENCE, audiences.audience, name="audience"),
    path(f"{AUDIENCE}regles/", audiences.rule_add, name="rule_add"),
    path(f"{AUDIENCE}regles/<int:rule>/retirer/", audiences.rule_remove, name="rule_remove"),
    path(f"{AUDIENCE}supprimer/", audiences.audience_drop, name="audience_drop"),
    path(SUBSCRIBERS, subscribers.subscriber_list, name="subscribers"),
    path(f"{SUBSCRIBERS}fichier/", subscribers.subscriber_import, name="subscriber_import"),
    path(f"{DESK}abonnes.csv", subscribers.subscriber_csv, name="subscriber_csv"),
    path(f"{SUBSCRIBERS}<int:pk>/desabonner/", subscribers.subscriber_leave, name="subscriber_leave"),
    path(NEWS, news.news_list, name="news"),
    path(f"{NEWS}nouvelle/", news.news_new, name="news_new"),
    path(ONE_NEWS, news.news_change, name="news_change"),
    path(f"{ONE_NEWS}publier/", news.news_publish, name="news_publish"),
    path(f"{ONE_NEWS}retirer/", news.news_withdraw, name="news_withdraw"),
    path(POSTERS, posters.poster_list, name="posters"),
    path(f"{POSTERS}nouvelle/", posters.poster_new, name="poster_new"),
    path(POSTER, posters.poster, name="poster"),
    path(f"{POSTER}supprimer/", posters.poster_drop, name="poster_drop"),
    path(f"{POSTER}apercu.png", posters.poster_picture, name="poster_picture"),
    path(f"{POSTER}<slug:size>.pdf", posters.poster_pdf, name="poster_pdf"),
]
