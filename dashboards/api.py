"""The boards for machines: the same dataclasses as JSON payloads. Rates are decimal strings, 0…1."""

from django.utils import timezone

from dashboards import tables
from dashboards.boards.agencies import AgencyList
from dashboards.boards.agency import AgencyBoard
from dashboards.boards.freshness import FreshnessBoard
from dashboards.boards.indicator import IndicatorBoard, IndicatorList
from dashboards.boards.item import ItemBoard
from dashboards.boards.promises import PromisesBoard
from dashboards.boards.province import AgencyRow, CommitmentFigures, ProvinceBoard
from dashboards.boards.rows import RowsBoard
from dashboards.scope import Scope
from dashboards.tables import exact, figures, period_code, plain
from kpis.models import Standing, Target
from kpis.scoring import MULTIPLE_FROM
from kpis.wording import reported_unit, unit_of, why


def province(scope: Scope, board: ProvinceBoard) -> dict:
    """The province's month: plan (year), period ("2022-10"), figures, states, agencies, bottlenecks, trend."""
    return {
        "province": scope.province.code,
        "plan": scope.plan.year,
        "period": period_code(scope.period),
        "period_state": scope.period.state,
        **figures(board.counts),
        "mean_rate": exact(board.mean_rate),
        "change": board.change,
        "reported": board.reported,
        "states": dict(board.counts.states),
        "agencies": [_agency(row) for row in board.agencies],
        "bottlenecks": [
            {
                "indicator": line.indicator,
                "indicator_code": line.code,
                "missed": line.missed,
                "applicable": line.applicable,
                "cause": line.cause or None,
                "remover": line.remover or None,
                "lift": line.lift,
            }
            for line in board.bottlenecks
        ],
        "commitments": _commitments(board.commitments),
        "trend": _trend(scope, board.trend),
    }


def agency(scope: Scope, board: AgencyBoard) -> dict:
    """One agency's month: the same figures, and its items."""
    return {
        "code": board.agency.code,
        "name": board.name,
        "plan": scope.plan.year,
        "period": period_code(scope.period),
        "period_state": scope.period.state,
        **figures(board.counts),
        "states": dict(board.counts.states),
        "rank": board.rank,
        "peer_group": board.agency.peer_group.code if board.agency.peer_group else None,
        "score": exact(board.score),
        "items": [item_row(row) for row in board.standings],
        "commitments": [
            {"id": line.pk, "items": line.items, "fulfilled": line.fulfilled, "drifting": line.drifting}
            for line, _url in board.commitments.own
        ],
        "trend": _trend(scope, board.trend),
    }


def item(scope: Scope, board: ItemBoard) -> dict:
    """One item's month, and its months so far."""
    return {
        "plan": scope.plan.year,
        "period": period_code(scope.period),
        "agency": board.agency.name,
        "item": item_row(board.standing) if board.standing else None,
        "months": [
            {"period": p.label, "value": p.value_text, "state": p.state, "fresh": p.fresh} for p in board.chart.points
        ],
    }


def indicator(scope: Scope, board: IndicatorBoard) -> dict:
    """One indicator across agencies."""
    return {
        "code": board.code,
        "indicator": board.name,
        "plan": scope.plan.year,
        "period": period_code(scope.period),
        **figures(board.counts),
        "states": dict(board.counts.states),
        "items": [{"agency": row.agency.code} | item_row(row) for row in board.standings],
    }


def agency_list(scope: Scope, board: AgencyList) -> dict:
    return {"period": period_code(scope.period), "agencies": [_agency(row) for row in board.agencies]}


def indicator_list(scope: Scope, board: IndicatorList) -> dict:
    rows = [{"code": r.code, "indicator": r.name, "pillar": r.pillar, **figures(r.counts)} for r in board.rows]
    return {"period": period_code(scope.period), "indicators": rows}


def rows(scope: Scope, board: RowsBoard) -> dict:
    items = [
        {"id": r.id, "agency": r.agency, "indicator": r.name, "target": r.target_text, "value": r.value_text,
         "state": r.state, "why": r.why}
        for r in board.rows
    ]  # fmt: skip
    return {"period": period_code(scope.period), "total": board.total, "page": board.page.number, "items": items}


def freshness(scope: Scope, board: FreshnessBoard) -> dict:
    """Who has reported the month: items due, entries with figures and by status, lateness in working days."""
    found = (row.report for row in board.rows)
    late = [row.late_this_year for row in board.rows]
    return {
        "period": period_code(scope.period),
        "due_on": scope.period.due_on.isoformat(),
        "agencies": [
            {
                "code": r.code,
                "due": r.due,
                "entered": r.entered,
                "submitted": r.submitted,
                "returned": r.returned,
                "approved": r.approved,
                "submitted_at": timezone.localtime(r.submitted_at).isoformat() if r.submitted_at else None,
                "late_days": r.late_days,
                "late_this_year": n,
            }
            for r, n in zip(found, late, strict=True)
        ],
    }


def promises(scope: Scope, board: PromisesBoard) -> dict:
    """What was promised and what became of it; `state` is open, kept, moved or broken."""
    rows = [
        {"agency": r.agency, "indicator": r.indicator, "first_due": r.first_due.isoformat(),
         "due": r.due.isoformat(), "moved": r.moved, "state": r.state}
        for r in board.rows
    ]  # fmt: skip
    return {"period": period_code(scope.period), "promises": rows}


def item_row(row: Standing) -> dict:
    """One judged item: values as decimal strings in the target's unit, `multiple` a number from 2 on, else None."""
    share = row.attainment
    return {
        "id": row.assignment_id,
        "indicator": row.indicator.name,
        "indicator_code": row.indicator.code,
        "unit": unit_of(row.target, row.indicator),
        "reported_unit": reported_unit(row) or None,
        "target": _target(row.target),
        "value": plain(row.value),
        "numerator": plain(row.numerator),
        "denominator": plain(row.denominator),
        "attainment": exact(share),
        "multiple": tables.multiple(share) if share is not None and share >= MULTIPLE_FROM else None,
        "state": row.state,
        "why": why(row),
        "deadline": row.assignment.deadline.isoformat() if row.assignment.deadline else None,
        "promise_on": row.promise_on.isoformat() if row.promise_on else None,
        "reporting": row.reporting,
    }


def _agency(row: AgencyRow) -> dict:
    return {"code": row.code, "name": row.name, "peer_group": row.peer_group, **figures(row.counts)} | {
        "rank": row.rank, "change": row.change, "freshness": row.freshness,
    }  # fmt: skip


def _commitments(found: CommitmentFigures | None) -> dict | None:
    """What agencies signed and, apart, what their divisions did."""
    if found is None:
        return None
    divisions = found.divisions._asdict() if found.divisions else None
    return {"agencies": found.agencies._asdict(), "divisions": divisions}


def _trend(scope: Scope, points) -> list[dict]:
    """The months that have standings: period, done, applicable."""
    known = {p.month: p for p in scope.year_periods}
    return [
        {"period": period_code(known[p.month]), "month": p.month, "done": p.done, "applicable": p.applicable}
        for p in points
        if p.applicable and p.month in known and p.month <= scope.period.month
    ]


def _target(target: Target | None) -> dict | None:
    if target is None:
        return None
    return {"op": target.operator, "low": plain(target.low), "high": plain(target.high), "raw": target.raw}
