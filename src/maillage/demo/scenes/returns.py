"""What comes back: an address that no longer exists, a letter marked as unwanted, and what is kept from leaving since."""

from datetime import timedelta

from django.utils import timezone

from maillage.accounts.domain.returns import note_return
from maillage.accounts.emails.gate import Piece, post_rendered
from maillage.accounts.enums import MailState, ReturnKind
from maillage.accounts.models import AddressHold, OutboundMail
from maillage.demo.scenes.territory import SLUG
from maillage.territories.models import Authority

SUBJECT = "Des nouvelles du plan de mobilité"
TEXT = "Bonjour,\n\nLe comité des partenaires se réunit cet automne. Vous êtes les bienvenus.\n\nPays du Lunévillois"
DISSOLVED, TIRED = "bureau@amis-du-rail.example", "m.henry@habitants.example"
RETURNS = (
    (DISSOLVED, ReturnKind.HARD, "550 5.1.1 User unknown"),
    (TIRED, ReturnKind.COMPLAINT, "Avis du fournisseur de messagerie (ARF)."),
)


def is_played() -> bool:
    return AddressHold.objects.filter(address=DISSOLVED).exists()


def play() -> None:
    pays = Authority.objects.get(slug=SLUG)
    pieces = [Piece(address, SUBJECT, TEXT) for address, _, _ in RETURNS]
    for row, (address, kind, evidence) in zip(letters(pays, pieces), RETURNS, strict=True):
        OutboundMail.everywhere.filter(pk=row.pk).update(
            state=MailState.SENT, sent_at=timezone.now() - timedelta(days=9)
        )
        note_return(row, address, kind, evidence)
    letters(pays, pieces)  # the next ones: both are kept from leaving


def letters(pays, pieces):
    return post_rendered(pieces, kind="letter", authority=pays)
