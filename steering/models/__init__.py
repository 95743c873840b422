"""The tables of meetings, of questions and of what is followed."""

from steering.models.conclusion import Conclusion, Outcome
from steering.models.follow import Follow, LetterStop
from steering.models.meeting import AgendaPoint, Meeting
from steering.models.question import Question

__all__ = ["AgendaPoint", "Conclusion", "Follow", "LetterStop", "Meeting", "Outcome", "Question"]
