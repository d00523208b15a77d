"""Two secretaries click at once: one wins, the others read why not, and nothing is lost or written twice."""

import json

import pytest

from tests.machine import machine, run

ROUNDS = 2


@pytest.fixture
def told(tmp_path) -> dict[str, list]:
    with machine(tmp_path) as env:
        return json.loads(run("tests.governance.at_once.races", str(ROUNDS), env=env))


def one_wins(sentence: str, *, among: int = 4) -> dict[str, int]:
    return {"fait": 1, sentence: among - 1}


OVERTAKEN = (
    "Pendant que vous écriviez, quelqu’un a enregistré ceci : « favorable : Oui » Votre texte est gardé dans le "
    "formulaire : enregistrez encore pour remplacer le sien."
)
LOADED = "Cette personne ne peut pas porter votre pouvoir : elle en a déjà, ou ne viendra pas."

# What the four who clicked got, and what the database holds afterwards (see races.py for what is counted).
EXPECTED = {
    "convene": [one_wins("Cette séance est déjà convoquée, tenue ou annulée."), 3],
    "cancel": [one_wins("Cette séance est déjà tenue ou annulée."), 1],
    "close": [one_wins("Cette séance est déjà close, ou annulée."), 3],
    "submit": [one_wins("Le compte rendu se soumet une fois la séance close, et une seule fois."), 3],
    "approve": [one_wins("Ce compte rendu n’attend pas d’approbation."), 1],
    "call_again": [one_wins("Une deuxième convocation existe déjà."), 1],
    "start_decision": [one_wins("Quelqu’un vient de changer l’état de cette décision."), 1],
    "settle": [one_wins("La date est déjà fixée."), 1],
    "plan_same_hour": [one_wins("Cette instance a déjà une séance à cette heure-là."), 1],
    "write_same_line": [one_wins("Quelqu’un a écrit sur cette ligne en même temps que vous."), 2],
    "give_opinion": [one_wins(OVERTAKEN), [1, 1]],
    "give_proxy": [one_wins(LOADED, among=2), 1],
    "add_lines": [{"fait": 4}, [[1, 2, 3, 4], 4]],
    "add_items": [{"fait": 4}, [1, 2, 3, 4, 5]],
    "answer_poll": [{"fait": 4}, 3],
    "move_while_members_answer": [{"fait": 6}, 1],
    "convene_and_cancel": [{"annulation": "fait"}, ["cancelled", 0]],
    "approve_and_write": [{"approbation": "fait"}, 0],
    "many_approvals": [{"fait": 4}, [True, True]],
}


def test_at_once(told):
    assert told == {race: [expected] * ROUNDS for race, expected in EXPECTED.items()}
