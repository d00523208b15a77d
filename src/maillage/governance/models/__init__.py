from maillage.governance.models.acts import Deliberation
from maillage.governance.models.bodies import Body, BodyRules, Mandate, MemberGroup, RuleSetting, Seat
from maillage.governance.models.draws import Candidate, Draw, Stratum
from maillage.governance.models.framework import MobilityContract, SubstitutedArea
from maillage.governance.models.meetings import (
    AgendaItem,
    CalendarFeed,
    Convocation,
    Meeting,
    MeetingDocument,
    MeetingPattern,
)
from maillage.governance.models.minutes import (
    Action,
    Attendance,
    Decision,
    Dissent,
    GroupVote,
    MinuteLine,
    MinutesCopy,
    Opinion,
    RegisterEntry,
)
from maillage.governance.models.polls import DatePoll, PollAnswer, PollGuest, PollOption

__all__ = [
    "Action",
    "AgendaItem",
    "Attendance",
    "Body",
    "BodyRules",
    "CalendarFeed",
    "Candidate",
    "Convocation",
    "DatePoll",
    "Decision",
    "Deliberation",
    "Dissent",
    "Draw",
    "GroupVote",
    "Mandate",
    "Meeting",
    "MeetingDocument",
    "MeetingPattern",
    "MemberGroup",
    "MinuteLine",
    "MinutesCopy",
    "MobilityContract",
    "Opinion",
    "PollAnswer",
    "PollGuest",
    "PollOption",
    "RegisterEntry",
    "RuleSetting",
    "Seat",
    "Stratum",
    "SubstitutedArea",
]
