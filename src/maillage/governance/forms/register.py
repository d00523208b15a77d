from django import forms

from maillage.common.forms import HouseForm
from maillage.governance.enums import DecisionState
from maillage.governance.queries.register import later_decisions

CHOSEN = {
    DecisionState.STARTED: "Elle est en cours",
    DecisionState.DONE: "Elle est exécutée",
    DecisionState.DROPPED: "Elle est abandonnée",
}


class StateForm(HouseForm):
    state = forms.ChoiceField(choices=DecisionState.choices)


class ContradictionForm(HouseForm):
    later = forms.ModelChoiceField(
        label="Contredite par",
        queryset=None,
        required=False,
        empty_label="Aucune décision ultérieure",
        help_text="Les deux restent au registre ; celle-ci portera le renvoi.",
    )

    def __init__(self, *args, decision, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["later"].queryset = later_decisions(decision)
        self.fields["later"].label_from_instance = lambda row: f"n° {row.entry.number}, {row}"
