from django.urls import reverse
from django.utils.formats import date_format

from maillage.outreach.models import News
from maillage.partners.queries.facts import Fact, FactKind


def published_news(authority):
    return News.everywhere.filter(authority=authority).published().select_related("picture")


def news_since(authority, day) -> list[Fact]:
    """What the public site said since a day: anybody may be told."""
    return [
        Fact(
            kind="news",
            key=str(news.pk),
            text=f"{news.title} ({date_format(news.happens_on, 'j F')}). {news.summary}",
            url=reverse("outreach:news_page", args=[authority.slug, news.pk]),
            day=news.happens_on,
            is_public=True,
        )
        for news in published_news(authority).filter(happens_on__gte=day)
    ]


FACTS = FactKind("news", "Actualités du site public", news_since)
