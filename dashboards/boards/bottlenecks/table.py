"""The bottlenecks for machines and as a workbook."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from dashboards.boards.bottlenecks.page import BottleneckLine, BottlenecksBoard, CauseLine, Lift, SaidLine
from dashboards.boards.bottlenecks.words import STATE_WORDS
from dashboards.scope import Scope
from dashboards.tables import Column, Export, Table, exact, iso, month_json, period_code, subtitle_of, words_of


class Named(NamedTuple):
    """A bottleneck and one of its causes; None where no agency names any."""

    row: BottleneckLine
    cause: CauseLine | None


class Lifted(NamedTuple):
    row: BottleneckLine
    cause: CauseLine
    lift: Lift


def payload(scope: Scope, board: BottlenecksBoard) -> dict:
    """The month's bottlenecks: names to read, agencies by code; `share` is exact, 0…1, days are ISO text."""
    return {
        "province": scope.province.code,
        **month_json(scope),
        "bottlenecks": [_row_json(row) for row in board.rows],
        "removers": [
            {"remover": row.name or None, "causes": len(row.causes), "agencies": row.agencies, "lift": row.lift}
            for row in board.removers
        ],
        "resolved": [_said_json(row) for row in board.said if row.state == "resolved"],
    }


def _row_json(row: BottleneckLine) -> dict:
    return {
        "indicator": row.name,
        "missed": row.missed,
        "applicable": row.applicable,
        "share": exact(row.share),
        "since": iso(row.since),
        "causes": [
            {
                "code": cause.code,
                "name": cause.name,
                "agencies": list(cause.agencies),
                "remover": cause.remover or None,
                "lift": cause.lift,
            }
            for cause in row.causes
        ],
        "state": row.state,
        "owner": row.owner or None,
        "due_on": iso(row.due_on),
    }


def _said_json(row: SaidLine) -> dict:
    return {
        "indicator": row.indicator,
        "cause": row.cause,
        "owner": row.said.owner,
        "resolved_on": iso(row.said.resolved_on),
        "lifted": row.done.done if row.done else None,
        "of": row.done.items if row.done else None,
    }


def export(scope: Scope, board: BottlenecksBoard) -> Export:
    """A line for each cause of each bottleneck; beside it who can remove what, and what each fix lifts by agency."""
    named = [Named(row, cause) for row in board.rows for cause in row.causes or (None,)]
    lifts = [Lifted(row, cause, lift) for row in board.rows for cause in row.causes for lift in cause.lifts]
    beside = [table for table in (_removers_table(board), _lifts_table(lifts)) if table.rows]
    subtitle = subtitle_of(scope, scope.province.name, board.counts)
    return Export(f"diem-nghen-{period_code(scope.period)}", subtitle, (_causes_table(named), *beside))


def _of_cause(name: str) -> Any:
    return lambda pair: getattr(pair.cause, name) if pair.cause else None


def _causes_table(rows: list[Named]) -> Table:
    columns = (
        Column("indicator_code", _("Code"), of="row.code"),
        Column("indicator", _("Indicator"), width=44, of="row.name"),
        Column("missed", _("Agencies that miss it"), "number", of="row.missed"),
        Column("applicable", _("Applicable"), "number", of="row.applicable"),
        Column("share", _("Share"), "percent", of="row.share"),
        Column("since", _("Since"), "date", of="row.since"),
        Column("cause_code", _("Cause"), of=_of_cause("code")),
        Column("cause", _("Cause"), width=44, of=_of_cause("name")),
        Column("remover", _("To be removed by"), width=28, of=lambda pair: (pair.cause and pair.cause.remover) or None),
        Column(
            "agencies", _("Agencies that name it"), "number", of=lambda p: len(p.cause.agencies) if p.cause else None
        ),
        Column("lift", _("Tasks gained"), "number", of=_of_cause("lift")),
        Column("best_rate", _("Rate then"), "percent", of=_of_cause("rate_then")),
        Column("state", _("State"), "state", words_of(STATE_WORDS.items()), 18, of="row.state"),
        Column("owner", _("Responsible"), width=28, of=lambda pair: pair.row.owner or None),
        Column("due_on", _("To be resolved by"), "date", of="row.due_on"),
    )
    shown = tuple(column.key for column in columns if column.key != "cause_code")
    return Table(_("Bottlenecks"), _("Bottlenecks"), columns, rows, shown, frozen=2)


def _removers_table(board: BottlenecksBoard) -> Table:
    columns = (
        Column("remover", _("To be removed by"), width=40, of=lambda row: row.name or _("Nobody is named yet")),
        Column("causes", _("Causes"), "number", of=lambda row: len(row.causes)),
        Column("agencies", _("Agencies blocked"), "number"),
        Column("lift", _("Tasks gained"), "number"),
    )
    return Table(_("By who removes"), _("Bottlenecks by who can remove them"), columns, board.removers)


def _lifts_table(rows: list[Lifted]) -> Table:
    columns = (
        Column("indicator", _("Indicator"), width=44, of="row.name"),
        Column("cause", _("Cause"), width=44, of="cause.name"),
        Column("agency", _("Code"), of="lift.agency"),
        Column("agency_name", _("Agency"), width=34, of="lift.name"),
        Column("done", _("Done"), "number", of="lift.done"),
        Column("done_then", _("Done then"), "number", of="lift.done_then"),
        Column("applicable", _("Applicable"), "number", of="lift.applicable"),
        Column("rate", _("Share"), "percent", of="lift.rate"),
        Column("rate_then", _("Rate then"), "percent", of="lift.rate_then"),
    )
    return Table(_("Lift by agency"), _("What each fix lifts, by agency"), columns, rows)
