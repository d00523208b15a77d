"""Who reads and writes what partners share: in the workspace by role, in the partners' space by being a guest."""

from maillage.library.models import Post
from tests.library.sharing import make_card, make_dialogue, make_post, make_thread
from tests.partners.factories import chloe_s_card, make_contact, make_organisation
from tests.permission_table import EVERYBODY, MEMBERS, STRANGERS, Row

WORK, SPACE = "/pays-des-sources/espace/", "/pays-des-sources/partenaires/"
OTHERS = "aicha paul theo driss anne bruno greta eve root"  # no guests: the team works in the workspace
TERM = {"name": "pôle d’échange", "definition": "La gare et ses abords."}
CARD = {"does": "Nous aidons."}
THREAD = {"title": "Le soir", "text": "Qui d’autre ?", "circle": ""}
HELD = {"on": "2026-03-02", "result": "Un formulaire."}
THREAD_ONE, POST_ONE = "discussions/{shared_thread}/", "discussions/messages/{shared_post}/"
ONE = "qui-fait-quoi/{carded}/"


def read(view, path) -> Row:
    return Row(f"library:{view}", f"{WORK}{path}", allowed=MEMBERS, hidden=STRANGERS)


def guest(view, path, **facts) -> Row:
    return Row(
        f"library:guest_{view}",
        f"{SPACE}{path}",
        **{"allowed": "chloe", "hidden": OTHERS, "public": True, "stranger": 404, **facts},
    )


def team(view, path, data=None, *, post=False) -> Row:
    return Row(
        f"library:{view}",
        f"{WORK}{path}",
        allowed="aicha paul theo",
        refused="chloe driss anne bruno",
        hidden=STRANGERS,
        method="POST" if post else "GET",
        status=302 if post else 200,
        data=data or {},
    )


def write(view, path, data=None, *, post=False) -> Row:
    """What partners do too, and readers, surveyors and advisers may not."""
    return Row(
        f"library:{view}",
        f"{WORK}{path}",
        allowed="aicha paul theo chloe",
        refused="driss anne bruno",
        hidden=STRANGERS,
        method="POST" if post else "GET",
        status=302 if post else 200,
        data=data or {},
    )


PAGES = {
    "glossary": "glossaire/?q=aom",
    "cards": "qui-fait-quoi/",
    "cards_paper": "qui-fait-quoi/fiches.pdf",
    "card": ONE,
    "card_paper": f"{ONE}fiche.pdf",
    "threads": "discussions/",
    "thread": THREAD_ONE,
}
POST = {"method": "POST", "status": 302}
ROWS: list[Row] = [
    *(read(view, path) for view, path in PAGES.items()),
    *(guest(view, path) for view, path in PAGES.items()),
    team("term_new", "glossaire/nouveau/"),
    team("term_new", "glossaire/nouveau/", TERM, post=True),
    team("term_change", "glossaire/quorum/modifier/"),
    team("term_take_back", "glossaire/quorum/retirer/", post=True),
    team("card_write", f"{ONE}remplir/"),
    team("card_write", f"{ONE}remplir/", CARD, post=True),
    team("card_remove", f"{ONE}retirer/", post=True),
    guest("card_write", "qui-fait-quoi/{own_house}/remplir/"),
    guest("card_write", "qui-fait-quoi/{own_house}/remplir/", **POST, data=CARD),
    guest("card_write", f"{ONE}remplir/", allowed="", hidden=EVERYBODY, status=404),
    read("dialogues", "dialogues/"),
    team("dialogue_new", "dialogues/nouveau/"),
    team("dialogue_hold", "dialogues/{dialogue}/tenu/"),
    team("dialogue_hold", "dialogues/{dialogue}/tenu/", HELD, post=True),
    team("dialogue_drop", "dialogues/{dialogue}/abandonner/", post=True),
    Row(
        "library:dialogue_drop",
        f"{WORK}dialogues/{{foreign_dialogue}}/abandonner/",
        hidden=EVERYBODY,
        method="POST",
    ),
    write("thread_new", "discussions/nouvelle/"),
    write("thread_new", "discussions/nouvelle/", THREAD, post=True),
    write("thread", THREAD_ONE, {"text": "Nous aussi."}, post=True),
    guest("thread_new", "discussions/nouvelle/"),
    guest("thread_new", "discussions/nouvelle/", **POST, data=THREAD),
    guest("thread", THREAD_ONE, **POST, data={"text": "Nous aussi."}),
    Row("library:thread_follow", f"{WORK}{THREAD_ONE}suivre/", allowed=MEMBERS, hidden=STRANGERS, **POST),
    guest("thread_follow", f"{THREAD_ONE}suivre/", **POST, data={"suivre": "1"}),
    Row(
        "library:post_correct",
        f"{WORK}discussions/messages/{{post_of_chloe}}/corriger/",
        allowed="chloe",
        refused="aicha paul theo driss anne bruno",
        hidden=STRANGERS,
    ),
    guest("post_correct", "discussions/messages/{post_of_chloe}/corriger/"),
    team("post_hide", f"{POST_ONE}masquer/"),
    team("post_hide", f"{POST_ONE}masquer/", {"because": "Le nom d’une personne."}, post=True),
    team("post_show", f"{POST_ONE}remettre/", post=True),
    team("thread_close", f"{THREAD_ONE}clore/", post=True),
    team("thread_reopen", f"{THREAD_ONE}rouvrir/", post=True),
    Row("library:thread", f"{WORK}discussions/{{foreign_thread}}/", hidden=EVERYBODY),
    guest("thread", "discussions/{foreign_thread}/", allowed="", hidden=EVERYBODY, status=404),
    team("welcomes", "accueil/"),
    team("welcome_invite", "accueil/{newcomer}/proposer/", post=True),
]


def newcomer(authority):
    return make_contact(make_organisation(authority, "Chez Nouveau"), "Noé Nouveau")


FACTS = {
    "carded": lambda cast: make_card(make_organisation(cast.pays, "Chez Fiche")).organisation_id,
    "own_house": lambda cast: chloe_s_card(cast).functions(manager="everywhere").get().organisation_id,
    "dialogue": lambda cast: make_dialogue(cast.pays).pk,
    "foreign_dialogue": lambda cast: make_dialogue(cast.elsewhere).pk,
    "shared_thread": lambda cast: make_thread(cast.pays).pk,
    "foreign_thread": lambda cast: make_thread(cast.elsewhere).pk,
    "shared_post": lambda cast: Post.everywhere.get(thread=make_thread(cast.pays)).pk,
    "post_of_chloe": lambda cast: make_post(make_thread(cast.pays), user=cast.chloe).pk,
    "newcomer": lambda cast: newcomer(cast.pays).pk,
}
