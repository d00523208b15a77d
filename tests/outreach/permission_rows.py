from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from maillage.accounts.queries.tokens import fingerprint
from maillage.outreach.domain import letters, pages
from maillage.outreach.models import AudienceRule, Block, Letter
from maillage.outreach.queries.links import token_of
from tests.outreach.factories import (
    make_audience,
    make_letter,
    make_news,
    make_poster,
    make_subscriber,
    picture_file,
)
from tests.partners.factories import make_contact, make_organisation
from tests.permission_table import EVERYBODY, STRANGERS, Row

DESK = "/pays-des-sources/espace/diffusion/"
LETTERS = f"{DESK}lettres/"
LETTER = f"{LETTERS}{{letter}}/"
BLOCK = f"{LETTER}blocs/{{block}}/"
AUDIENCE = f"{DESK}publics/{{audience}}/"
SITE = "/pays-des-sources/lettres/"
OWN = f"{SITE}choix/{{own_token}}/"
NEWS = {"title": "Réunion", "summary": "Une réunion.", "text": "Venez.", "happens_on": "2026-12-01"}
POSTER = {
    "title": "Venez",
    "lead": "Parlons trajets.",
    "path": "/pays-des-sources/lettres/abonnement/",
    "call": "Je m’abonne",
}


def readers(view, path, **facts) -> Row:
    """What the team and readers see."""
    return Row(
        f"outreach:{view}",
        path,
        allowed="aicha paul theo bruno",
        refused="chloe driss anne",
        hidden=STRANGERS,
        **facts,
    )


def team(view, path, *, method="GET", data=None, status=None) -> Row:
    return Row(
        f"outreach:{view}",
        path,
        allowed="aicha paul theo",
        refused="chloe driss anne bruno",
        hidden=STRANGERS,
        method=method,
        status=status or (302 if method == "POST" else 200),
        data=data or {},
    )


def post(view, path, data=None, status=302) -> Row:
    return team(view, path, method="POST", data=data or {"sure": "1"}, status=status)


def anyone(view, path, *, status=200, method="GET", data=None, needs="") -> Row:
    return Row(
        f"outreach:{view}",
        path,
        allowed=EVERYBODY,
        public=True,
        status=status,
        method=method,
        data=data or {},
        needs=needs,
    )


ROWS: list[Row] = [
    readers("letters", LETTERS),
    team("letter_new", f"{LETTERS}nouvelle/"),
    post("letter_new", f"{LETTERS}nouvelle/", {"subject": "Été", "kind": "common"}),
    readers("letter", LETTER),
    Row("outreach:letter", f"{LETTERS}{{foreign_letter}}/", hidden=EVERYBODY),
    team("letter_settings", f"{LETTER}reglages/"),
    post("letter_settings", f"{LETTER}reglages/", {"subject": "Été", "kind": "common"}),
    post("letter_copy", f"{LETTER}copier/"),
    post("letter_drop", f"{LETTER}jeter/"),
    readers("letter_preview", f"{LETTER}apercu/"),
    readers("letter_mail", f"{LETTER}courriel/"),
    readers("letter_text", f"{LETTER}lettre.txt"),
    post("letter_test", f"{LETTER}essai/"),
    team("letter_facts", f"{LETTER}faits/"),
    post("letter_facts", f"{LETTER}faits/", {"fact": "news:1"}),
    team("letter_file_add", f"{LETTER}fichiers/"),
    post("letter_file_remove", f"{LETTER}fichiers/{{paper}}/retirer/"),
    *(team("block_new", f"{LETTER}blocs/{kind}/nouveau/") for kind in ("title", "text", "picture", "news")),
    post("block_new", f"{LETTER}blocs/title/nouveau/", {"text": "Jeudi"}),
    post("block_new", f"{LETTER}blocs/divider/nouveau/"),
    team("block_new", f"{LETTER}blocs/fact/nouveau/", status=404),
    team("block", BLOCK),
    post("block", BLOCK, {"text": "Autre texte"}),
    *(
        post(f"block_{name}", f"{BLOCK}{word}/")
        for name, word in (("up", "monter"), ("down", "descendre"), ("remove", "retirer"))
    ),
    team("letter_release", f"{LETTER}depart/"),
    post("letter_release", f"{LETTER}depart/", status=200),  # nobody to write to: said on the page
    *(
        post(f"letter_{name}", f"{LETTER}{word}/")
        for name, word in (
            ("call_back", "rappeler"),
            ("pause", "pause"),
            ("resume", "reprendre"),
            ("stop", "arreter"),
        )
    ),
    team("letter_deliveries", f"{LETTER}envois/"),
    readers("audiences", f"{DESK}publics/"),
    team("audience_new", f"{DESK}publics/nouveau/"),
    post("audience_new", f"{DESK}publics/nouveau/", {"name": "Élus", "joined": "any"}),
    team("audience", AUDIENCE),
    post("audience", AUDIENCE, {"name": "Autre nom", "joined": "all"}),
    post("rule_add", f"{AUDIENCE}regles/", {"rule": "sphere:social"}),
    post("rule_remove", f"{AUDIENCE}regles/{{rule}}/retirer/"),
    post("audience_drop", f"{AUDIENCE}supprimer/"),
    readers("subscribers", f"{DESK}abonnes/"),
    readers("subscribers", f"{DESK}abonnes/?q=a&etat=confirmed&sujet=aids&page=9"),
    team("subscriber_import", f"{DESK}abonnes/fichier/"),
    team("subscriber_csv", f"{DESK}abonnes.csv"),
    post("subscriber_leave", f"{DESK}abonnes/{{subscriber}}/desabonner/"),
    readers("news", f"{DESK}actualites/"),
    team("news_new", f"{DESK}actualites/nouvelle/"),
    post("news_new", f"{DESK}actualites/nouvelle/", NEWS),
    team("news_change", f"{DESK}actualites/{{news}}/"),
    post("news_change", f"{DESK}actualites/{{news}}/", NEWS),
    post("news_publish", f"{DESK}actualites/{{news}}/publier/"),
    post("news_withdraw", f"{DESK}actualites/{{news}}/retirer/"),
    readers("posters", f"{DESK}affiches/"),
    team("poster_new", f"{DESK}affiches/nouvelle/"),
    post("poster_new", f"{DESK}affiches/nouvelle/", POSTER),
    team("poster", f"{DESK}affiches/{{poster}}/"),
    post("poster", f"{DESK}affiches/{{poster}}/", POSTER),
    post("poster_drop", f"{DESK}affiches/{{poster}}/supprimer/"),
    readers("poster_picture", f"{DESK}affiches/{{poster}}/apercu.png"),
    readers("poster_pdf", f"{DESK}affiches/{{poster}}/a4.pdf"),
    readers("poster_pdf", f"{DESK}affiches/{{poster}}/a9.pdf", status=404),
    # Open to all
    anyone("archive", SITE, needs="public_letter"),
    anyone("feed", f"{SITE}flux.xml", needs="public_letter"),
    anyone("archive_letter", f"{SITE}{{public_letter}}/"),
    anyone("archive_letter", f"{SITE}{{letter}}/", status=404),
    anyone("subscribe", f"{SITE}abonnement/"),
    anyone(
        "subscribe",
        f"{SITE}abonnement/",
        method="POST",
        data={"email": "x@y.fr", "topics": ["aids"], "agreed": "on"},
    ),
    anyone("confirm", f"{SITE}confirmer/{{confirm_token}}/"),
    anyone("confirm", f"{SITE}confirmer/{{confirm_token}}/", method="POST"),
    anyone("confirm", f"{SITE}confirmer/faux/", status=410),
    anyone("preferences", OWN),
    anyone("preferences", OWN, method="POST", data={"topics": ["aids"]}, status=302),
    anyone("preferences", f"{SITE}choix/{{contact_token}}/"),
    anyone("preferences", f"{SITE}choix/faux/", status=404),
    anyone("leave", f"{OWN}arreter/", method="POST"),
    anyone("take_back", f"{SITE}choix/{{contact_token}}/reprendre/", method="POST", status=302),
    anyone("one_click", f"{SITE}arret/{{own_token}}/"),
    anyone("one_click", f"{SITE}arret/{{own_token}}/", method="POST", data={"List-Unsubscribe": "One-Click"}),
    anyone("picture", f"{SITE}images/{{picture_token}}/"),
    anyone("picture", f"{SITE}images/faux/", status=404),
    anyone("file", f"{SITE}fichiers/{{paper_token}}/"),
    anyone("news_pages", "/pays-des-sources/actualites/", needs="news"),
    anyone("news_page", "/pays-des-sources/actualites/{news}/"),
    anyone("news_page", "/pays-des-sources/actualites/{hidden_news}/", status=404),
    anyone("own_letter", "/pays-des-sources/partenaires/lettres/{letter}/", status=302),  # to the door
]


