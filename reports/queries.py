"""Small named reads of wording, of what people added, and of what was issued."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import DateField, DateTimeField, F, Value
from django.db.models.functions import Cast

from agencies.models import Agency, User
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


class Issued(NamedTuple):
    """An issued report as lists name it."""

    key: int
    number: str
    issued_on: date
    signatory: str


def around(agency: Agency, period: Period, kind: str) -> tuple[dict[str, Addition], list[Issued]]:
    """What people added to a report, as `additions_of`, and what was issued of it, the latest first. One query."""
    which = {"agency": agency.pk, "period": period.pk, "kind": kind}
    no_day, no_time = Cast(Value(None), DateField()), Cast(Value(None), DateTimeField())
    names = ("issued", "pk", "name", "words", "day", "moment", "who")
    added = Addition.objects.filter(**which).order_by().annotate(
        issued=Value(0), name=F("section"), words=F("text"), day=no_day, moment=F("at"), who=F("by__full_name")
    )  # fmt: skip
    reports = IssuedReport.objects.filter(**which).order_by().annotate(
        issued=Value(1), name=F("number"), words=F("signatory"), day=F("issued_on"), moment=no_time, who=Value("")
    )  # fmt: skip
    additions: dict[str, Addition] = {}
    issued: list[Issued] = []
    rows = added.values_list(*names).union(reports.values_list(*names), all=True)
    for is_issued, key, name, words, day, moment, who in sorted(rows, key=lambda row: row[:2]):
        if is_issued:
            issued.append(Issued(key, name, day, words))
        else:
            additions[name] = Addition(pk=key, section=name, text=words, at=moment, by=User(full_name=who or ""))
    issued.sort(key=lambda row: (row.issued_on, row.key), reverse=True)
    return {section: row for section, row in additions.items() if row.text}, issued
