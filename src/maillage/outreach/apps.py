from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "maillage.outreach"
    verbose_name = "Diffusion"

    def ready(self) -> None:
        from maillage.accounts.domain.inbox import on_reply  # noqa: PLC0415  same
        from maillage.outreach.domain import (  # noqa: PLC0415  models are ready only now; jobs register there
            consent,  # noqa: F401
            following,  # noqa: F401
            press,
            privacy,
            sending,  # noqa: F401
        )
        from maillage.outreach.queries import news  # noqa: PLC0415  same
        from maillage.partners.queries.facts import gives_facts  # noqa: PLC0415  same

        privacy.declare()
        on_reply(press.LEAVE, press.leave_by_reply)
        gives_facts(news.FACTS)
