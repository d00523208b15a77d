"""Which tables of the house, whatever their floor, hold rows of a given one: read from the models, never imported."""

from django.db import models


def fields_towards(model: type[models.Model]) -> list[models.Field]:
    """The fields by which other tables, of any app, hold rows of this one; those of many-to-many tables too."""
    relations = model._meta.get_fields(include_hidden=True)
    return [
        each.field
        for each in relations
        if each.auto_created and not each.concrete and (each.one_to_many or each.one_to_one)
    ]
