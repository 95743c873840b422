"""The tables of the tree, of people, of the trail and of background work."""

from agencies.models.audit import AuditEvent
from agencies.models.people import FailedLogin, Membership, OneTimeLink, User
from agencies.models.tree import Agency, AgencyAlias, AgencyName, PeerGroup, PhraseAlias, Reorganisation, Succession
from agencies.models.version import Version
from agencies.models.work import TimerRun, Work, Worker

__all__ = [
    "Agency",
    "AgencyAlias",
    "AgencyName",
    "AuditEvent",
    "FailedLogin",
    "Membership",
    "OneTimeLink",
    "PeerGroup",
    "PhraseAlias",
    "Reorganisation",
    "Succession",
    "TimerRun",
    "User",
    "Version",
    "Work",
    "Worker",
]
