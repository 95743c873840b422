"""What is written: a month's figures as drafts of an agency, by the very rules of the month's page."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Query, Schema
from pydantic import BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from agencies.models import User
from agencies.rights.access import person_of
from dashboards.answers import json_response
from dxtracker.lib.text import printable
from kpis.entry.causes import causes_of
from kpis.entry.forms import texts_of
from kpis.entry.page import Sheet, sheet_of
from kpis.entry.rows import Row
from kpis.entry.saving import save_all
from kpis.entry.scope import Place, writing_place_of
from kpis.enums import SelfAssessment
from kpis.models import Assignment, Entry
from kpis.models.assignment import TARGET_DIGITS
from kpis.month.words import automatic_words
from machines.api.asked import Code
from machines.api.problems import problem
from machines.api.reading import router
from machines.api.tokens import require_writing, token_of

MOST_ROWS = 500
Number = Annotated[Decimal, Field(**TARGET_DIGITS, allow_inf_nan=False)]
Text = Annotated[str, Field(max_length=4000)]


def _no_truth_value(value: Any) -> Any:
    """`true` is no number 1: another item's figure would be written."""
    if isinstance(value, bool):
        raise PydanticCustomError("int_type", "no number")
    return value


def _no_seconds(value: Any) -> Any:
    """A day as it is written, and not seconds or days since some other one."""
    if isinstance(value, int | float) or (isinstance(value, str) and "-" not in value):
        raise PydanticCustomError("date_type", "no day")
    return value


Key = Annotated[int, Field(ge=1, le=2**63 - 1), BeforeValidator(_no_truth_value)]
Version = Annotated[int, Field(ge=1, le=10**9), BeforeValidator(_no_truth_value)]
Day = Annotated[date, BeforeValidator(_no_seconds)]


class Month(Schema):
    """The month that is written, said in full: no default writes into another one."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    month: Annotated[int, Field(ge=1, le=12)]
    province: Code = ""


class Figures(Schema):
    """One item's month. A field that is left out stays as it stands; null empties it.

    `version` is the one that was read, null where there are no figures yet: where another stands, nothing is written.
    """

    model_config = ConfigDict(extra="forbid")

    item: Key
    version: Version | None = None
    value: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    document_number: Annotated[str, Field(max_length=60)] | None = None
    document_on: Day | None = None
    is_no_activity: bool = False
    cause: Code | None = None
    note: Text | None = None
    self_assessment: SelfAssessment | None = None
    promised_on: Day | None = None


class Sent(Schema):
    model_config = ConfigDict(extra="forbid")

    agency: Annotated[str, Field(min_length=1, max_length=40)]
    rows: Annotated[list[Figures], Field(min_length=1, max_length=MOST_ROWS)]


class Remark(Schema):
    """What makes people look twice at a figure, or is missing before the month may be sent: nothing of it refuses."""

    field: str
    code: str
    message: str


class Written(Schema):
    """`version` is the one to bring next time."""

    item: int
    version: int | None
    status: str | None
    remarks: list[Remark]


class Kept(Schema):
    period: str
    agency: str
    saved: int
    items: list[Written]


@router.post(
    "/entries", response=Kept,
    summary=gettext_lazy("Write figures of the month as drafts of an agency; its head signs and sends them"),
)  # fmt: skip
@transaction.atomic
def write_entries(request: HttpRequest, asked: Query[Month], payload: Sent) -> HttpResponse:
    require_writing(request)
    place = writing_place_of(request, payload.agency, request.path, hold=True)
    if (place.period.plan.year, place.period.month) != (asked.year, asked.month):
        raise Http404
    before = sheet_of(place, person_of(request).pk)
    items = {line.assignment.pk: line.assignment for line in before.lines}
    refused = _unknown(payload.rows, items) + _without_cause(payload.rows, place)
    if refused:
        return problem(422, errors=refused)
    posted = _posted(payload.rows, items, before)
    sheet, saved = save_all(place, posted, person_of(request), source_of(request, person_of(request)))
    rows = {row.pk: row for row in sheet.rows if row.pk in {one.item for one in payload.rows}}
    told = _told(place, saved, rows.values())
    return _refused(told, rows, sheet) if sheet.said or sheet.failed else json_response(told)


def source_of(request: HttpRequest, user: User) -> str:
    """From where the figures come, as the trail of the item says it."""
    if user.is_system:
        return automatic_words(user.full_name)
    return automatic_words(token_of(request).name)


def _unknown(rows: Iterable[Figures], items: Mapping[int, Assignment]) -> list[dict[str, Any]]:
    """An item that is not the agency's own, or stands twice in the request."""
    said, seen = [], set()
    for place, row in enumerate(rows):
        if row.item not in items:
            said.append(_error(place, "item", "unknown", _("The agency has no such item in this year.")))
        elif row.item in seen:
            said.append(_error(place, "item", "twice", _("The item stands twice in the request.")))
        seen.add(row.item)
    return said


