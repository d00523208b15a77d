import pytest

from maillage.common.errors import DomainError
from maillage.journal.models import Entry
from maillage.portal import domain, queries
from maillage.portal.models import PortalSite
from tests.portal.factories import make_site

WORDS = {"title": "Bouger", "headline": "Bouger ici", "intro": "Un projet.", "domain": ""}
LEGAL = {
    "contact_phone": "01 99 00 12 34",
    "publication_director": "Camille Exemple",
    "dpo_contact": "Le DPO",
}


def journal_of(authority) -> list[tuple]:
    entries = Entry.everywhere.filter(authority=authority).order_by("pk")
    return [(entry.actor_name, entry.verb, entry.target_name) for entry in entries]


def test_the_first_words_make_the_site(cast):
    site = domain.write_site(cast.elsewhere, by=cast.eve, **WORDS)

    assert PortalSite.everywhere.get(authority=cast.elsewhere) == site
    assert (site.title, site.domain, site.is_published) == ("Bouger", None, False)
    assert journal_of(cast.elsewhere) == [("Eve", "a écrit", "Bouger")]


def test_the_next_words_change_the_same_site(cast):
    domain.write_site(cast.elsewhere, by=cast.eve, **WORDS)
    domain.write_site(cast.elsewhere, by=cast.eve, **{**WORDS, "title": "Bouger mieux"})

    assert PortalSite.everywhere.get(authority=cast.elsewhere).title == "Bouger mieux"


def test_a_domain_leads_to_one_site(cast):
    PortalSite.everywhere.update(domain="mobilites.example.org")

    with pytest.raises(DomainError, match="déjà à un autre site"):
        domain.write_site(cast.elsewhere, by=cast.eve, **{**WORDS, "domain": "mobilites.example.org"})

    assert not PortalSite.everywhere.filter(authority=cast.elsewhere).exists()
    assert journal_of(cast.elsewhere) == []


def test_a_published_site_keeps_the_legal_minimum(cast):
    with pytest.raises(DomainError, match="gardez le délégué à la protection des données"):
        domain.write_site(cast.pays, by=cast.aicha, **WORDS, dpo_contact="")

    assert PortalSite.everywhere.get(authority=cast.pays).dpo_contact == "dpo@example.org"
    assert journal_of(cast.pays) == []


def test_publishing_waits_for_the_legal_minimum(cast):
    domain.write_site(cast.elsewhere, by=cast.eve, **WORDS)

    with pytest.raises(
        DomainError, match="Il manque le directeur ou la directrice de la publication, un courriel"
    ):
        domain.publish_site(cast.elsewhere, by=cast.eve)

    assert not queries.site_of(cast.elsewhere).is_published


def test_a_site_is_published_once_then_hidden_once(cast):
    domain.write_site(cast.elsewhere, by=cast.eve, **WORDS, **LEGAL)

    domain.publish_site(cast.elsewhere, by=cast.eve)
    assert queries.site_of(cast.elsewhere).is_published
    with pytest.raises(DomainError, match="déjà publié"):
        domain.publish_site(cast.elsewhere, by=cast.eve)

    domain.unpublish_site(cast.elsewhere, by=cast.eve)
    assert not queries.site_of(cast.elsewhere).is_published
    with pytest.raises(DomainError, match="n’est pas publié"):
        domain.unpublish_site(cast.elsewhere, by=cast.eve)

    assert [line[1] for line in journal_of(cast.elsewhere)] == ["a écrit", "a publié", "a dépublié"]


@pytest.mark.parametrize("host", ["mobilites.example.org", "MOBILITES.example.org:8000"])
def test_a_domain_of_its_own_finds_its_published_site(cast, host):
    PortalSite.everywhere.update(domain="mobilites.example.org")

    assert queries.authority_slug_of_domain(host) == "pays-des-sources"


def test_a_domain_finds_nothing_before_publication_nor_elsewhere(cast):
    make_site(cast.elsewhere, published=False, domain="ailleurs.example.org")

    assert queries.authority_slug_of_domain("ailleurs.example.org") is None
    assert queries.authority_slug_of_domain("localhost") is None
