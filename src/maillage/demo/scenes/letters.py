"""Sixty inhabitants who subscribed, two letters in the archive, one ready to leave, news, a poster. All fictive."""

import io
from datetime import timedelta

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_scopes import scope

from maillage.accounts.models import OutboundMail, User
from maillage.demo.scenes.bodies import COMMITTEE
from maillage.demo.scenes.people import BY_KEY
from maillage.demo.scenes.territory import SLUG
from maillage.outreach.domain import audiences, consent, letters, pages, sending
from maillage.outreach.enums import ConsentChannel, DeliveryState, Topic
from maillage.outreach.models import Delivery, Letter, News, Subscriber
from maillage.outreach.queries.letters import facts_to_tick
from maillage.partners.models import Circle, Notice
from maillage.territories.models import Authority

FIRST_NAMES = (
    *("marie", "jean", "sylvie", "ahmed", "lucie", "paulette", "kevin", "nadia", "rene", "fatou"),
    *("claude", "ines", "michel", "louise", "hugo", "denise", "samir", "jeanne", "theo", "odile"),
)
SUBSCRIBERS, WAITING, GONE = 60, 4, 3
PINE, DEEP, SUN, SKY = "#0f5c4d", "#0a3f36", "#f2b632", "#dcefe6"
NEWS = (
    (
        30,
        "La navette du jeudi continue",
        "Quatorze personnes par voyage : l’essai est prolongé de six mois.",
        (
            "La navette relie le Piémont à Baccarat, le **jeudi**, jour de marché.\n\n"
            "Le comité des partenaires a demandé un retour plus tôt. Le dernier départ est avancé d’une demi-heure.\n\n"
            "- Aller : 8 h 45, devant la mairie de Badonviller\n- Retour : 11 h 30, place du marché"
        ),
    ),
    (
        9,
        "Un samedi pour dire comment vous bougez",
        "Une matinée d’échange à Baccarat, sans inscription.",
        (
            "Vous avez une voiture, ou pas. Vous marchez, vous attendez un car qui ne passe plus. **Venez le dire.**\n\n"
            "La salle est de plain-pied. Une garde d’enfants est prévue. Un trajet est organisé pour qui n’en a pas."
        ),
    ),
)
LETTERS = (
    (
        96,
        "Le projet commence",
        (
            "Depuis janvier, le pays prépare un plan pour les trajets de tous les jours. Il pense d’abord à celles et ceux "
            "qui n’ont pas de voiture.\n\nVingt partenaires sont déjà autour de la table. Le vôtre y est-il ?"
        ),
    ),
    (
        33,
        "La navette du jeudi est à l’essai",
        (
            "Elle part de Badonviller à 8 h 45, tous les jeudis. Elle est gratuite.\n\n"
            "Dites-nous ce qui marche, et ce qui ne marche pas."
        ),
    ),
)


def is_played() -> bool:
    return Letter.everywhere.filter(authority__slug=SLUG).exists()


def play() -> None:
    pays = Authority.objects.get(slug=SLUG)
    aicha = User.objects.get(email=BY_KEY["aicha"].email)
    with scope(authority=pays):
        bring_subscribers(pays)
        news = [write_news(pays, each, by=aicha) for each in NEWS]
        public = everybody(pays, by=aicha)
        for days, subject, text in LETTERS:
            send_one(pays, public, days, subject, text, by=aicha)
        leave_one_ready(pays, public, news[1], by=aicha)
        make_poster(pays, by=aicha)


def bring_subscribers(pays) -> None:
    """Over the communes, the larger ones more; a few never confirmed, a few left."""
    communes = list(pays.communes.order_by("-population")[:24])
    topics = list(Topic)
    now = timezone.now()
    for rank in range(SUBSCRIBERS):
        email = f"{FIRST_NAMES[rank % len(FIRST_NAMES)]}.{rank + 1}@habitants.example"
        commune = communes[rank * rank % len(communes)] if rank % 9 else None
        wanted = {topics[rank % 5], topics[(rank * 3 + 1) % 5], Topic.PROJECT}
        consent.ask(pays, email=email, topics=wanted, commune=commune)
        if rank >= WAITING:
            consent.confirm(pays, token_mailed_to(email))
    came = list(Subscriber.objects.confirmed().order_by("pk"))
    for rank, subscriber in enumerate(came):  # over a year: the verbs only know today
        moment = now - timedelta(days=340 - rank * 6)
        Subscriber.objects.filter(pk=subscriber.pk).update(confirmed_at=moment, created_at=moment)
    for subscriber in came[5 : 5 + GONE]:
        consent.leave(subscriber, ConsentChannel.ONE_CLICK)
        Subscriber.objects.filter(pk=subscriber.pk).update(left_at=now - timedelta(days=60))
    OutboundMail.everywhere.filter(authority=pays, kind="subscription_confirm").delete()


def token_mailed_to(email: str) -> str:
    text = OutboundMail.everywhere.filter(to=email, kind="subscription_confirm").latest("pk").text
    return text.split("/lettres/confirmer/")[1].split("/")[0]


