from django.apps import AppConfig

from maillage.common.personal_data import holds


class WorkConfig(AppConfig):
    name = "maillage.work"
    verbose_name = "Travaux partagés"

    def ready(self) -> None:
        from maillage.accounts.domain.inbox import on_reply  # noqa: PLC0415  models are ready only now
        from maillage.partners.domain.retention import on_forget  # noqa: PLC0415  same
        from maillage.partners.enums import Event  # noqa: PLC0415  same
        from maillage.partners.queries.facts import gives_facts  # noqa: PLC0415  same
        from maillage.partners.queries.notices import is_true_while  # noqa: PLC0415  same
        from maillage.partners.queries.panels import Panel, shows_on_card  # noqa: PLC0415  same
        from maillage.work.domain import comments, privacy, reminders  # noqa: F401, PLC0415  jobs register there
        from maillage.work.queries import promises, replies, tasks  # noqa: PLC0415  same
        from maillage.work.queries.facts import FACTS  # noqa: PLC0415  same

        for kind in FACTS:
            gives_facts(kind)
        on_reply(replies.PURPOSE, comments.comment_by_mail)
        on_forget(privacy.forget_contact)
        for event in (Event.TASK_GIVEN, Event.TASK_SOON, Event.TASK_LATE):
            is_true_while(event, tasks.still_asked)
        is_true_while(Event.TASK_COMMENT, tasks.still_said)
        for event in (Event.PROMISE_SOON, Event.PROMISE_LATE):
            is_true_while(event, promises.still_owed)
        shows_on_card(Panel("work/promise_card.html", promises.card_of))
        holds(
            app="work",
            label="Vos tâches, et les mots que vous y avez écrits",
            purpose="Répartir les travaux du projet et savoir où ils en sont.",
            retention="Le temps du projet. Si vous effacez votre compte, la tâche reste, sans votre nom ni vos mots.",
            export=tasks.exported,
            erase=privacy.forget_work,
        )
        holds(
            app="work",
            label="Engagements que vous avez annoncés pour votre organisation",
            purpose="Rendre compte de ce que chaque partenaire apporte au projet.",
            retention="Le temps du projet, sans votre nom si vous effacez votre compte.",
            export=promises.exported,
            erase=privacy.forget_promises,
        )
