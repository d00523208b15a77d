from django.db import models


class VisibleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The rows of the authorities that a person may enter; the rights of outreach come on top."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(authority__in=user.authority_ids())
