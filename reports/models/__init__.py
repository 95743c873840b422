"""The tables of reports."""

from reports.models.issued import IssuedReport, SignedReport
from reports.models.words import Addition, Wording

__all__ = ["Addition", "IssuedReport", "SignedReport", "Wording"]
