"""The import of successions as one of the kinds of import."""

from typing import Any

from workbooks.kinds.kind import Kind
from workbooks.kinds.preview import Outcome
from workbooks.kinds.succession import read, write


def describe(outcome: Outcome) -> list[dict[str, Any]]:
    """The good rows for machines: sheet, row, code before, code after, day, decision."""
    return [
        {
            "sheet": row.line.sheet,
            "row": row.line.row,
            "before": row.before.code,
            "after": group.code,
            "day": row.day.isoformat(),
            "decision": row.text("legal_basis"),
        }
        for group in outcome.payload
        for row in group.due
    ]


KIND = Kind(read.read, write.write, describe, write.undo)
