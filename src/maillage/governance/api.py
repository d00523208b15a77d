"""Bodies, meetings and the register, read by other programs. People are named as the acts name them, without an address."""

from datetime import date, datetime
from typing import Annotated

from django.db.models import Prefetch
from django.http import Http404
from ninja import Field, Query, Router, Schema

from maillage.governance.enums import EntryKind, MeetingState
from maillage.governance.models import AgendaItem, Body, Mandate, Meeting, RegisterEntry
from maillage.law.enums import BodyKind, GroupKind

router = Router()
PAGE = 100
PageNumber = Annotated[int, Query(title=f"Page, de {PAGE} lignes", ge=1, le=10_000)]


class MemberOut(Schema):
    """Un mandat en cours."""

    name: str = Field(title="Nom", alias="person.full_name")
    organisation: str | None = Field(title="Organisation", alias="seat.organisation.name", default=None)
    role: str = Field(title="Qualité : titular ou alternate")
    office: str = Field(title="Charge : chair, vice_chair, secretary ou rien")
    starts_on: date = Field(title="Du")
    ends_on: date | None = Field(title="Jusqu’au")
    act: str = Field(title="Acte de désignation")


class GroupOut(Schema):
    """Un collège."""

    name: str = Field(title="Nom")
    kind: GroupKind = Field(title="Nature")
    has_vote: bool = Field(title="Voix délibérative")
    seats: int = Field(title="Sièges")
    members: list[MemberOut] = Field(title="Mandats en cours")

    @staticmethod
    def resolve_seats(group) -> int:
        return sum(seat.closed_on is None for seat in group.seats.all())

    @staticmethod
    def resolve_members(group) -> list:
        return [mandate for seat in group.seats.all() for mandate in seat.current]


class BodyOut(Schema):
    """Une instance."""

    id: int = Field(title="Identifiant")
    name: str = Field(title="Nom")
    kind: BodyKind = Field(title="Nature")
    kind_label: str = Field(title="Nature, en toutes lettres", alias="get_kind_display")
    purpose: str = Field(title="Rôle")
    area: str = Field(title="Territoire couvert")
    created_on: date | None = Field(title="Créée le")
    act: str = Field(title="Délibération qui la crée")
    closed_on: date | None = Field(title="Close le")


class BodyCardOut(BodyOut):
    """Une instance et sa composition du jour."""

    groups: list[GroupOut] = Field(title="Collèges")


class MeetingOut(Schema):
    """Une séance."""

    id: int = Field(title="Identifiant")
    uid: str = Field(title="Identifiant d’agenda (RFC 5545)")
    body: int = Field(title="Instance", alias="body_id")
    title: str = Field(title="Objet")
    starts_at: datetime = Field(title="Début")
    ends_at: datetime = Field(title="Fin")
    place: str = Field(title="Lieu")
    state: MeetingState = Field(title="État")
    sequence: int = Field(title="Révision")

    @staticmethod
    def resolve_uid(meeting) -> str:
        return str(meeting.uid)


class ItemOut(Schema):
    """Un point de l’ordre du jour."""

    title: str = Field(title="Titre")
    kind: str = Field(title="Nature")
    topics: list[str] = Field(title="Sujets")
    minutes: int | None = Field(title="Durée, en minutes")
    presenter: str = Field(title="Présenté par")


class MeetingCardOut(MeetingOut):
    """Une séance et son ordre du jour."""

    items: list[ItemOut] = Field(title="Ordre du jour")


class EntryOut(Schema):
    """Une ligne du registre des avis et décisions, chaînée à la précédente."""

    number: int = Field(title="Numéro")
    kind: EntryKind = Field(title="Nature")
    entered_at: datetime = Field(title="Inscrite le")
    facts: dict = Field(title="Faits inscrits, sans nom de personne")
    previous_hash: str = Field(title="Empreinte de la ligne précédente")
    hash: str = Field(title="Empreinte de la ligne")


@router.get("/instances", response=list[BodyOut], summary="Les instances")
def bodies(request, page: PageNumber = 1):
    """Par nom, closes comprises. La première page vide dit la fin."""
    return Body.objects.filter(authority=request.api_token.authority)[(page - 1) * PAGE : page * PAGE]


@router.get("/instances/{int:pk}", response=BodyCardOut, summary="Une instance et sa composition")
def body(request, pk: int):
    """Les collèges, leurs sièges et les mandats en cours aujourd’hui."""
    held = Mandate.everywhere.held().select_related("person", "seat__organisation")
    rows = Body.objects.filter(authority=request.api_token.authority, pk=pk)
    rows = rows.prefetch_related(
        "groups__seats", Prefetch("groups__seats__mandates", held, to_attr="current")
    )
    return found_or_404(rows.first())


@router.get("/seances", response=list[MeetingOut], summary="Les séances")
def meetings(
    request,
    instance: Annotated[int | None, Query(title="Une seule instance")] = None,
    depuis: Annotated[date | None, Query(title="À partir de ce jour")] = None,
    page: PageNumber = 1,
):
    """De la plus ancienne à la plus lointaine."""
    rows = Meeting.objects.filter(body__authority=request.api_token.authority)
    rows = rows.filter(body=instance) if instance else rows
    rows = rows.filter(starts_at__date__gte=depuis) if depuis else rows
    return rows[(page - 1) * PAGE : page * PAGE]


@router.get("/seances/{int:pk}", response=MeetingCardOut, summary="Une séance et son ordre du jour")
def meeting(request, pk: int):
    """Par son identifiant."""
    rows = Meeting.objects.filter(body__authority=request.api_token.authority, pk=pk)
    return found_or_404(rows.prefetch_related(Prefetch("items", AgendaItem.objects.all())).first())


@router.get("/registre", response=list[EntryOut], summary="Le registre des avis et décisions")
def register(
    request,
    nature: Annotated[EntryKind | None, Query(title="Avis ou décisions seulement")] = None,
    page: PageNumber = 1,
):
    """Dans l’ordre d’inscription : chaque ligne porte l’empreinte de la précédente."""
    rows = RegisterEntry.objects.filter(authority=request.api_token.authority)
    rows = rows.filter(kind=nature) if nature else rows
    return rows[(page - 1) * PAGE : page * PAGE]


def found_or_404(row):
    if row is None:
        raise Http404
    return row
