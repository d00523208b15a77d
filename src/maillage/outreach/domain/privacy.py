"""What an account may take away or have erased of letters; what goes by the calendar."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maillage.accounts.queries.privacy import addresses_of
from maillage.common.jobs import job
from maillage.common.personal_data import holds
from maillage.journal.domain import record
from maillage.outreach.models import Consent, Delivery, Letter, LetterStop, News, Picture, Subscriber
from maillage.outreach.queries import subscribers as queries
from maillage.partners.domain.retention import on_forget

ADDRESSES_KEPT_FOR = timedelta(days=365)


def export_subscriptions(user) -> list[dict]:
    addresses = addresses_of(user)
    return queries.subscriptions_under(addresses) + queries.contact_choices_under(addresses)


def export_deliveries(user) -> list[dict]:
    return queries.letters_to(addresses_of(user))


def export_written(user) -> list[dict]:
    letters = Letter.everywhere.filter(written_by=user).values_list("subject", "created_at")
    news = News.everywhere.filter(written_by=user).values_list("title", "happens_on")
    return [{"titre": title, "le": day.isoformat()} for title, day in (*letters, *news)]


def forget_subscriptions(user) -> int:
    addresses = addresses_of(user)
    gone = Subscriber.everywhere.filter(email__in=addresses).delete()[1].get("outreach.Subscriber", 0)
    LetterStop.everywhere.filter(person__email__in=addresses).delete()
    Consent.everywhere.filter(person__email__in=addresses).delete()
    return gone


def choices_of_people(people) -> list[dict]:
    return queries.contact_choices(Consent.everywhere.filter(person__in=people))


def letters_of_people(people) -> list[dict]:
    return queries.letters_in(Delivery.everywhere.filter(person__in=people))


def forget_contact(person) -> int:
    """A contact goes, by their word or ours: with them, their choices, and the address where letters went."""
    LetterStop.everywhere.filter(person=person).delete()
    Consent.everywhere.filter(person=person).delete()
    return Delivery.everywhere.filter(person=person).update(address="", person=None)


def forget_deliveries(user) -> int:
    """The counts of a letter stay, without the address."""
    return Delivery.everywhere.filter(address__in=addresses_of(user)).update(
        address="", person=None, subscriber=None
    )


def forget_author(user) -> int:
    rows = Letter.everywhere.filter(written_by=user).update(written_by=None)
    Picture.everywhere.filter(added_by=user).update(added_by=None)
    return rows + News.everywhere.filter(written_by=user).update(written_by=None)


@job("forget_deliveries", every=timedelta(days=1))
@transaction.atomic
def forget_old_deliveries() -> int:
    """A year after a letter left, how many had it is enough. Returns the number of addresses forgotten."""
    old = Delivery.everywhere.filter(letter__left_at__lt=timezone.now() - ADDRESSES_KEPT_FOR)
    count = old.exclude(address="").update(address="", person=None, subscriber=None)
    if count:
        record("a oublié à qui d’anciennes lettres sont parties", lignes=count)
    return count


def declare() -> None:
    on_forget(forget_contact)
    holds(
        app="outreach",
        label="Vos abonnements aux lettres, et vos choix",
        purpose="Vous envoyer les lettres que vous avez demandées, et prouver que vous les avez demandées.",
        retention="Jusqu’à votre désabonnement, puis un an. Votre accord vous est redemandé au bout de 36 mois. "
        "Une demande jamais confirmée est effacée après 30 jours.",
        export=export_subscriptions,
        erase=forget_subscriptions,
        of_people=choices_of_people,
    )
    holds(
        app="outreach",
        label="Lettres qui vous ont été envoyées",
        purpose="Savoir si une lettre est arrivée, et ne pas l’envoyer deux fois.",
        retention="Un an ; ensuite restent des nombres, sans adresse. Ni ouverture ni clic n’est suivi.",
        export=export_deliveries,
        erase=forget_deliveries,
        of_people=letters_of_people,
    )
    holds(
        app="outreach",
        label="Lettres et actualités que vous avez écrites",
        purpose="Savoir à qui demander une correction.",
        retention="Le temps du projet. Si vous effacez votre compte, elles restent sans votre nom.",
        export=export_written,
        erase=forget_author,
    )
