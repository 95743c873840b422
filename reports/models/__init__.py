"""The tables of reports."""

from reports.models.issued import IssuedReport, SignedReport
from reports.models.publication import Publication
from reports.models.words import Addition, Wording

__all__ = ["Addition", "IssuedReport", "Publication", "SignedReport", "Wording"]
