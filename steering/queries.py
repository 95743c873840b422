"""What the forms of a meeting offer to be named. Each is one query."""

from django.db.models import QuerySet

from agencies.enums import Level
from agencies.models import Agency
from kpis.models import Indicator, Plan
from steering.models import Meeting


def agencies_of(meeting: Meeting) -> QuerySet[Agency]:
    """The agencies of the province that there are on the day of a meeting, and its communes."""
    rows = Agency.objects.filter(province=meeting.province, level__in=(Level.AGENCY, Level.COMMUNE))
    return rows.alive_on(meeting.held_on).order_by("sort_order", "path")


def indicators_of(plan: Plan) -> QuerySet[Indicator]:
    """The indicators of a year."""
    return Indicator.objects.filter(assignments__plan=plan).distinct().order_by("sort_order", "code")