def _without_cause(rows: Iterable[Figures], place: Place) -> list[dict[str, Any]]:
    known = {cause.code for cause in causes_of(place)}
    return [
        _error(at, "cause", "unknown", _("There is no such cause."))
        for at, row in enumerate(rows)
        if row.cause and row.cause not in known
    ]


def _error(place: int, field: str, code: str, message: str) -> dict[str, Any]:
    return {"field": f"rows.{place}.{field}", "code": code, "message": message}


def _posted(rows: Iterable[Figures], items: Mapping[int, Assignment], before: Sheet) -> dict[str, str]:
    """The rows as the page's form would send them: only the fields that were given."""
    causes = {cause.code: cause.pk for cause in before.causes}
    stands = {line.assignment.pk: line.entry for line in before.lines}
    posted: dict[str, str] = {}
    for row in rows:
        given = row.model_dump(exclude_unset=True)
        key, entry = row.item, stands[row.item]
        texts = _texts(row, items[key], causes)
        posted |= {f"{key}-{name}": printable(texts[name]) for name in given if name in texts}
        posted[f"{key}-version"] = "" if row.version is None else str(row.version)
        none = row.is_no_activity if "is_no_activity" in given else bool(entry and entry.is_no_activity)
        posted |= {f"{key}-is_no_activity": "on"} if none else {}
    return posted


def _texts(row: Figures, item: Assignment, causes: Mapping[str, int]) -> dict[str, str]:
    """Each field as a person would type it, so that one reading and one set of rules holds for both."""
    said = Entry(
        value=row.value, numerator=row.numerator, denominator=row.denominator, note=row.note or "",
        document_number=row.document_number or "", document_on=row.document_on, promised_on=row.promised_on,
        self_assessment=row.self_assessment or "", cause_id=causes[row.cause] if row.cause else None,
    )  # fmt: skip
    return texts_of(said, item.indicator.unit)


def _told(place: Place, saved: int, rows: Iterable[Row]) -> dict[str, Any]:
    period = f"{place.plan.year}-{place.period.month:02d}"
    return {"period": period, "agency": place.agency.code, "saved": saved, "items": [_written(row) for row in rows]}


def _written(row: Row) -> dict[str, Any]:
    entry = row.line.entry
    remarks = [{"field": "", "code": one.code, "message": one.text} for one in row.remarks]
    remarks += [{"field": one.field, "code": "wanted", "message": one.text} for one in row.gaps]
    return {
        "item": row.pk, "version": entry.version if entry else None, "status": entry.status if entry else None,
        "remarks": remarks,
    }  # fmt: skip


def _refused(told: dict[str, Any], rows: Mapping[int, Row], sheet: Sheet) -> HttpResponse:
    """What could not be saved, row by row; the others are saved, as on the page."""
    errors = [
        {"item": row.pk, "field": field, "code": "wrong", "message": wrong.message}
        for row in rows.values()
        for field, wrong in row.wrong.items()
    ]
    errors += [{"item": key, "field": "", "code": "refused", "message": why} for key, why in sheet.failed.items()]
    overtaken = {"field": "version", "code": "overtaken"}
    overtaken |= {"message": _("Somebody else changed this figure in the meantime.")}
    clashes = [row for row in rows.values() if row.clash and row.pk not in sheet.failed]
    errors += [{"item": row.pk, **overtaken} for row in clashes]
    return problem(409 if clashes else 422, errors=errors, **told)
