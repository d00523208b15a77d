from django.db import transaction
from django.utils.text import slugify

from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.library.models import Term
from maillage.library.queries.glossary import shared_words, word_named


@transaction.atomic
def write_term(
    authority, *, name: str, definition: str, also: str = "", source: str = "", key: str = "", by
) -> Term:
    """Add a word, or say one otherwise (`key`): the wording of the authority then goes before the shared one."""
    is_new = not key
    key = key or slugify(name)
    if not key:
        raise DomainError("Écrivez le terme en lettres.")
    if is_new and word_named(authority, key):
        raise DomainError("Ce terme est déjà dans le glossaire : modifiez-le plutôt.")
    if not is_new and word_named(authority, key) is None:
        raise DomainError("Ce terme n’est plus dans le glossaire.")
    facts = {
        "name": name.strip(),
        "definition": definition.strip(),
        "also": also.strip(),
        "source": source.strip(),
    }
    term, _ = Term.everywhere.update_or_create(authority=authority, key=key, defaults=facts)
    record("a écrit un terme du glossaire", actor=by, authority=authority, target=term)
    return term


@transaction.atomic
def take_back_term(authority, key: str, *, by) -> bool:
    """The authority's wording goes. True if a shared one takes its place, False if the word is gone."""
    term = Term.everywhere.filter(authority=authority, key=key).first()
    if term is None:
        raise DomainError("Ce terme n’est pas de votre main : il n’y a rien à retirer.")
    record("a retiré un terme du glossaire", actor=by, authority=authority, target=term)
    term.delete()
    return key in shared_words()
