"""The assigned items of a plan as a workbook that imports again with "unchanged" for every row.

One row an item, with the target in force in the month from which an import would set new ones. Texts are canonical
(kpis/grammar/values.py reads what it writes); a cell is empty where the item says nothing, and an import leaves it
alone.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies.clock import now
from agencies.enums import Level
from agencies.models import Agency
from dxtracker.lib import xlsx
from kpis.errors import CannotChange
from kpis.grammar import values as cells
from kpis.grammar.shapes import Goal, When
from kpis.models import Assignment, Period, Plan
from workbooks.enums import ImportKind
from workbooks.kinds.assignments.compare import stored_items
from workbooks.kinds.directory import directory_of
from workbooks.kinds.registry import first_open
from workbooks.kinds.template import HEADINGS, WIDTHS
from workbooks.reading.agencies import names

BETWEEN = "; "
TARGET, DEADLINE, NUMBERS = 5, 9, (12, 13)  # places among the headings
YEAR = {"vi": "năm ", "en": ""}


def export(plan: Plan, agencies: QuerySet[Agency], filters: Mapping[str, Any], language: str = "vi") -> bytes:
    """The items of `plan` at `agencies` as .xlsx; `filters`: Assignment lookups ("agency__code": "SXD").

    Divisions' own items are not among them: a sheet gives items to agencies. Nor are items withdrawn by the month of
    the targets. Items without a target in it are on a second sheet, by name only: a row of a sheet gives a target.
    """
    held = Assignment.objects.filter(plan=plan, agency__in=agencies, **filters).exclude(agency__level=Level.DIVISION)
    held = held.select_related("agency", "indicator").order_by("agency__sort_order", "agency__path", "sort_order", "pk")
    with override(language):
        return _written(plan, list(held), language)


def month_of(plan: Plan) -> Period:
    """The month whose targets are exported: the one from which an import sets them, the last of a closed year.

    Raises CannotChange for a plan whose months are not planned yet.
    """
    last = plan.periods.order_by("month").last()
    if last is None:
        raise CannotChange(_("Plan the months of this year first."))
    return last if last.is_closed else first_open(plan)


def _written(plan: Plan, held: list[Assignment], language: str) -> bytes:
    period = month_of(plan)
    asked = [item for item in stored_items(plan, period).values() if not item.is_withdrawn]
    stored = {item.pk: item.stored for item in asked if item.stored}
    held = [item for item in held if item.pk in stored]  # no sheet tells two items of one indicator at an agency apart
    given = [(item, stored[item.pk]) for item in held if stored[item.pk]["operator"]]
    waiting = [(f"{item.agency.name}: {item.indicator.name}",) for item in held if not stored[item.pk]["operator"]]
    spelled = _Spellings(plan, directory_of(plan.province, period.data_to))
    sheets = [
        xlsx.SheetSpec(
            _("Items"),
            _columns(plan, language),
            [(n, *_row(item, values, spelled, language)) for n, (item, values) in enumerate(given, 1)],
            titles=[
                _("ITEMS ASSIGNED IN %(year)s") % {"year": plan.year},
                _("Targets in force in: %(month)s") % {"month": period.within},
            ],
            notes={(n, DEADLINE): note for n, (_item, v) in enumerate(given, 1) if (note := _both(v))},
            frozen=3,
        )
    ]
    if waiting:
        sheets.append(xlsx.SheetSpec(_("No target yet"), [xlsx.Column(_("No target yet"), width=100)], waiting))
    return xlsx.write(sheets, title=plan.name, made_at=now())


def _columns(plan: Plan, language: str) -> list[xlsx.Column]:
    headings = HEADINGS[ImportKind.ASSIGNMENTS].get(language, HEADINGS[ImportKind.ASSIGNMENTS]["en"])
    named = [
        f"{text} {YEAR.get(language, '')}{plan.year}" if n == TARGET else text for n, text in enumerate(headings, 1)
    ]
    kinds: dict[int, xlsx.Kind] = {1: "number", **dict.fromkeys(NUMBERS, "number")}
    widths = WIDTHS[ImportKind.ASSIGNMENTS]
    return [xlsx.Column(text, kinds.get(n, "text"), widths[n - 1]) for n, text in enumerate(named, 1)]


def _row(item: Assignment, values: Mapping[str, Any], spelled: "_Spellings", language: str) -> tuple[Any, ...]:
    unit = values["unit"] or ""
    goal = Goal(values["operator"], values["low"], values["high"], unit=unit)
    inside = spelled.divisions_of(item.agency.code, values["coordinators"])
    helping = [code for code in values["coordinators"] if code not in inside]
    when = When() if _both(values) else When(values["deadline"], values["is_recurring"])
    texts = (
        item.indicator.code,
        item.indicator.name,
        unit,
        cells.format_target(goal, unit, language),
        spelled.of(item.agency.code),
        BETWEEN.join(spelled.ways[code][1] for code in inside),
        spelled.all_of(helping, values["noted"]),
        cells.format_deadline(when),
        values["product"],
        values["section"],
    )
    return *(text or None for text in texts), values["weight"].normalize(), values["baseline"]


def _both(values: Mapping[str, Any]) -> str:
    """A deadline of an item that also recurs: no cell says both, an empty one leaves both as they are."""
    if not (values["deadline"] and values["is_recurring"]):
        return ""
    return BETWEEN.join(cells.format_deadline(When(*each)) for each in ((values["deadline"], False), (None, True)))


class _Spellings:
    """How agencies are written so that they are found again: by name, else short name, else code."""

    def __init__(self, plan: Plan, known: names.Directory):
        self.known = known
        columns = ("code", "name", "short_name")
        self.ways = {row[0]: row for row in Agency.objects.filter(province=plan.province).values_list(*columns)}
        self.ways[plan.province.code] = (plan.province.code, plan.province.name, plan.province.short_name)

    def divisions_of(self, code: str, helping: Iterable[str]) -> list[str]:
        """Those of `helping` that are divisions of the agency: they have a column of their own."""
        own = set(self.known.divisions.get(code, {}).values())
        return [each for each in helping if each in own]

    def of(self, code: str) -> str:
        """One agency."""
        _code, name, short = self.ways[code]
        ways = [way for way in (name, short, code) if way]
        return next((way for way in ways if self._is_read(way, (code,), ())), name)

    def all_of(self, codes: Iterable[str], notes: Iterable[str]) -> str:
        """Several, and bodies that are no agencies of ours; by their codes where the names run into each other."""
        codes, notes = tuple(codes), tuple(notes)
        text = BETWEEN.join([*map(self.of, codes), *notes])
        if codes and not self._is_read(text, codes, notes):
            text = BETWEEN.join([*codes, *notes])
        return text

    def _is_read(self, text: str, codes: tuple[str, ...], notes: tuple[str, ...]) -> bool:
        found = names.find(text, self.known)
        unknown = {problem.details.get("name") for problem in found.unknown}
        return set(found.codes) == set(codes) and len(unknown) == len(set(notes))
