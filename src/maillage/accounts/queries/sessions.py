"""Where a person is signed in, in words that they recognise."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

# The first word found names it: browsers claim to be each other, the most particular comes first.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class OpenSession:
    device: str
    ip: str
    since: datetime | None
    is_current: bool


def open_sessions(user, *, current_key: str, user_agent: str, ip: str) -> list[OpenSession]:
    """The sessions that still open something, the present one first.

    A session opened before allauth followed it is not listed, unless it is the present one.
    """
    followed = list(UserSession.objects.filter(user=user).order_by("-created_at"))
    alive = set(
        Session.objects.filter(
            session_key__in=[each.session_key for each in followed], expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    sessions = [
        OpenSession(device_of(each.user_agent), each.ip, each.created_at, each.session_key == current_key)
        for each in followed
        if each.session_key in alive
    ]
    if not any(each.is_current for each in sessions):
        sessions.append(OpenSession(device_of(user_agent), ip, None, is_current=True))
    return sorted(sessions, key=lambda each: not each.is_current)


def device_of(user_agent: str) -> str:
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "Navigateur inconnu")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    return f"{browser} sur {system}" if system else browser
