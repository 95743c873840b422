"""What the public page shows of a published month, and the page on which it is proposed, confirmed, withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.rights.access import can
from agencies.rights.roles import Permission
from dashboards.scope import Scope
from dxtracker.lib.crumbs import Crumb
from dxtracker.lib.numbers import number, percent
from kpis.enums import PeriodState
from reports.models import Publication
from reports.publication.content import TABLES, Field, rows_of, title_of
from reports.publication.forms import WithdrawForm
from reports.publication.queries import publications_of

MOST_ROWS = 1000  # of a table on the page; all stand in its files


@dataclass(frozen=True)
class PublicTable:
    """A published table in words (and whether each is a number), with its files; `left` rows stand in these only.

    `fields` are those of its files, `shown` those of the page, in which `rows` are.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    shown: tuple[Field, ...]
    rows: Sequence[Sequence[tuple[str, bool]]]
    left: int
    csv_url: str


@dataclass(frozen=True)
class PublicPage:
    title: str
    province: str
    headline: str
    content: dict[str, Any]
    closed_at: datetime
    data_from: date
    data_to: date
    tables: tuple[PublicTable, ...]
    json_url: str
    others: tuple[tuple[str, str], ...]


def public_page(row: Publication, months: Sequence[tuple[int, int]]) -> PublicPage:
    """The page of what stands in the row; Vietnamese, whoever reads it."""
    told = row.content
    closed_at = datetime.fromisoformat(told["closed_at"])
    return PublicPage(
        title=title_of(row.year, row.month),
        province=told["province"],
        headline=f"{number(told['done'])}/{number(told['applicable'])}",
        content=told | {key: _cell(told[key], "rate") for key in ("rate", "measurable_rate")},
        closed_at=closed_at,
        data_from=date.fromisoformat(told["data_from"]),
        data_to=date.fromisoformat(told["data_to"]),
        tables=tuple(_table(row, name) for name in TABLES),
        json_url=reverse("reports:open-json", args=[row.code, row.year, row.month]),
        others=tuple(
            (f"Tháng {month}/{year}", reverse("reports:open-month", args=[row.code, year, month]))
            for year, month in months
            if (year, month) != (row.year, row.month)
        ),
    )


def _table(row: Publication, name: str) -> PublicTable:
    title, fields = TABLES[name]
    rows = list(rows_of(row.content, name))
    told = [
        [(_cell(cell, field.kind), field.kind != "text") for cell, field in zip(one, fields, strict=True)
         if field.is_on_page]
        for one in rows[:MOST_ROWS]
    ]  # fmt: skip
    url = reverse("reports:open-csv", args=[row.code, row.year, row.month, name])
    shown = tuple(field for field in fields if field.is_on_page)
    return PublicTable(name, title, fields, shown, told, max(len(rows) - MOST_ROWS, 0), url)


def _cell(cell: Any, kind: str) -> str:
    if cell is None or cell == "":
        return "–"
    if kind == "rate":
        return percent(Fraction(cell))
    return number(Fraction(cell)) if kind == "number" else str(cell)


@dataclass(frozen=True)
class Line:
    """A publication with what may be done with it; `public_url` while everybody can read it.

    `is_overtaken`: it can be read, and its month is open again or was closed with other figures since.
    """

    row: Publication
    month: str
    state: str
    is_overtaken: bool
    url: str
    public_url: str
    confirm_url: str
    withdraw_url: str
    form: WithdrawForm


@dataclass(frozen=True)
class PublicationsPage:
    """`month` may be proposed now where `propose_url` is there."""

    lines: tuple[Line, ...]
    month: str
    propose_url: str
    address: str
    crumbs: tuple[Crumb, ...]


def publications_page(scope: Scope, sent: Mapping[int, WithdrawForm] | None = None) -> PublicationsPage:
    """The page of who publishes; one query beside the scope's. `sent`: what was refused, at its publication."""
    rows = publications_of(scope.province)
    administers = can(scope.reader, Permission.ADMINISTER, scope.province)
    is_taken = any(row.period_id == scope.period.pk and row.withdrawn_at is None for row in rows)
    is_closed = scope.states.get(scope.period.pk, scope.period.state) == PeriodState.CLOSED
    may = administers and is_closed and not is_taken and scope.period.has_items
    report = reverse("reports:report") + scope.query
    return PublicationsPage(
        lines=tuple(_line(scope, row, administers, (sent or {}).get(row.pk)) for row in rows),
        month=scope.period.label,
        propose_url=reverse("reports:publication-propose") + scope.query if may else "",
        address=reverse("reports:open", args=[scope.province.code]),
        crumbs=(Crumb(_("Reports"), report), Crumb(_("Publication"))),
    )


def _line(scope: Scope, row: Publication, administers: bool, sent: WithdrawForm | None) -> Line:
    is_over = row.withdrawn_at is not None
    is_shown = row.published_at is not None and not is_over
    may_confirm = not is_over and row.published_at is None and row.proposed_by_id != scope.reader.pk
    state = _("withdrawn") if is_over else _("published") if row.published_at else _("waits for a second person")
    return Line(
        row=row,
        month=f"{row.month}/{row.year}",
        state=state,
        is_overtaken=is_shown and (row.period.state, row.period.checksum) != (PeriodState.CLOSED, row.month_checksum),
        url=reverse("reports:publication", args=[row.pk]),
        public_url=reverse("reports:open-month", args=[row.code, row.year, row.month]) if is_shown else "",
        confirm_url=reverse("reports:publication-confirm", args=[row.pk]) if may_confirm else "",
        withdraw_url=reverse("reports:publication-withdraw", args=[row.pk]) + scope.query
        if administers and not is_over
        else "",
        form=sent or WithdrawForm(auto_id=f"{row.pk}_%s"),
    )
