"""What the month's page of an agency says of conclusions and questions at its items (kpis/month/beside.py)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from kpis.models import Assignment
from kpis.month.beside import Beside
from steering.enums import Course, MeetingState
from steering.models import Conclusion, Question


def columns() -> dict[str, Any]:
    """For a query on items: the open conclusion due first, as JSON, and how many questions wait for an answer."""
    rows = Conclusion.objects.filter(
        item=OuterRef("pk"), course=Course.OPEN, meeting__state=MeetingState.ANNOUNCED
    ).order_by("due_on", "pk")
    asked = Question.objects.filter(item=OuterRef("pk"), answered_at=None).order_by().values("item")
    counted = asked.annotate(n=Count("pk")).values("n")
    return {
        "concluded": Subquery(rows.values(told=JSONObject(pk="pk", text="text", due_on="due_on"))[:1]),
        "asked": Subquery(counted, output_field=IntegerField()),
    }


def sayings(item: Assignment) -> Iterator[Beside]:
    """The conclusion with its day, and the questions; nothing of an item that was found without these columns."""
    told, asked = getattr(item, "concluded", None), getattr(item, "asked", None)
    if told:
        year, month, day = str(told["due_on"])[:10].split("-")
        said = {"text": told["text"], "day": f"{day}/{month}/{year}"}
        url = reverse("steering:conclusion", args=[told["pk"]])
        yield Beside(_("Conclusion of the committee, to be done by %(day)s: %(text)s") % said, url)
    if asked:
        yield Beside(_("Questions to answer: %(n)s") % {"n": asked}, reverse("steering:item", args=[item.pk]))
