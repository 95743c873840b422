"""The tables of the tree, of people and of the trail."""

from agencies.models.audit import AuditEvent
from agencies.models.people import FailedLogin, Membership, OneTimeLink, User
from agencies.models.tree import Agency, AgencyAlias, AgencyName, PeerGroup, PhraseAlias, Reorganisation, Succession

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
    "User",
]
