"""One row of the month's page: an item, its cells, what they come to, and all that is to be said of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import User
from agencies.pages.addresses import address_of
from kpis.entry.causes import Causes
from kpis.entry.cells import Cell, cells_of
from kpis.entry.forms import FIELDS, Said, Wrong, fields_of, texts_of
from kpis.entry.scope import Place
from kpis.enums import EntryStatus, Kind, OverTime, Reporting, State
from kpis.measuring.measures import Judgement
from kpis.measuring.workflow import can_move
from kpis.models import Cause, Entry, Evidence, Standing
from kpis.month import plausibility as rules
from kpis.month.beside import Beside, beside
from kpis.month.figures import change_words, figure_words
from kpis.month.lines import Counted, Line
from kpis.month.readiness import Gap
from kpis.month.words import Proposal, automatic_words, gap_words, keep_words, parts_fields, proposals, remark_words
from kpis.standings import actions as standings
from kpis.standings import words as wording
from kpis.standings.judged import judged_of

HOW_MONTHS_COMBINE = {
    OverTime.CUMULATIVE: gettext_lazy("running total since the start of the year"),
    OverTime.SUM: gettext_lazy("the month's own figure, months are added"),
    OverTime.LATEST: gettext_lazy("as it stands this month"),
    OverTime.AVERAGE: gettext_lazy("the month's own figure, months are averaged"),
    OverTime.MAX: gettext_lazy("the month's own figure, the best month counts"),
}


@dataclass(frozen=True)
class Remarked:
    code: str
    text: str
    buttons: tuple[Proposal, ...]
    keep: str  # what answers the remark and leads to the note; empty where no answer is wanted


@dataclass(frozen=True)
class Lacking:
    """What is missing, and the id of the field where it is put right."""

    text: str
    field: str
    anchor: str


@dataclass(frozen=True)
class Proof:
    pk: int
    title: str
    detail: str
    url: str
    remove_url: str


@dataclass(frozen=True)
class Clash:
    """Another person, or another tab, saved the row meanwhile: (label, yours, theirs) of what differs."""

    by: str
    at: datetime
    version: int
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Row:
    line: Line
    place: Place
    cells: tuple[Cell, ...]
    texts: dict[str, str]
    version: str
    is_no_activity: bool
    standing: Standing
    causes: Causes
    remarks: tuple[Remarked, ...]
    gaps: tuple[Lacking, ...]
    evidence: tuple[Proof, ...]
    wrong: dict[str, Wrong]
    clash: Clash | None
    failed: str
    parts: Proposal | None
    before_text: str
    why: str

    @property
    def pk(self) -> int:
        return self.line.assignment.pk

    @cached_property
    def key(self) -> str:
        """The key as names and ids hold it: never with marks of thousands."""
        return str(self.pk)

    @property
    def name(self) -> str:
        return self.line.assignment.title

    @property
    def beside(self) -> list[Beside]:
        """What upper floors say at the item."""
        return beside(self.line.assignment)

    @cached_property
    def status(self) -> str:
        return self.line.entry.status if self.line.entry else ""

    @property
    def status_word(self) -> str:
        return str(EntryStatus(self.status).label) if self.status else ""

    @property
    def is_returned(self) -> bool:
        return self.status == EntryStatus.RETURNED

    @cached_property
    def is_locked(self) -> bool:
        return is_locked(self.line, self.place)

    @cached_property
    def is_deliverable(self) -> bool:
        return self.line.assignment.indicator.kind == Kind.DELIVERABLE

    @cached_property
    def is_hidden(self) -> bool:
        """Whether the cells stay folded away: nothing is asked of the item, nothing was typed or keeps from sending."""
        is_asked = self.line.is_due or self.line.is_typed
        return not (is_asked or self.gaps or self.wrong or self.clash)

    @property
    def kind_words(self) -> str:
        """What is typed and how it combines: "lượt · lũy kế từ đầu năm"."""
        item, indicator = self.line.assignment, self.line.assignment.indicator
        if self.is_deliverable:
            deadline = date_format(item.deadline, "SHORT_DATE_FORMAT") if item.deadline else ""
            return _("task · due on %(deadline)s") % {"deadline": deadline} if deadline else _("task")
        over_time = str(HOW_MONTHS_COMBINE[OverTime(indicator.over_time)])
        unit = indicator.unit
        if indicator.kind == Kind.RATIO:
            unit = f"{indicator.numerator_label} / {indicator.denominator_label}"
        return f"{unit} · {over_time}" if unit else over_time

    @property
    def reported(self) -> str:
        """This month's own figure as it is sent: "144 / 159 (90,6%)"."""
        return figure_words(self.line.entry, self.line) if self.line.entry and self.line.is_typed else "–"

    @property
    def change(self) -> str:
        """What that makes of the month before, in words."""
        return change_words(self.line)

    @property
    def cause_options(self) -> str:
        return self.causes.options(self.texts["cause"])

    @property
    def cause(self) -> str:
        chosen = self.texts["cause"]
        return next((cause.name for cause in self.causes if str(cause.pk) == chosen), "") if chosen else ""

    @property
    def target_text(self) -> str:
        return wording.target_text(self.line.target)

    @cached_property
    def state(self) -> str:
        return self.standing.state

    @cached_property
    def is_fresh(self) -> bool:
        return self.line.is_typed

    @property
    def value_text(self) -> str:
        if self.is_deliverable:
            return ""
        return wording.value_text(judged_of(self.standing))

    @cached_property
    def excused_words(self) -> str:
        """Why nothing is asked of the item; empty where something is."""
        if self.line.is_finished:
            return _("Completed before this month. Nothing has to be entered.")
        if self.line.has_ended:
            return _("The agency has ended. Nothing has to be entered.")
        if not self.line.is_excused:
            return ""
        if self.state == State.NOT_APPLICABLE:
            return _("%(why)s Nothing has to be entered.") % {"why": self.why}
        return _("The standing body has confirmed the cause. Nothing has to be entered.")

    @property
    def returned_because(self) -> str:
        entry = self.line.entry
        return getattr(entry, "returned_because", "") or "" if self.status == EntryStatus.RETURNED else ""

    @property
    def save_url(self) -> str:
        return address_of("kpis:entry-row", self.place.agency.code, self.pk) + self.place.query

    @cached_property
    def evidence_url(self) -> str:
        return address_of("kpis:evidence-add", self.place.agency.code, self.pk) + self.place.query

    @property
    def claim_url(self) -> str:
        return address_of("kpis:cause-claim", self.pk)

    @cached_property
    def more_words(self) -> str:
        """What the folded part of the row holds, in few words."""
        said = []
        if self.cause:
            said.append(self.cause)
        if self.texts["note"]:
            said.append(self.texts["note"])
        if self.texts["promised_on"]:
            said.append(_("promised for %(day)s") % {"day": self.texts["promised_on"]})
        if self.evidence:
            said.append(_("evidence: %(n)s") % {"n": len(self.evidence)})
        return " · ".join(said)

    @property
    def opens_more(self) -> bool:
        """Whether something in the folded part wants to be filled in or put right."""
        inside = {"cause", "note", "evidence", "promised_on"}
        return bool(inside & {gap.field for gap in self.gaps} or inside & set(self.wrong))

    @property
    def source(self) -> str:
        """From where the figure comes, where no person typed it."""
        by = self.line.entry.typed_by if self.line.entry else None
        return automatic_words(by.full_name) if isinstance(by, User) and by.is_system else ""

    @property
    def saved_at(self) -> datetime | None:
        return self.line.entry.typed_at if self.line.entry else None


