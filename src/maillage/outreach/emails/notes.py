"""What the team itself receives about its letters."""

from django.urls import reverse

from maillage.accounts.emails.gate import Piece, post, post_rendered
from maillage.outreach.emails.letters import ADDRESS, INSIDE, PREFERENCES, Written
from maillage.outreach.models import Letter
from maillage.outreach.queries.links import full


def page_of(letter: Letter) -> str:
    return full(reverse("outreach:letter", args=[letter.authority.slug, letter.pk]))


def recounted(letter: Letter, count: int) -> None:
    """To whoever let a letter go: it found another number of people than the one they confirmed, and waits for them."""
    if letter.written_by is None:
        return
    post(
        kind="letter_recounted",
        to=letter.written_by.email,
        subject=f"« {letter.subject} » n’est pas partie",
        template="outreach/mail/recounted",
        context={"letter": letter, "count": count, "link": page_of(letter)},
        authority=letter.authority,
    )


def test(letter: Letter, written: Written, by) -> None:
    """To whoever writes the letter: as its readers will have it, their own links left out."""

    def ours(text: str) -> str:
        return text.replace(PREFERENCES, page_of(letter)).replace(INSIDE, full("")).replace(ADDRESS, by.email)

    piece = Piece(
        to=by.email, subject=f"[Essai] {letter.subject}", text=ours(written.text), html=ours(written.html)
    )
    post_rendered([piece], kind="letter_test", authority=letter.authority, is_bulk=False)