def drafted(cast):
    return make_letter(cast.pays, by=cast.theo)


def waiting(cast) -> str:
    make_subscriber(
        cast.pays,
        "attente@habitant.example",
        state="asked",
        token_hash=fingerprint("attente"),
        token_expires_at=timezone.now() + timedelta(days=1),
    )
    return "attente"


def public_letter(cast) -> int:
    letter = make_letter(
        cast.pays,
        make_audience(cast.pays, name="Archives"),
        by=cast.theo,
        subject="Déjà lue",
        state="sent",
        is_public=True,
        leaves_at=timezone.now(),
        left_at=timezone.now(),
        counted=1,
        web_html="<p>Bonjour.</p>",
        web_text="Bonjour.",
    )
    return letter.pk


def paper(cast):
    file = SimpleUploadedFile("plan.pdf", b"%PDF-1.7 essai")
    return letters.add_paper(made_letter(cast), file, by=cast.theo)


def made_letter(cast):
    return Letter.everywhere.filter(authority=cast.pays, state="draft").first() or drafted(cast)


FACTS = {
    "letter": lambda cast: made_letter(cast).pk,
    "foreign_letter": lambda cast: make_letter(cast.elsewhere, by=cast.eve).pk,
    "block": lambda cast: Block.everywhere.filter(letter=made_letter(cast)).first().pk,
    "paper": lambda cast: paper(cast).pk,
    "paper_token": lambda cast: paper(cast).token,
    "audience": lambda cast: make_audience(cast.pays).pk,
    "rule": lambda cast: AudienceRule.everywhere.get(audience__authority=cast.pays).pk,
    "subscriber": lambda cast: make_subscriber(cast.pays).pk,
    "news": lambda cast: make_news(cast.pays).pk,
    "hidden_news": lambda cast: make_news(cast.pays, "Plus tard", published=False).pk,
    "poster": lambda cast: make_poster(cast.pays).pk,
    "public_letter": public_letter,
    "confirm_token": waiting,
    "own_token": lambda cast: token_of(make_subscriber(cast.pays)),
    "contact_token": lambda cast: token_of(make_contact(make_organisation(cast.pays, "Chez Léa"))),
    "picture_token": lambda cast: (
        pages.add_picture(cast.pays, picture_file(), alt="Une navette", by=cast.theo).token
    ),
}
