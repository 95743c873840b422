"""The tables of meetings."""

from steering.models.conclusion import Conclusion, Outcome
from steering.models.meeting import AgendaPoint, Meeting

__all__ = ["AgendaPoint", "Conclusion", "Meeting", "Outcome"]
