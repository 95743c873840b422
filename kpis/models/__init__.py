"""The tables of plans, items, months and what is judged."""

from kpis.models.assignment import Assignment, Coordination, Handover, Target
from kpis.models.cause import Bottleneck, Cause, CauseClaim, Promise
from kpis.models.entry import Entry, EntryEvent, Report
from kpis.models.evidence import Evidence
from kpis.models.frozen import FrozenMonth
from kpis.models.goal import Goal
from kpis.models.indicator import Indicator, Pillar
from kpis.models.notice import Notice, Phrase
from kpis.models.plan import DayOff, Document, Milestone, Period, Plan, PlanRules, Reopening
from kpis.models.standing import RollUp, Standing

__all__ = [
    "Assignment",
    "Bottleneck",
    "Cause",
    "CauseClaim",
    "Coordination",
    "DayOff",
    "Document",
    "Entry",
    "EntryEvent",
    "Evidence",
    "FrozenMonth",
    "Goal",
    "Handover",
    "Indicator",
    "Milestone",
    "Notice",
    "Period",
    "Phrase",
    "Pillar",
    "Plan",
    "PlanRules",
    "Promise",
    "Reopening",
    "Report",
    "RollUp",
    "Standing",
    "Target",
]
