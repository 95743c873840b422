"""The matrix for machines and as a workbook with its colours."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from dashboards.boards.matrix.cells import Cell
from dashboards.boards.matrix.page import Head, MatrixBoard, Row
from dashboards.parts.filters import filter_words
from dashboards.scope import Scope
from dashboards.tables import Column, Export, Table, exact, month_json, period_code, state_column, subtitle_of
from dxtracker.lib.numbers import plain
from kpis.enums import State
from kpis.standings.words import quantity


class Assigned(NamedTuple):
    """A cell with the agency and the indicator it stands at."""

    agency: Head
    indicator: Head
    cell: Cell


def assigned(board: MatrixBoard) -> list[Assigned]:
    """The cells that are assigned and shown, row by row."""
    heads = board.indicators
    return [
        Assigned(row.head, head, one)
        for row in board.agencies
        for place, head in enumerate(heads)
        for one in row.items(place)
    ]


def payload(scope: Scope, board: MatrixBoard) -> dict:
    """Agencies and indicators in the order of the page, cells by their codes: value and attainment as exact text."""
    return {
        "province": scope.province.code,
        **month_json(scope),
        "agencies": [{"code": row.head.code, "name": row.head.name} for row in board.agencies],
        "indicators": [{"code": h.code, "name": h.name, "pillar": h.group} for h in board.indicators],
        "cells": [
            {
                "agency": agency.code,
                "indicator": indicator.code,
                "item": cell.item,
                "state": cell.state,
                "value": plain(cell.value),
                "attainment": exact(cell.attainment),
            }
            for agency, indicator, cell in assigned(board)
        ],
    }


def export(scope: Scope, board: MatrixBoard) -> Export:
    """Machines get a line for each cell; people the matrix in its colours, and beside it but on paper those lines."""
    subtitle = subtitle_of(scope, scope.province.name, board.counts, filter_words(board.form))
    only = {"csv": (_cells,), "pdf": (_matrix,)}.get(scope.format, (_matrix, _cells))
    return Export(f"ma-tran-{period_code(scope.period)}", subtitle, tuple(made(board) for made in only))


def _cells(board: MatrixBoard) -> Table:
    columns = (
        Column("agency", _("Code"), of="agency.code"),
        Column("agency_name", _("Agency"), width=34, of="agency.name"),
        Column("indicator", _("Code"), of="indicator.code"),
        Column("indicator_name", _("Indicator"), width=44, of="indicator.name"),
        Column("pillar", _("Pillar"), of="indicator.group"),
        Column("item", _("Number"), "number", of="cell.item"),
        state_column("state", _("State"), 18, "cell.state", "cell.reason"),
        Column("value", _("Result"), "number", of="cell.value"),
        Column("attainment", _("Against the target"), "percent", of="cell.attainment"),
    )
    return Table(_("Cells"), _("Items of the matrix"), columns, assigned(board), frozen=4)


def _matrix(board: MatrixBoard) -> Table:
    columns = [
        Column("agency", _("Agency"), width=26, of="head.short"),
        Column("done", _("Done"), "number", of="head.counts.done"),
        Column("applicable", _("Applicable"), "number", of="head.counts.applicable"),
        *(_column(head, place) for place, head in enumerate(board.indicators)),
    ]
    return Table(_("Matrix"), _("Agencies by indicators"), tuple(columns), board.agencies, frozen=3)


def _column(head: Head, place: int) -> Column:
    def text(row: Row) -> str | None:
        said = [State(c.state).sign + ("" if c.value is None else f" {quantity(c.value)}") for c in row.items(place)]
        return "; ".join(said) or None

    def fill(row: Row) -> str:
        return f"state-{row.items(place)[0].state}" if row.cells[place] else ""

    return Column(head.code, f"{head.name} ({head.counts.done}/{head.counts.applicable})", width=14, of=text, fill=fill)
