"""What becomes of a person who is erased: the fact that a member was called is an archive, the rest goes."""

from maillage.common.personal_data import holds
from maillage.governance.models import AgendaItem, CalendarFeed
from maillage.governance.queries import called_people as queries


def forget_convocations(user) -> int:
    """Their own words go and their links open nothing more; that they were called, and came or not, stays."""
    return queries.convocations_of(user).update(note="", substitute_name="", token_hash="")


def forget_feeds(user) -> int:
    return CalendarFeed.everywhere.filter(user=user).delete()[0]


def forget_work(user) -> int:
    """The papers that they brought are the library's, which forgets their name itself."""
    return AgendaItem.everywhere.filter(proposed_by=user).update(proposed_by=None)


def declare() -> None:
    holds(
        app="governance",
        label="Vos convocations et vos réponses",
        purpose="Vous appeler aux séances où vous siégez, et savoir qui vient.",
        retention="Archive publique, avec la séance. Si vous effacez votre compte, votre nom et vos mots en sont retirés.",
        export=queries.exported_convocations,
        erase=forget_convocations,
        of_people=queries.convocations_in_words,
    )
    holds(
        app="governance",
        label="Vos adresses d’agenda",
        purpose="Montrer les séances dans votre logiciel d’agenda.",
        retention="Jusqu’à ce que vous les fermiez, ou que vous effaciez votre compte.",
        export=queries.exported_feeds,
        erase=forget_feeds,
    )
    holds(
        app="governance",
        label="Points que vous avez proposés, documents que vous avez déposés",
        purpose="Préparer les séances, et savoir à qui demander.",
        retention="Archive publique, avec la séance. Si vous effacez votre compte, ils restent sans votre nom.",
        export=queries.exported_work,
        erase=forget_work,
    )
