"""Named reads of commitments."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import formats
from django.utils.translation import gettext as _

from agencies.models import Agency
from commitments.enums import Precision
from commitments.models import Commitment, CommitmentItem
from kpis.enums import MET
from kpis.models import Period, Standing


@dataclass(frozen=True)
class CommitmentLine:
    """A commitment in short: who signed, when, how many items, how many of them met in the period."""

    title: str
    signatory: str
    signed_text: str
    items: int
    fulfilled: int


def commitments_of(agency: Agency, period: Period) -> list[CommitmentLine]:
    """The commitments that `agency` made in the period's plan: one query.

    An item is fulfilled when it is linked to assigned items and all of them are met in the period.
    """
    linked = Standing.objects.filter(assignment__commitment_items=OuterRef("pk"), period=period)
    unmet = linked.exclude(state__in=MET)
    met = CommitmentItem.objects.filter(Exists(linked), ~Exists(unmet))
    rows = Commitment.objects.filter(agency=agency, event__plan=period.plan_id).select_related("event")
    rows = rows.annotate(n=Count("items"), met=Count("items", filter=Q(items__in=met)))
    return [
        CommitmentLine(
            title=_("With %(party)s") % {"party": row.counterparty_name},
            signatory=row.signatory_name,
            signed_text=signed_text(row),
            items=row.n,
            fulfilled=row.met,
        )
        for row in rows
    ]


def signed_text(commitment: Commitment) -> str:
    """The day of signing as written, or as exactly as it is known."""
    event = commitment.event
    if event.signed_text:
        return event.signed_text
    if event.precision == Precision.DAY:
        return formats.date_format(event.signed_on, "SHORT_DATE_FORMAT")
    if event.precision == Precision.MONTH:
        return f"{event.signed_on.month}/{event.signed_on.year}"
    return str(event.signed_on.year)
