"""What a cause may lead to. Pure."""

from kpis.enums import CauseKind, ClaimOutcome

EXCLUDING = frozenset({ClaimOutcome.NOT_MEASURABLE, ClaimOutcome.NOT_APPLICABLE})  # what leaves the measurable


def may_lead_to(kind: str, outcome: str) -> bool:
    """Whether a cause of `kind` may lead to `outcome`: what lies with the agency explains and does not excuse."""
    return kind == CauseKind.OBJECTIVE or outcome not in EXCLUDING
