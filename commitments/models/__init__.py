"""The tables of what was signed."""

from commitments.models.amendment import Amendment, AmendmentChange
from commitments.models.files import Attestation, SignedFile, TrustRoot
from commitments.models.item import CommitmentItem, Fulfilment, ItemLink
from commitments.models.signing import Commitment, SigningEvent
from commitments.models.standing import CommitmentRollUp, CommitmentStanding

__all__ = [
    "Amendment",
    "AmendmentChange",
    "Attestation",
    "Commitment",
    "CommitmentItem",
    "CommitmentRollUp",
    "CommitmentStanding",
    "Fulfilment",
    "ItemLink",
    "SignedFile",
    "SigningEvent",
    "TrustRoot",
]
