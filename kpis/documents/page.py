"""Everything by one document: items and targets that rest on it, figures and evidence that name it, what floors above
add (`also`)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, F, Model, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from agencies.queries import in_tree_order, whole_name
from agencies.rights.access import provinces, visible_agencies
from dxtracker.lib.crumbs import Crumb
from dxtracker.lib.text import fold, same_name_key
from kpis.measuring.workflow import WITH_AGENCY
from kpis.models import Assignment, Bottleneck, Document, Entry, Goal, Plan, Target
from kpis.standings.words import target_text

MOST = 1_000  # lines of a section
FEW = 12  # lines that are read as they stand; more are folded by whose they are
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Line:
    """One thing that rests on a document: what, whose, of which time, where it stands."""

    title: str
    whose: str
    about: str = ""
    url: str = ""


@dataclass(frozen=True)
class Section:
    """The lines of one kind, those of an agency beside each other; `total` where not all of them are here."""

    name: str
    lines: list[Line]
    total: int = 0

    @property
    def count(self) -> int:
        return max(self.total, len(self.lines))

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.lines)

    @property
    def folded(self) -> list[tuple[str, list[Line]]]:
        """Whose they are, with their lines, in the order of the lines; nothing where the lines are few."""
        if len(self.lines) <= FEW:
            return []
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.whose, []).append(line)
        return list(found.items())


@dataclass(frozen=True)
class DocumentPage:
    document: Document
    sections: list[Section]
    crumbs: list[Crumb]


@dataclass(frozen=True)
class DocumentRow:
    document: Document
    url: str
    items: int
    targets: int


Also = Callable[[Document, QuerySet[Agency]], Iterable[Section]]
also: list[Also] = []


def documents_of(province: Agency, asked: str = "") -> list[DocumentRow]:
    """The documents of a province, newest first, with what rests on them; every word of `asked` occurs, marks ignored.

    Three queries.
    """
    rows = Document.objects.filter(province=province)
    words = fold(asked).split()[:8]
    items = Count("pk", distinct=True)
    of_items = dict(Assignment.objects.filter(document__province=province).values_list("document").annotate(items))
    of_targets = dict(Target.objects.filter(document__province=province).values_list("document").annotate(items))
    return [
        DocumentRow(row, reverse("kpis:document", args=[row.pk]), of_items.get(row.pk, 0), of_targets.get(row.pk, 0))
        for row in rows
        if all(word in _searched(row) for word in words)
    ]


def _searched(row: Document) -> str:
    return fold(f"{row.kind} {row.number} {row.symbol} {row.issuer} {row.title}")


def document_or_404(user: User, pk: int) -> Document:
    return get_object_or_404(Document.objects.select_related("province"), pk=pk, province__in=provinces(user))


def page_of(document: Document, user: User) -> DocumentPage:
    """What the person may see of all that rests on a document or names it; six queries and those of floors above."""
    seen = visible_agencies(user)
    found = [_items(document, seen), _targets(document, seen), _goals(document, seen), _plans(document)]
    found.append(_bottlenecks(document, seen))
    found += [_named(document, seen), *(section for more in also for section in more(document, seen))]
    crumbs = [Crumb(_("Documents"), reverse("kpis:documents")), Crumb(str(document))]
    return DocumentPage(document, [section for section in found if section.lines], crumbs)


def _first(rows: QuerySet[Row]) -> tuple[list[Row], int]:
    """As many rows as a section shows, and how many there are; a second query only where they are more."""
    found = list(rows[: MOST + 1])
    return found[:MOST], rows.count() if len(found) > MOST else len(found)


def _items(document: Document, seen: QuerySet[Agency]) -> Section:
    by = Q(document=document) | Q(applicable_by=document) | Q(withdrawn_by=document)
    rows = Assignment.objects.filter(by, agency__in=seen).select_related("agency__parent", "indicator", "plan")
    found, total = _first(rows.order_by("-plan__year", *in_tree_order(), "sort_order"))
    lines = [Line(r.indicator.name, whole_name(r.agency), str(r.plan.year), r.get_absolute_url()) for r in found]
    return Section(_("Items"), lines, total)


def _targets(document: Document, seen: QuerySet[Agency]) -> Section:
    rows = Target.objects.filter(document=document, assignment__agency__in=seen).select_related(
        "assignment__agency__parent", "assignment__indicator", "in_force_from__plan"
    )
    found, total = _first(rows.order_by(*in_tree_order("assignment__agency"), "assignment__sort_order", "pk"))
    lines = [
        Line(
            f"{row.assignment.indicator.name}: {target_text(row)}", whole_name(row.assignment.agency),
            row.in_force_from.label, row.assignment.get_absolute_url(),
        )
        for row in found
    ]  # fmt: skip
    return Section(_("Targets"), lines, total)


def _goals(document: Document, seen: QuerySet[Agency]) -> Section:
    found, total = _first(Goal.objects.filter(document=document, agency__in=seen).select_related("indicator", "agency"))
    lines = [Line(f"{g.indicator.name}: {g.raw}", g.agency.name, str(g.year)) for g in found]
    return Section(_("Goals of later years"), lines, total)


def _plans(document: Document) -> Section:
    return Section(_("Plans"), [Line(plan.name, str(plan.year)) for plan in Plan.objects.filter(document=document)])


def _bottlenecks(document: Document, seen: QuerySet[Agency]) -> Section:
    """Those that it confirmed or resolved, for who sees the whole province."""
    by = Q(document=document) | Q(resolved_document=document)
    rows = Bottleneck.objects.filter(by, plan__province__in=seen).select_related("indicator", "cause", "plan")
    lines = [
        Line(row.indicator.name, row.cause.name, str(row.plan.year), reverse("kpis:bottleneck", args=[row.pk]))
        for row in rows[:MOST]
    ]
    return Section(_("Bottlenecks"), lines)


def _named(document: Document, seen: QuerySet[Agency]) -> Section:
    """Evidence and finished tasks whose number is the document's; what is not sent yet is the agency's own."""
    if not document.number:
        return Section("", [])
    wanted = keys_of(document)
    names = Q(document_number__startswith=document.number) | Q(proof__startswith=document.number)
    rows = Entry.objects.filter(assignment__agency__in=seen).exclude(status__in=WITH_AGENCY)
    rows = rows.annotate(proof=F("evidence__document_number")).filter(names)
    rows = rows.select_related("assignment__agency", "assignment__indicator", "period__plan").order_by("pk")[:MOST]
    found = [(number, row) for row in rows for number in (row.document_number, row.proof) if number]
    lines = {
        (row.pk, number): Line(
            f"{row.assignment.indicator.name}: {number}",
            row.assignment.agency.name,
            row.period.label,
            row.assignment.get_absolute_url(),
        )
        for number, row in found
        if same_name_key(number) in wanted
    }
    return Section(_("Evidence that names it"), list(lines.values()))


def keys_of(document: Document) -> set[str]:
    """The ways of writing a document's number: "177/KH-UBND", and without its symbol where it has none."""
    sign = "/".join(part for part in (document.number, document.symbol) if part)
    return {same_name_key(text) for text in (sign, f"{document.kind} {sign}") if text}
