"""Who leads an item in a month, also in one that has no standings yet."""

from django.db.models import BigIntegerField, F, Field, OuterRef, Subquery, TextField
from django.db.models.functions import Coalesce

from kpis.models import Handover


def lead_in(month: int, of: str = "") -> Coalesce:
    """For a query on assigned items: who leads each in a month (1…12) of its plan, by key or by its text field `of`.

    That is the agency before the next handover, else the one that leads it now.
    """
    later = Handover.objects.filter(assignment=OuterRef("pk"), in_force_from__month__gt=month)
    found = Subquery(later.order_by("in_force_from__month").values(f"before__{of}" if of else "before")[:1])
    kind: Field = TextField() if of else BigIntegerField()
    return Coalesce(found, F(f"agency__{of}" if of else "agency"), output_field=kind)
