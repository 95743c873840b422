"""Workbooks of Excel 2007 and later."""

import posixpath
from typing import TypeVar

from workbooks.opening.archive import Archive
from workbooks.opening.gathering import Palette, PlainCell, PlainSheet
from workbooks.opening.limits import Refused
from workbooks.opening.markup import Visitor, visit
from workbooks.opening.parts import Contents, Relations, Strings, Styles
from workbooks.opening.sheets import SheetVisitor
from workbooks.opening.sniffing import check_package

AnyVisitor = TypeVar("AnyVisitor", bound=Visitor)


def read_xlsx(data: bytes) -> tuple[str, list[PlainCell], list[PlainSheet]]:
    """The format ("xlsx", or "xlsm" where there are macros, which nobody runs), the cells, the sheets."""
    archive = Archive(data)
    check_package(archive)
    main = _relations(archive, "").first("officeDocument") or "xl/workbook.xml"
    contents = _shown(archive, main, Contents())
    relations = _relations(archive, main)
    strings, styles = relations.first("sharedStrings"), relations.first("styles")
    palette = Palette(
        _shown(archive, styles, Styles()).found() if styles else (),
        _shown(archive, strings, Strings()).strings if strings else (),
        contents.is_1904,
    )
    sheets = []
    seen: set[str] = set()
    for name, relation, is_hidden in contents.sheets:
        kind, part = relations.targets.get(relation, ("", ""))
        if kind != "worksheet":
            continue  # a chart on a sheet of its own
        # One part shown as three hundred sheets would be read three hundred times.
        if part in seen or name in seen:
            raise Refused("damaged_workbook", name)
        seen |= {part, name}
        sheets.append(_sheet(archive, name, part, is_hidden, palette))
    if not sheets:
        raise Refused("damaged_workbook")
    is_macro = archive.has(posixpath.join(posixpath.dirname(main), "vbaProject.bin"))
    return "xlsm" if is_macro else "xlsx", palette.cells, sheets


def _sheet(archive: Archive, name: str, part: str, is_hidden: bool, palette: Palette) -> PlainSheet:
    visitor = _shown(archive, part, SheetVisitor(name, palette))
    return visitor.gathered.finished(visitor.merges, visitor.hidden_rows, visitor.hidden_columns, is_hidden)


def _shown(archive: Archive, part: str, visitor: AnyVisitor) -> AnyVisitor:
    with archive.open(part) as stream:
        visit(stream, visitor)
    return visitor


def _relations(archive: Archive, part: str) -> Relations:
    """The relationships of a part; of the package itself for an empty name."""
    folder, name = posixpath.split(part)
    relations = Relations(folder)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    return _shown(archive, path, relations) if archive.has(path) else relations
