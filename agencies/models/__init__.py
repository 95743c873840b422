from agencies.models.audit import AuditEvent
from agencies.models.people import Membership, User
from agencies.models.tree import Agency, AgencyAlias, AgencyName, PeerGroup, Succession

__all__ = [
    "Agency",
    "AgencyAlias",
    "AgencyName",
    "AuditEvent",
    "Membership",
    "PeerGroup",
    "Succession",
    "User",
]
