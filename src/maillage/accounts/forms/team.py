from django import forms

from maillage.accounts.enums import ROLE_MEANINGS, Role
from maillage.common.forms import HouseForm

ROLES = [(role.value, f"{role.label.capitalize()} : {ROLE_MEANINGS[role]}") for role in Role]


class InviteForm(HouseForm):
    email = forms.EmailField(
        label="Courriel",
        help_text="L’invitation part à cette adresse. Elle vaut 14 jours et ne sert qu’une fois.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        max_length=254,
    )
    role = forms.ChoiceField(label="Rôle", choices=ROLES, widget=forms.RadioSelect, initial=Role.READER.value)


class RoleForm(HouseForm):
    role = forms.ChoiceField(label="Rôle", choices=ROLES, widget=forms.RadioSelect)
