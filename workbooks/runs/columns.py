"""What a person says of columns, as `choices["columns"]` holds it: {sheet: {column number: role}}."""

from collections.abc import Iterable, Mapping

from django.http import QueryDict

from workbooks.kinds.labels import roles_of
from workbooks.models import ImportRun


def changed_columns(run: ImportRun, posted: QueryDict) -> dict[str, dict[str, str]]:
    """The columns whose posted role differs from what was understood, with what was said of the same sheets before.

    `posted` holds `sheet`, once for each sheet that shares the headings, and `column-N` with a role. Anything that is
    no column of these sheets, or no role, is passed over.
    """
    roles = roles_of(run.kind)
    earlier: Mapping[str, Mapping[str, str]] = run.choices.get("columns", {})
    found: dict[str, dict[str, str]] = {}
    for table in run.understood.get("tables", []):
        if table["sheet"] not in posted.getlist("sheet"):
            continue
        said = found.setdefault(table["sheet"], dict(earlier.get(table["sheet"], {})))
        for column in table["columns"]:
            role = posted.get(f"column-{column['number']}", "")
            if role in roles and role != column["role"]:
                said[str(column["number"])] = role
    return {sheet: said for sheet, said in found.items() if said}


def forgotten_columns(sheets: Iterable[str]) -> dict[str, dict[str, str]]:
    """What takes back everything that was said of the columns of `sheets`."""
    return {sheet: {} for sheet in sheets}
