"""Who is reading: an account, a contact who came by the link of a mail, or anyone."""

from maillage.partners.queries.circles import Reader, reader_of_person, reader_of_user
from maillage.partners.queries.space import visitor_of


def reader_of(request) -> Reader:
    """An account and a personal link may stand in one browser: whoever holds both reads what either opens."""
    account, visitor = reader_of_user(request.user), reader_of_person(visitor_of(request))
    return Reader(
        whole=account.whole,
        partner_of=account.partner_of | visitor.partner_of,
        circles=account.circles | visitor.circles,
    )


def page_number(request) -> str:
    return request.GET.get("page", "1")