def landscape() -> SimpleUploadedFile:
    from PIL import Image, ImageDraw  # noqa: PLC0415  for the demo alone

    image = Image.new("RGB", (1200, 560), SKY)
    draw = ImageDraw.Draw(image)
    draw.ellipse((840, 60, 1040, 260), fill=SUN)
    draw.ellipse((-300, 260, 800, 900), fill=PINE)
    draw.ellipse((420, 320, 1500, 980), fill=DEEP)
    draw.line(((610, 560), (640, 470), (760, 410), (780, 350)), fill=SKY, width=16)
    content = io.BytesIO()
    image.save(content, "PNG")
    return SimpleUploadedFile("collines.png", content.getvalue())


def write_news(pays, row, *, by) -> News:
    days, title, summary, text = row
    alt = "Dessin : des collines vertes, une route claire, le soleil qui se lève"
    picture = pages.add_picture(pays, landscape(), alt=alt, by=by) if days < 10 else None  # noqa: PLR2004  the newer one
    day = timezone.localdate() - timedelta(days=days)
    facts = {"title": title, "summary": summary, "text": text, "happens_on": day, "picture": picture}
    news = pages.write_news(pays, by=by, **facts)
    pages.publish_news(news, by=by)
    return news


def everybody(pays, *, by):
    """The two publics of the demo; letters go to the wider one."""
    committee = Circle.objects.get(name=COMMITTEE, parent=None)
    members = audiences.name_audience(pays, name="Comité des partenaires", joined="any", by=by)
    audiences.add_rule(members, rule=f"circle:{committee.pk}", is_exclusion=False, by=by)
    wide = audiences.name_audience(pays, name="Partenaires et abonnés au projet", joined="any", by=by)
    audiences.add_rule(wide, rule="contacts:", is_exclusion=False, by=by)
    audiences.add_rule(wide, rule="subscribers:project", is_exclusion=False, by=by)
    return wide


def send_one(pays, public, days: int, subject: str, text: str, *, by) -> None:
    """A letter of some weeks ago, as it left and as it arrived."""
    letter = letters.begin_letter(pays, kind="newsletter", subject=subject, audience=public, by=by)
    letters.add_block(letter, "text", text=text, by=by)
    Letter.objects.filter(pk=letter.pk).update(is_public=True)
    count = len(sending.recipients(public))
    sending.release(letter, at=None, typed=count, by=by)
    sending.send_letters()
    moment = timezone.now() - timedelta(days=days)
    Letter.objects.filter(pk=letter.pk).update(
        created_at=moment, leaves_at=moment, left_at=moment, finished_at=moment
    )
    rows = Delivery.objects.filter(letter=letter)
    rows.update(state=DeliveryState.SENT)
    rows.filter(pk__in=list(rows.values_list("pk", flat=True)[7:9])).update(state=DeliveryState.BOUNCED)
    mails = OutboundMail.everywhere.filter(authority=pays, kind="letter")
    Notice.everywhere.filter(mail__in=mails).update(told_at=moment, due_at=moment)
    mails.delete()


def leave_one_ready(pays, public, news: News, *, by) -> None:
    letter = letters.begin_letter(
        pays, kind="newsletter", subject="Ce que vos avis ont changé", audience=public, by=by
    )
    Letter.objects.filter(pk=letter.pk).update(
        is_public=True, facts_since=timezone.localdate() - timedelta(days=120)
    )
    letter.refresh_from_db()
    letters.add_block(
        letter,
        "text",
        text="Vous nous avez parlé de vos trajets. Voici ce qui a été décidé depuis, et ce qui vous attend.",
        by=by,
    )
    letters.add_block(letter, "title", text="Ce qui a été décidé", by=by)
    ticked = [
        row["fact"]
        for group in facts_to_tick(letter)
        if group["kind"].name in {"decision", "opinion", "meeting"}
        for row in group["rows"][:3]
    ]
    shared = [fact.ident for fact in ticked if fact.is_public]
    letters.tick_facts(letter, [fact.ident for fact in ticked], shared, by=by)
    letters.add_block(letter, "title", text="Près de chez vous", by=by)
    letters.add_block(letter, "news", news=news, by=by)
    if news.picture:
        letters.add_block(letter, "picture", picture=news.picture, by=by)
    letters.add_block(
        letter,
        "button",
        text="Voir toutes les actualités",
        url=f"{settings.BASE_URL}/{pays.slug}/actualites/",
        by=by,
    )


def make_poster(pays, *, by) -> None:
    pages.write_poster(
        pays,
        title="Venez dire comment vous bougez",
        lead="Une matinée pour parler de vos trajets, sans inscription.",
        when="Samedi 12 décembre, 10 h – 12 h 30",
        where="Salle des fêtes de Baccarat",
        points="Pas de voiture ? Un trajet est organisé\nGarde d’enfants sur place\nEntrée libre, salle de plain-pied",
        path=f"/{pays.slug}/lettres/abonnement/",
        call="Je m’abonne aux lettres",
        contact="03 53 01 54 54, ou votre mairie",
        by=by,
    )
