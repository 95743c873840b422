"""Small named reads of wording, of what people added, and of what was issued."""

from collections.abc import Mapping, Sequence

from agencies.models import Agency
from kpis.models import Period
from reports.models import Addition, IssuedReport, Wording


def wording_of(province: Agency) -> Mapping[str, str]:
    """A province's own phrases by key; those it does not have are the standard ones. One query."""
    rows = Wording.objects.filter(province=province.pk).order_by("pk").values_list("key", "text")
    return {key: text for key, text in dict(rows).items() if text}


def additions_of(agency: Agency, period: Period, kind: str) -> dict[str, Addition]:
    """What people added to a report, by section: the latest row of each that says something. One query."""
    rows = Addition.objects.filter(agency=agency.pk, period=period.pk, kind=kind).select_related("by").order_by("pk")
    return {section: row for section, row in {row.section: row for row in rows}.items() if row.text}


def issued_of(agency: Agency, period: Period, kind: str) -> Sequence[IssuedReport]:
    """What was issued of that month, the latest first. One query."""
    rows = IssuedReport.objects.filter(agency=agency.pk, period=period.pk, kind=kind).defer("content")
    return list(rows.select_related("by"))
