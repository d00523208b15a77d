from django import forms

from maillage.common.forms import HouseForm
from maillage.governance.forms.bodies import initial_of
from maillage.governance.models.framework import SUBSTITUTION_BEGAN
from maillage.governance.queries.framework import committees_of, epcis_to_cover
from maillage.partners.forms.contacts import day_field
from maillage.territories.queries.basins import basins_around

END_HELP = "Laissez vide tant que rien n’a pris fin. Un contrat dure six ans le plus souvent."


class ContractForm(HouseForm):
    name = forms.CharField(
        label="Intitulé",
        max_length=200,
        help_text="Par exemple\u00a0: contrat opérationnel du bassin de Lunéville.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    basin = forms.ModelChoiceField(
        label="Bassin de mobilité",
        queryset=None,
        required=False,
        empty_label="Pas encore dessiné ici",
        help_text="Parmi ceux qui contiennent un de vos EPCI.",
    )
    starts_on = day_field("En vigueur depuis le")
    ends_on = day_field("N’est plus en vigueur à partir du", required=False, help_text=END_HELP)
    act = forms.CharField(
        label="Acte",
        required=False,
        max_length=200,
        help_text="La délibération qui l’approuve, si vous l’avez.",
    )

    def __init__(self, *args, authority, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["basin"].queryset = basins_around(authority)

    @classmethod
    def of(cls, contract, data=None) -> "ContractForm":
        return cls(data, initial=initial_of(contract, cls), authority=contract.authority)


def committee_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label="Comité qui s’y réunit",
        queryset=None,
        required=False,
        empty_label="Aucun pour l’instant",
        help_text="Un même comité peut couvrir plusieurs territoires.",
    )


class AreasForm(HouseForm):
    """Several communities of communes at once: a région stands in for dozens."""

    starts_on = day_field(
        "Depuis le",
        help_text="Le 1er juillet 2021 là où la communauté n’a pas pris la compétence.",
        initial=SUBSTITUTION_BEGAN,
    )
    committee = committee_field()
    epcis = forms.MultipleChoiceField(
        label="Communautés de communes",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins une communauté de communes.",
            "invalid_choice": "Cette communauté n’est pas de ce territoire, ou elle est déjà notée.",
        },
    )

    def __init__(self, *args, authority, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = committees_of(authority)
        self.fields["epcis"].choices = [(epci.pk, epci.name) for epci in epcis_to_cover(authority)]


class AreaForm(HouseForm):
    committee = committee_field()
    starts_on = day_field("Depuis le")
    ends_on = day_field(
        "N’est plus remplacée à partir du",
        required=False,
        help_text="Le jour où la communauté de communes reprend la compétence.",
    )

    def __init__(self, *args, authority, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = committees_of(authority)

    @classmethod
    def of(cls, area, data=None) -> "AreaForm":
        return cls(data, initial=initial_of(area, cls), authority=area.authority)