def is_locked(line: Counted, place: Place) -> bool:
    """Whether nothing of a line may be typed: by this person, in this month, or since it was sent."""
    return not (place.may_type and can_move("type", line.status))


def row_of(line: Line, place: Place, causes: Causes, gaps: Iterable[Gap], said: Said | None, failed: str = "") -> Row:
    """A line as the page shows it; `said` is what was just posted of it and could not, or only in part, be saved."""
    entry, unit = line.entry, line.assignment.indicator.unit
    stands = texts_of(entry, unit, line.promised_on)
    was_sent = bool(
        entry and not can_move("type", entry.status)
    )  # what was typed too late stands in the clash, not in the cell
    texts = said.texts if said and not was_sent else stands
    standing = standing_of(line, line.now, causes)
    parts = parts_fields(line)
    return Row(
        line=line,
        place=place,
        cells=cells_of(line, texts, said.wrong if said else {}),
        texts=texts,
        version=_version(entry, said),
        is_no_activity=said.is_no_activity if said and not was_sent else bool(entry and entry.is_no_activity),
        standing=standing,
        causes=causes,
        remarks=_remarks(line, place),
        gaps=tuple(_lacking(gap, fields_of(line.assignment)) for gap in gaps),
        evidence=tuple(_proof(proof) for proof in line.evidence),
        wrong=said.wrong if said else {},
        clash=_clash(line, said, stands, causes),
        failed=failed,
        parts=Proposal(" / ".join(parts.values()), parts) if parts else None,
        before_text=_before(line, causes),
        why=wording.why(judged_of(standing)),
    )


