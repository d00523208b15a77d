import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from maillage.accounts.domain import people
from maillage.accounts.models import User
from maillage.common.errors import DomainError
from maillage.journal.models import Entry


def lines() -> list:
    return list(Entry.everywhere.order_by("pk").values_list("actor_name", "verb", "target_id"))


def test_an_account_is_opened_with_its_address(db):
    user = people.open_account("Zoe@Example.ORG", " Zoé Noël ", is_verified=True)

    assert (user.email, user.full_name, user.has_usable_password()) == ("zoe@example.org", "Zoé Noël", False)
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == ("zoe@example.org", True, True)
    assert lines() == [("Zoé Noël", "a ouvert un compte", str(user.pk))]


@pytest.mark.parametrize(
    ("email", "reason"), [("bruno@EXAMPLE.org", "existe déjà"), ("pas une adresse", "pas valable")]
)
def test_an_account_is_not_opened_twice_nor_nowhere(cast, email, reason):
    with pytest.raises(DomainError, match=reason):
        people.open_account(email)
    assert lines() == []


# --- python -m maillage admin


def test_the_command_writes_nothing_by_default(cast, capsys):
    call_command("admin", "zoe@example.org", name="Zoé Noël")

    assert capsys.readouterr().out == (
        "Rien n’est écrit. Avec --wet-run, zoe@example.org administrera cette instance.\n"
    )
    assert not User.objects.filter(email="zoe@example.org").exists()


def test_the_command_opens_the_account_of_an_administrator(db, capsys):
    call_command("admin", "zoe@example.org", "--wet-run", name="Zoé Noël")

    user = User.objects.get()
    assert (user.email, user.full_name, user.is_instance_admin) == ("zoe@example.org", "Zoé Noël", True)
    assert [verb for _, verb, _ in lines()] == ["a ouvert un compte", "a nommé administrateur de l’instance"]
    assert lines()[-1][0] == "Maillage (automate)"


def test_the_command_promotes_an_account_that_exists(cast):
    call_command("admin", "Bruno@example.org", "--wet-run")

    cast.bruno.refresh_from_db()
    assert (cast.bruno.is_instance_admin, cast.bruno.full_name) == (True, "Bruno")
    assert lines() == [("Maillage (automate)", "a nommé administrateur de l’instance", str(cast.bruno.pk))]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["root@example.org"], "administre déjà"),
        (["zoe@example.org"], "donnez aussi le nom"),
        (["zoe", "--name", "Zoé"], "pas valable"),
    ],
)
@pytest.mark.parametrize("wet", [[], ["--wet-run"]])
def test_the_command_refuses_with_one_line(cast, arguments, reason, wet):
    with pytest.raises(CommandError, match=reason):
        call_command("admin", *arguments, *wet)
    assert lines() == []
