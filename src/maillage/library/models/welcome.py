from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from maillage.library.enums import WelcomeStep
from maillage.partners.models import Person
from maillage.territories.models import Authority


class Welcome(models.Model):
    """How far a new partner has come in the five steps: resumable, so each step done is kept with its day."""

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="welcomes", verbose_name="autorité"
    )
    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, related_name="welcome", verbose_name="contact"
    )
    steps = models.JSONField("étapes faites", default=dict)  # WelcomeStep → ISO date
    invited_on = models.DateField("proposé le", null=True, blank=True)
    started_on = models.DateField("commencé le", null=True, blank=True)
    finished_on = models.DateField("fini le", null=True, blank=True)

    objects = ScopedManager(authority="authority")
    everywhere = models.Manager()

    is_personal = True
    yields_at_merge = True  # of two cards of one person, one path is enough

    class Meta:
        verbose_name = "parcours d’accueil"
        verbose_name_plural = "parcours d’accueil"
        base_manager_name = "everywhere"
        ordering = ["person__full_name", "pk"]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def next_step(self) -> WelcomeStep | None:
        return next((step for step in WelcomeStep if step not in self.steps), None)

    @property
    def done(self) -> int:
        return sum(step in self.steps for step in WelcomeStep)

    def mark(self, step: WelcomeStep) -> None:
        today = timezone.localdate()
        self.steps = {**self.steps, step.value: self.steps.get(step.value) or today.isoformat()}
        self.started_on = self.started_on or today
        if self.next_step is None:
            self.finished_on = self.finished_on or today
