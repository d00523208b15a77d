"""Phases dated around today, a framing note in two versions, the Région on board, the Département invited."""

from datetime import timedelta

from django.utils import timezone
from django_scopes import scope

from maillage.accounts.models import User
from maillage.demo.scenes.people import BY_KEY
from maillage.demo.scenes.territory import SLUG
from maillage.plan.domain import accept_copilot, change_plan, date_phases, invite_copilot, write_note
from maillage.plan.models import FramingNoteVersion, Plan
from maillage.territories.models import Authority, MobilityBasin

# First and last month of each phase, counted from this month.
MONTHS = {
    "framing": (-9, -6),
    "diagnosis": (-6, 2),
    "consultation": (-2, 5),
    "strategy": (3, 6),
    "action_plan": (6, 9),
    "experiment": (9, 14),
    "deployment": (12, 24),
    "evaluation": (18, 25),
}

FIRST_MONTH = min(first for first, _ in MONTHS.values())
LAST_MONTH = max(last for _, last in MONTHS.values())

FIRST = {
    "objectives": "Que personne ne renonce à un emploi, à un soin ou à une formation **faute de pouvoir y aller**.\n\n"
    "- connaître les besoins, commune par commune ;\n- relier les aides qui existent ;\n- essayer trois solutions nouvelles.",
    "perimeter": "Les quatre communautés de communes du pays : 159 communes, de Bayon à Cirey-sur-Vezouze.",
    "publics": "- demandeurs d’emploi et salariés aux horaires décalés ;\n- jeunes de 16 à 25 ans ;\n"
    "- personnes de plus de 75 ans ;\n- personnes handicapées.",
    "calendar": "Un diagnostic partagé avant l’été, un plan voté à l’automne suivant.",
    "means": "",
    "who_decides": "Le **comité stratégique** tranche. Le comité technique prépare. Le comité des partenaires donne son avis.",
}
SECOND = FIRST | {
    "means": "Une chargée de mission à plein temps, 40 000 euros par an pour l’étude et les essais, "
    "et le temps que les partenaires promettent.",
    "calendar": "Un diagnostic partagé avant l’été, un plan voté à l’automne suivant, une revue chaque année.",
}


def is_played() -> bool:
    return FramingNoteVersion.everywhere.filter(plan__authority__slug=SLUG).exists()


def play() -> None:
    pays = Authority.objects.get(slug=SLUG)
    aicha, bruno, eve = (User.objects.get(email=BY_KEY[key].email) for key in ("aicha", "bruno", "eve"))
    today = timezone.localdate()
    with scope(authority=pays):
        plan = Plan.objects.get()
        change_plan(
            plan,
            name="Projet de mobilité solidaire",
            first_year=first_of_month(today, FIRST_MONTH).year,
            last_year=first_of_month(today, LAST_MONTH - 1).year,
            basin=MobilityBasin.objects.get(authority=pays),
            by=aicha,
        )
        date_phases(plan, {kind: span(today, *months) for kind, months in MONTHS.items()}, by=aicha)
        write_note(plan, sections=FIRST, base_version=0, by=aicha)
        write_note(plan, sections=SECOND, base_version=1, by=bruno)
        region = invite_copilot(plan, Authority.objects.get(slug="region-grand-est"), "editor", by=aicha)
        invite_copilot(plan, Authority.objects.get(slug="meurthe-et-moselle"), "reader", by=aicha)
        accept_copilot(region, by=eve)


def span(today, first: int, last: int):
    """From the first day of one month to the last day of another, both counted from this month."""
    return first_of_month(today, first), first_of_month(today, last) - timedelta(days=1)


def first_of_month(today, offset: int):
    months = today.year * 12 + today.month - 1 + offset
    return today.replace(year=months // 12, month=months % 12 + 1, day=1)
