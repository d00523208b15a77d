"""What the shell of the workspace shows, and what the dashboard joins from several features."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone

from maillage.accounts.enums import Role
from maillage.accounts.models import Invitation, Membership
from maillage.partners.queries.contacts import counts_by_sphere
from maillage.plan.enums import PhaseState
from maillage.plan.models import Copilot
from maillage.plan.queries import current_note, note_parts, phases_of, plan_in_force
from maillage.territories.models import Authority, TownHall
from maillage.territories.queries.land import figures_of
from maillage.territories.queries.maps import commune_map
from maillage.workspace.queries.mobilise import committee_of, meetings_ahead, pulse_ahead


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_current: bool
    count: int = 0
    count_label: str = ""


@dataclass(frozen=True)
class Fold:
    """Links under one label, folded away until asked for; open where one of them is the page at hand."""

    label: str
    links: list[Link]

    @property
    def is_open(self) -> bool:
        return any(link.is_current for link in self.links)


@dataclass(frozen=True)
class Section:
    title: str
    entries: list[Link | Fold]


# The menu, section by section: label, URL name, permission asked of the authority. Features add their rows here.
# A long section folds: (label, [rows]) is a fold; what people open every day stands outside.
MENU = [
    ("", [("Tableau de bord", "workspace:dashboard", "accounts.read")]),
    (
        "Mobiliser",
        [
            ("Vue d’ensemble", "workspace:mobilise", "accounts.read"),
            ("Mon espace partenaire", "workspace:space", "library.be_guest"),
            (
                "Partenaires",
                [
                    ("Liste des partenaires", "partners:list", "accounts.read"),
                    ("Pouls des partenariats", "partners:pulse", "accounts.read"),
                    ("Dialogues", "library:dialogues", "accounts.read"),
                    ("Accueil des partenaires", "library:welcomes", "library.edit"),
                    ("Communes et mairies", "territories:communes", "accounts.read"),
                ],
            ),
            (
                "Instances et séances",
                [
                    ("Instances", "governance:bodies", "accounts.read"),
                    ("Séances", "governance:meetings", "accounts.read"),
                    ("Délibérations", "governance:acts", "accounts.read"),
                    ("Registre des avis", "governance:register", "accounts.read"),
                    ("Tirages au sort", "governance:draws", "accounts.read"),
                ],
            ),
            (
                "Travaux",
                [
                    ("Tâches", "work:tasks", "accounts.read"),
                    ("Engagements", "work:promises", "accounts.read"),
                    ("Sollicitations", "partners:notices", "accounts.read"),
                ],
            ),
            (
                "Partager",
                [
                    ("Documents", "library:documents", "library.read"),
                    ("Ressources", "library:resources", "library.read"),
                    ("Discussions", "library:threads", "accounts.read"),
                    ("Qui fait quoi", "library:cards", "accounts.read"),
                    ("Glossaire", "library:glossary", "accounts.read"),
                ],
            ),
            (
                "Diffusion",
                [
                    ("Lettres", "outreach:letters", "outreach.read"),
                    ("Publics", "outreach:audiences", "outreach.read"),
                    ("Abonnés", "outreach:subscribers", "outreach.read"),
                    ("Actualités", "outreach:news", "outreach.read"),
                    ("Affiches", "outreach:posters", "outreach.read"),
                ],
            ),
        ],
    ),
    ("Écouter", [("Où aller écouter", "workspace:listen", "accounts.read")]),
    (
        "Décrypter",
        [
            ("Ce que l’on sait", "workspace:decipher", "accounts.read"),
            ("Territoire", "territories:territory", "accounts.read"),
            ("Bassins de mobilité", "territories:basins", "accounts.read"),
        ],
    ),
    (
        "Agir",
        [
            ("Où en est le plan", "workspace:act", "accounts.read"),
            ("Projet et phases", "plan:project", "accounts.read"),
            ("Note de cadrage", "plan:note", "accounts.read"),
            ("Plans copilotés", "plan:copiloted", "plan.read_copiloted"),
        ],
    ),
    (
        "Réglages",
        [
            ("Équipe et accès", "accounts:team", "accounts.read"),
            ("Site public", "portal:settings", "accounts.administer"),
            ("Courriel", "accounts:mail", "accounts.administer"),
            ("Jetons d’API", "accounts:tokens", "accounts.administer"),
            ("Dossier de passation", "workspace:handover", "accounts.edit"),
            ("Journal", "workspace:journal", "accounts.administer"),
        ],
    ),
]


def navigation(request) -> list[Section]:
    """The menu as this person may use it; a section without a link is left out."""
    return [Section(title, entries) for title, rows in MENU if (entries := entries_of(request, rows))]


def entries_of(request, rows) -> list[Link | Fold]:
    here = request.resolver_match.view_name if request.resolver_match else ""
    entries = []
    for label, name, *perm in rows:
        if isinstance(name, list):
            entries += [Fold(label, links)] if (links := entries_of(request, name)) else []
        elif request.user.has_perm(*perm, request.authority):
            entries.append(Link(label, reverse(name, args=[request.authority.slug]), is_current=name == here))
    return entries


def authorities_of(user) -> list[Authority]:
    """The authorities where this person may enter, by name."""
    return list(Authority.objects.visible_to(user))


def role_label(user, authority) -> str:
    role = user.roles().get(authority.pk)
    return Role(role).label if role else "assistance"


@dataclass(frozen=True)
class GuidePage:
    slug: str
    title: str
    lead: str
    body: str


DATES = 4  # on the dashboard
GUIDE = settings.BASE_DIR / "docs" / "guide"


@lru_cache(maxsize=1)
def guide_pages() -> list[GuidePage]:
    """The pages of the user guide, in the order of their file names: `10-demarrer.md` is /aide/demarrer/."""
    pages = []
    for path in sorted(GUIDE.glob("*.md")):
        title, lead, body = path.read_text().split("\n\n", 2)
        pages.append(GuidePage(path.stem.split("-", 1)[1], title.removeprefix("# "), lead, body))
    return pages


def dates_ahead(phases, today) -> list[dict]:
    """What the phases announce: each start and each end still to come, soonest first."""
    ahead = [
        {"day": day, "title": phase, "said": f"{what} de la phase", "in_days": (day - today).days}
        for phase in phases
        for day, what in ((phase.starts_on, "début"), (phase.ends_on, "fin"))
        if day and day >= today
    ]
    return sorted(ahead, key=lambda each: (each["day"], each["said"]))


def dashboard(user, authority) -> dict:
    """Everything the dashboard shows, in a fixed number of queries."""
    plan = plan_in_force(authority)
    phases = phases_of(plan)
    return {
        "figures": figures_of(authority.communes),
        "plan": plan,
        "phases": phases,
        "undated": sum(1 for phase in phases if not phase.starts_on),
        "dates": sorted(
            [*dates_ahead(phases, timezone.localdate()), *meetings_ahead(user, authority, DATES)],
            key=lambda each: each["day"],
        )[:DATES],
        "committee": committee_of(user, authority),
        "pulse": pulse_ahead(authority),
        "note": note_state(plan),
        "people": people_by_role(authority),
        "open_invitations": Invitation.objects.filter(
            accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
        ).count(),
        "drawing": commune_map(authority),
    }


def note_state(plan) -> dict:
    """Where the framing note stands: its last version, and the parts still empty."""
    version = current_note(plan) if plan else None
    parts = note_parts(version)
    empty = [part["label"] for part in parts if not part["text"].strip()]
    return {"version": version, "empty": empty, "parts": len(parts), "filled": len(parts) - len(empty)}


def people_by_role(authority) -> list[dict]:
    """How many people hold each role, every role named even when nobody holds it."""
    counts = dict(Membership.objects.values_list("role").annotate(n=Count("pk")))
    return [{"role": Role(role).label, "count": counts.get(role, 0)} for role in Role.values]


def who_is_in(user, authority) -> dict:
    """« Mobiliser »: the partners by sphere, who works on the project today, which town halls can be reached."""
    town_halls = TownHall.objects.filter(commune__authorities=authority)
    spheres = counts_by_sphere(authority)
    return {
        "figures": figures_of(authority.communes),
        "spheres": spheres,
        "partners": sum(each["count"] for each in spheres),
        "people": people_by_role(authority),
        "town_halls": town_halls.count(),
        "with_mail": town_halls.exclude(email="").count(),
        "with_phone": town_halls.exclude(phone="").count(),
        "copilots": list(Copilot.objects.accepted().select_related("authority")),
        "committee": committee_of(user, authority),
    }


def where_people_live(authority) -> dict:
    """« Écouter »: the communes by size, with the share of inhabitants met by going to the largest first."""
    figures = figures_of(authority.communes)
    communes = list(authority.communes.select_related("epci").order_by("-population")[:12])
    total = figures["inhabitants"]
    met, rows = 0, []
    for commune in communes:
        met += commune.population or 0
        rows.append({"commune": commune, "share": round(100 * met / total) if total else 0})
    small = authority.communes.filter(population__lt=500)
    return {
        "figures": figures,
        "rows": rows,
        "small_count": small.count(),
        "small_inhabitants": small.aggregate(total=Sum("population"))["total"] or 0,
    }


def what_is_known(authority) -> dict:
    """« Décrypter »: the land itself, which every later indicator stands on."""
    return {"figures": figures_of(authority.communes), "drawing": commune_map(authority)}


def where_the_plan_stands(authority) -> dict:
    """« Agir »: the plan, its phases and its framing note."""
    plan = plan_in_force(authority)
    phases = phases_of(plan)
    return {
        "plan": plan,
        "phases": phases,
        "running": [phase for phase in phases if phase.state == PhaseState.RUNNING],
        "note": note_state(plan),
        "copilots": list(Copilot.objects.accepted().select_related("authority")),
    }
