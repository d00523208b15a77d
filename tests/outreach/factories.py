import io
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from maillage.outreach.domain import letters
from maillage.outreach.models import Audience, AudienceRule, Interest, Letter, News, Poster, Subscriber
from maillage.partners.queries.facts import KINDS, Fact, FactKind


def make_subscriber(
    authority, email="marie@habitant.example", *, state="confirmed", topics=("project",), **facts
):
    known = {"confirmed_at": timezone.now()} if state == "confirmed" else {}
    row = Subscriber.everywhere.create(authority=authority, email=email, state=state, **known | facts)
    Interest.everywhere.bulk_create(Interest(subscriber=row, topic=topic) for topic in topics)
    return row


def make_audience(authority, *rules, name="Tous les abonnés", joined="any", without=()) -> Audience:
    """`rules` are « kind:value »; everybody who subscribed, when none is given."""
    audience = Audience.everywhere.create(authority=authority, name=name, joined=joined)
    for words, is_exclusion in [
        *((rule, False) for rule in rules or ("subscribers:",)),
        *((rule, True) for rule in without),
    ]:
        kind, _, value = words.partition(":")
        AudienceRule.everywhere.create(audience=audience, kind=kind, value=value, is_exclusion=is_exclusion)
    return audience


def make_letter(
    authority, audience=None, *, by=None, subject="Des nouvelles du jeudi", text="La navette roule.", **facts
) -> Letter:
    letter = letters.begin_letter(authority, kind="newsletter", subject=subject, audience=audience, by=by)
    if text:
        letters.add_block(letter, "text", text=text, by=by)
    if facts:
        Letter.everywhere.filter(pk=letter.pk).update(**facts)
    return Letter.everywhere.select_related("authority", "audience").get(pk=letter.pk)


def make_news(authority, title="Essai de la navette", *, published=True, **facts) -> News:
    known = {
        "summary": "Elle roule le jeudi.",
        "text": "Un **essai** de six mois.",
        "happens_on": date(2026, 3, 5),
    }
    moment = timezone.now() if published else None
    return News.everywhere.create(authority=authority, title=title, published_at=moment, **known | facts)


def make_poster(authority, title="Venez dire comment vous bougez", **facts) -> Poster:
    known = {
        "lead": "Une matinée pour parler de vos trajets.",
        "path": f"/{authority.slug}/lettres/abonnement/",
        "call": "Je m’abonne aux lettres",
    }
    return Poster.everywhere.create(authority=authority, title=title, **known | facts)


def picture_file(size=(40, 30), *, kind="JPEG", name="navette.jpg", **options) -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", size, "#0f5c4d").save(content, kind, **options)
    return SimpleUploadedFile(name, content.getvalue())


def know_facts(monkeypatch, *facts: Fact) -> None:
    """A floor that knows these facts and no other, as one above would declare it."""
    kind = FactKind(
        "test", "Faits d’essai", lambda authority, day: [fact for fact in facts if fact.day >= day]
    )
    for name in list(KINDS):
        monkeypatch.delitem(KINDS, name)
    monkeypatch.setitem(KINDS, "test", kind)