def standing_of(line: Line, judged: Judgement, causes: Iterable[Cause]) -> Standing:
    """The unsaved row of a judgement with all that its words read, so that it speaks as the boards do."""
    row = standings.row_of(line.assignment, judged)
    row.assignment, row.indicator = line.assignment, line.assignment.indicator
    row.target = line.target if line.target and row.target_id == line.target.pk else None
    row.cause = next((cause for cause in causes if cause.pk == row.cause_id), None) if row.cause_id else None
    known = {entry.pk: entry for entry in (line.entry, line.last) if entry}
    row.entry = known.get(row.entry_id or 0)
    if row.reporting == Reporting.CARRIED and judged.reading.source:
        row.entry_period = next((p for p in line.calendar if p.month == judged.reading.source.number), None)
    return row


def _lacking(gap: Gap, cells: tuple[str, ...]) -> Lacking:
    inside = cells[0] if gap.field == "value" else gap.field
    anchor = f"cell-{gap.assignment}-{inside}" if inside in cells else f"{gap.field}-{gap.assignment}"
    return Lacking(gap_words(gap), gap.field, anchor)


def _version(entry: Entry | None, said: Said | None) -> str:
    """The version that the row was read with: that of the browser while a clash waits to be decided."""
    version = said.version if said else entry.version if entry else None
    return "" if version is None else str(version)


def _before(line: Line, causes: Iterable[Cause]) -> str:
    if line.before is None:
        return "–"
    if line.assignment.indicator.kind == Kind.DELIVERABLE:
        return _("issued") if line.before.reading.issued_on else "–"
    if line.before.reading.is_no_activity:
        return _("no activity")
    return wording.value_text(judged_of(standing_of(line, line.before, causes)))


def _remarks(line: Line, place: Place) -> tuple[Remarked, ...]:
    unit = wording.unit_of(line.target, line.assignment.indicator)
    return tuple(
        Remarked(
            remark.code,
            remark_words(remark, unit),
            proposals(remark, line),
            keep=keep_words(remark),
        )
        for remark in rules.remarks(line, place.plan)
    )


def _proof(evidence: Evidence) -> Proof:
    day = f"{evidence.document_on:%d/%m/%Y}" if evidence.document_on else ""
    url = reverse("kpis:evidence", args=[evidence.pk]) if evidence.file else ""
    return Proof(evidence.pk, evidence.title, day, url, reverse("kpis:evidence-remove", args=[evidence.pk]))


def _clash(line: Line, said: Said | None, stands: dict[str, str], causes: Iterable[Cause]) -> Clash | None:
    """Both texts of every field that differs, where the row was saved by somebody else since it was read."""
    entry = line.entry
    if said is None or entry is None or said.wrong or said.version == entry.version or said.choice == "theirs":
        return None
    names = {str(cause.pk): cause.name for cause in causes}
    labels = {
        "cause": _("Cause"),
        "note": _("Note"),
        "self_assessment": _("Own assessment"),
        "promised_on": _("Promise"),
    }
    labels |= {cell.field: cell.label for cell in cells_of(line, stands, {})}
    different = [name for name in FIELDS if name in labels and said.texts[name].strip() != stands[name].strip()]

    def shown(name: str, text: str) -> str:
        """Only a cause is kept by its key: a figure of 5 is not the fifth cause."""
        return (names.get(text, text) if name == "cause" else text) or "–"

    pairs = [(labels[name], shown(name, said.texts[name]), shown(name, stands[name])) for name in different]
    if said.is_no_activity != entry.is_no_activity:
        answers = {True: _("yes"), False: _("no")}
        pairs.append((_("No activity"), answers[said.is_no_activity], answers[entry.is_no_activity]))
    by, at = entry.typed_by, entry.typed_at
    if entry.submitted_at and not can_move("type", entry.status):
        by, at = entry.submitted_by, entry.submitted_at
    return Clash(str(by or ""), at, entry.version, tuple(pairs)) if pairs else None
