from agencies.models.audit import AuditEvent
from agencies.models.people import FailedLogin, Membership, User
from agencies.models.tree import Agency, AgencyAlias, AgencyName, PeerGroup, Succession

__all__ = [
    "Agency",
    "AgencyAlias",
    "AgencyName",
    "AuditEvent",
    "FailedLogin",
    "Membership",
    "PeerGroup",
    "Succession",
    "User",
]
