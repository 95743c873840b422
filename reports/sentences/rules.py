"""The sentences of a report, from its facts: what is done, beyond, not done and why, promised, asked for.

A sentence without its figure is left out, a section without a sentence too. Each sentence carries the figures and the
items it rests on. Source: layout and sections by common practice of provinces.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kpis.enums import MET, CauseKind, State
from kpis.measuring.promises import is_late
from kpis.measuring.rates import LEFT_OUT, share_of
from reports.sentences import words
from reports.sentences.facts import AgencyMonth, Blocked, Facts, Item
from reports.sentences.phrases import GROUPS, STANDARD, Figure, Value, fill

MOST_NAMED = 10  # items of a whole province that one sentence names; more stand in the annex
MOST_BEYOND = 10
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")
NOT_DONE = (
    State.OVERDUE, State.BEHIND, State.NO_DATA, State.NOT_MEASURABLE, State.ON_TRACK, State.NO_ACTIVITY,
)  # fmt: skip
LEFT_BEHIND = (State.OVERDUE, State.BEHIND, State.NO_DATA, State.NOT_MEASURABLE)


@dataclass(frozen=True)
class Sentence:
    """A whole sentence; `figures` by placeholder, exact; `items` are keys of the assigned items it rests on."""

    key: str
    text: str
    figures: Mapping[str, str] = field(default_factory=dict)
    items: tuple[int, ...] = ()


@dataclass(frozen=True)
class Group:
    """Sentences that belong together, each in a line of its own or one after another; `heading` may be empty."""

    heading: str
    is_list: bool
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Section:
    """`code` "muc_3" is the same whichever sections are left out; `number` counts those that are there."""

    code: str
    number: str
    title: str
    groups: tuple[Group, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(said for group in self.groups for said in group.sentences)


@dataclass(frozen=True)
class Text:
    """A report in sentences, with what stands around them."""

    title: Sentence
    opening: Sentence | None
    sections: tuple[Section, ...]
    closing: Sentence | None
    recipients: tuple[str, ...]
    authority: str


Said = Iterable[Sentence | None]


@dataclass(frozen=True)
class Writer:
    """Says sentences in a province's wording; `wording` holds its own phrases, the standard ones are in place else."""

    facts: Facts
    wording: Mapping[str, str]

    def say(self, key: str, items: Sequence[Item] | tuple[int, ...] = (), **values: Value) -> Sentence | None:
        span = self.facts.span
        everywhere = {"don_vi": self.facts.whose, "ky": span.name, "nam": str(span.year), "moc": span.up_to}
        filled = fill(self.wording.get(key) or STANDARD[key].text, everywhere | values)
        if filled is None:
            return None
        keys = tuple(sorted(item if isinstance(item, int) else item.id for item in items))
        text, figures = filled
        return Sentence(key, words.opening_large(text), figures, keys)


def written(facts: Facts, wording: Mapping[str, str], kept: Iterable[str] = ()) -> Text:
    """The report's text. `kept` are codes of sections that stay although nothing is said in them: people's own words
    follow there."""
    writer = Writer(facts, wording)
    parts = (_steering, _results, _shortcomings, _outlook, _requests)
    sections: list[Section] = []
    for number, part in enumerate(parts, 1):
        code = f"muc_{number}"
        said = tuple(sentence for sentence in part(writer) if sentence)
        title = writer.say(code)
        if title and (said or code in kept):
            sections.append(Section(code, ROMAN[len(sections)], title.text, _grouped(writer, said)))
    span, small = facts.span, words.short_day
    return Text(
        title=writer.say("ten_bao_cao") or Sentence("ten_bao_cao", span.name),
        opening=writer.say(
            "mo_dau", ke_hoach=words.opening_small(facts.plan), co_quan_bao_cao=facts.issuer,
            tu_ngay=small(span.data_from), den_ngay=small(span.data_to),
        ),
        sections=tuple(sections),
        closing=writer.say("ket_thuc"),
        recipients=tuple(filter(None, _plain(writer, "noi_nhan").splitlines())),
        authority=_plain(writer, "ky_thay"),
    )  # fmt: skip


def _grouped(writer: Writer, said: Sequence[Sentence]) -> tuple[Group, ...]:
    """The sentences in the order of their groups; a heading stands once, over the first group that has it."""
    found: list[Group] = []
    over = ""
    for key, is_list, members in GROUPS:
        own = tuple(sentence for sentence in said if sentence.key in members)
        if own:
            found.append(Group(_plain(writer, key) if key and key != over else "", is_list, own))
            over = key
    return tuple(found)


def _plain(writer: Writer, key: str) -> str:
    said = writer.say(key)
    return said.text if said else ""


def inside(facts: Facts) -> list[Item]:
    """The items that the official rate is of."""
    return [item for item in facts.items if item.state not in LEFT_OUT[facts.counts.counts_no_activity]]


def unfinished(facts: Facts) -> list[Item]:
    """Those of them that are not done, the worst first."""
    found = [item for item in inside(facts) if item.state not in MET]
    return sorted(found, key=lambda item: NOT_DONE.index(item.state))


def name_of(facts: Facts, item: Item) -> str:
    """An item by its name; in a report of the whole province with whose it is."""
    return f"{item.name} ({item.agency_name})" if facts.is_province else item.name


# --- I ------------------------------------------------------------------------------------------------------------


def _steering(w: Writer) -> Said:
    facts = w.facts
    yield w.say("van_ban_trong_ky", so=words.count(len(facts.issued)), ten=words.listed(facts.issued))
    yield w.say("van_ban_ap_dung", ten=words.listed(facts.in_force))
    due, silent = facts.reporting_due, facts.silent
    if due and not silent:
        yield w.say("bao_cao_du", tong=words.plain(due))
    elif due:
        yield w.say("bao_cao_thieu", so=words.plain(due - len(silent)), tong=words.plain(due), ten=words.listed(silent))


# --- II -----------------------------------------------------------------------------------------------------------


def _results(w: Writer) -> Said:
    facts, counts = w.facts, w.facts.counts
    items = inside(facts)
    met = [item for item in items if item.state in MET]
    figures = {"hoan_thanh": words.plain(counts.done), "tong": words.plain(counts.applicable)}
    if counts.applicable:
        key = "toan_bo" if counts.done == counts.applicable else "tong_quat"
        yield w.say(key, items, ty_le=words.rate(counts.official_rate), **figures)
    if counts.not_measurable:
        yield w.say(
            "danh_gia_duoc", [item for item in items if item.state != State.NOT_MEASURABLE],
            chua_danh_gia=words.count(counts.not_measurable), ty_le=words.rate(counts.measurable_rate),
            hoan_thanh=words.plain(counts.done), tong=words.plain(counts.applicable - counts.not_measurable),
        )  # fmt: skip
    if len(facts.agencies) > 1:
        yield w.say("binh_quan", ty_le=words.rate(facts.mean_rate))
    yield from _beyond_and_late(w, met)
    yield from _compared(w, items)
    yield from _by_group(w)
    yield from _by_pillar(w, items)
    yield from _far_beyond(w, met)


def _beyond_and_late(w: Writer, met: Sequence[Item]) -> Said:
    """Of those done the ones beyond and the late ones: one sentence for both, unless the province words them apart."""
    states, apart = (State.EXCEEDED, State.DONE_LATE), ("vuot_muc", "tre_han")
    beyond, late = counted = [words.count(w.facts.counts.states[state]) for state in states]
    if beyond and late and not any(w.wording.get(key) for key in apart):
        yield w.say("vuot_va_tre", [item for item in met if item.state in states], vuot=beyond, tre=late)
        return
    for key, state, so in zip(apart, states, counted, strict=True):
        yield w.say(key, [item for item in met if item.state == state], so=so)


def _compared(w: Writer, items: Sequence[Item]) -> Said:
    facts, span = w.facts, w.facts.span
    if facts.done_before is None or not span.before_name or not facts.counts.applicable:
        return
    change = facts.counts.done - facts.done_before
    key = "tang" if change > 0 else "giam" if change < 0 else "khong_doi"
    yield w.say(
        key, [item for item in items if item.state in MET], ky_truoc=span.before_name, chenh=words.count(abs(change)),
        truoc=words.plain(facts.done_before), hoan_thanh=words.plain(facts.counts.done),
    )  # fmt: skip
    gained = [item for item in items if item.state in MET and item.was and item.was not in MET]
    lost = [item for item in items if item.state not in MET and item.was in MET]
    for key, found in (("moi_hoan_thanh", gained), ("khong_con", lost)):
        if not facts.is_province or len(found) <= MOST_NAMED:
            names = words.listed(name_of(facts, item) for item in found)
            yield w.say(key, found, ky_truoc=span.before_name, so=words.count(len(found)), ten=names)


def _by_group(w: Writer) -> Said:
    facts = w.facts
    if not facts.is_province:
        return
    whole = [row for row in facts.agencies if row.counts.applicable and row.counts.done == row.counts.applicable]
    for group in dict.fromkeys(row.group for row in facts.agencies):
        rows = [row for row in facts.agencies if row.group == group]
        done, of = sum(row.counts.done for row in rows), sum(row.counts.applicable for row in rows)
        codes = {row.code for row in rows}
        yield w.say(
            "khoi", [item for item in inside(facts) if item.agency in codes], khoi=words.opening_small(group),
            so=words.count(len(rows)), hoan_thanh=words.plain(done), tong=words.plain(of),
            ty_le=words.rate(sum((r.counts for r in rows[1:]), rows[0].counts).official_rate),
        )  # fmt: skip
        rated = [row for row in rows if row.counts.official_rate is not None]
        rates = [row.counts.official_rate or 0 for row in rated]
        if rates and max(rates) != min(rates):
            ends = [[row for row in rated if row.counts.official_rate == end(rates)] for end in (max, min)]
            best, worst = (_agencies_said(end) for end in ends)
            yield w.say("cao_thap", khoi=words.opening_small(group), cao_nhat=best, thap_nhat=worst)
    names = _agencies_said(whole)
    codes = {row.code for row in whole}
    met = [item for item in inside(facts) if item.agency in codes]
    yield w.say("mot_tram", met, so=words.count(len(whole)), ten=names)


def _agencies_said(rows: Iterable[AgencyMonth]) -> Figure | None:
    """Agencies each with its "12/15"."""
    shown = [f"{row.name} ({row.counts.done}/{row.counts.applicable})" for row in rows]
    return Figure("; ".join(shown), ", ".join(shown)) if shown else None


def _by_pillar(w: Writer, items: Sequence[Item]) -> Said:
    for pillar in w.facts.pillars:
        own = [item for item in items if item.pillar == pillar]
        done = [item for item in own if item.state in MET]
        if not own:
            continue
        figures = {"hoan_thanh": words.plain(len(done)), "tong": words.plain(len(own))}
        share = words.rate(share_of(len(done), len(own)))
        name = words.opening_small(pillar)
        if w.facts.is_province or not done:
            yield w.say("tru_cot", own, tru_cot=name, ty_le=share, **figures)
        else:
            names = words.listed(item.name for item in done)
            yield w.say("tru_cot_ten", own, tru_cot=name, ty_le=share, ten=names, **figures)


def _far_beyond(w: Writer, met: Sequence[Item]) -> Said:
    far = [(item.multiple, item) for item in met if item.multiple is not None]
    far.sort(key=lambda pair: (-pair[0], pair[1].id))
    for multiple, item in far[: MOST_BEYOND if w.facts.is_province else None]:
        key = "vuot_xa_don_vi_khac" if item.other_unit else "vuot_xa"
        yield w.say(
            key, [item], ten=name_of(w.facts, item), ket_qua=Figure(item.figure, item.value),
            lan=words.multiple(multiple), muc_giao=item.target,
        )  # fmt: skip


# --- III ----------------------------------------------------------------------------------------------------------


def _shortcomings(w: Writer) -> Said:
    facts = w.facts
    left = unfinished(facts)
    by_state = [(state, [item for item in left if item.state == state]) for state in NOT_DONE]
    parts = [f"{words.count(len(rows)).words} {words.opening_small(rows[0].state_words)}"  # type: ignore[union-attr]
             for _state, rows in by_state if rows]  # fmt: skip
    counted = Figure(", ".join(f"{state}: {len(rows)}" for state, rows in by_state if rows), ", ".join(parts))
    yield w.say("con_lai", left, so=words.count(len(left)), trang_thai=counted if parts else None)
    behind = [item for item in left if item.state in LEFT_BEHIND]
    if facts.is_province:
        yield from (_bottleneck(w, row) for row in facts.blocked)
    else:
        yield from (_item_left(w, item) for item in left)
    yield from _causes(w, behind)
    day, policy = facts.span.last_day_over, facts.counts.counts_no_activity
    late = [item for item in left if is_late(item.state, item.promised_on, day, policy)]
    names = "" if facts.is_province and len(late) > MOST_NAMED else words.listed(_late_said(facts, i) for i in late)
    yield w.say("tre_hen", late, so=words.count(len(late)), ten=names)


def _late_said(facts: Facts, item: Item) -> str:
    day = words.short_day(item.promised_on) if item.promised_on else ""
    return f"{name_of(facts, item)}, hẹn ngày {day}"


def _item_left(w: Writer, item: Item) -> Sentence | None:
    """What is not done, why, who can remove it, until when it was promised."""
    first = w.say("chua_xong", [item], ten=item.name, vi_sao=Figure(item.figure, item.why))
    promise = Figure(item.promised_on.isoformat(), words.promised(item.promised_on)) if item.promised_on else None
    clauses = (
        None if item.cause_is_said else w.say("ve_nguyen_nhan", nguyen_nhan=item.cause),
        w.say("ve_thao_go", co_quan=item.remover),
        w.say("ve_hen", hen=promise),
    )
    return _joined(first, clauses)


def _bottleneck(w: Writer, row: Blocked) -> Sentence | None:
    first = w.say(
        "diem_nghen", row.items, ten=row.indicator, so=words.plain(row.missed), tong=words.plain(row.applicable)
    )
    lift = words.count(row.lift)
    clauses = (
        w.say("ve_nguyen_nhan", nguyen_nhan=row.cause),
        w.say("ve_thao_go", co_quan=row.remover),
        w.say("ve_loi_ich", so=lift, ty_le=words.rate(row.best_rate)) if lift else None,
    )
    return _joined(first, clauses)


def _joined(first: Sentence | None, clauses: Said) -> Sentence | None:
    """One sentence of its beginning and the clauses that have something to say."""
    if first is None:
        return None
    said = [clause for clause in clauses if clause]
    figures = dict(first.figures)
    for clause in said:
        figures |= {f"{clause.key}.{name}": exact for name, exact in clause.figures.items()}
    text = "; ".join([first.text.rstrip("."), *(words.opening_small(clause.text) for clause in said)])
    return Sentence(first.key, f"{text}.", figures, first.items)


def _causes(w: Writer, behind: Sequence[Item]) -> Said:
    for key, kind in (("khach_quan", CauseKind.OBJECTIVE), ("chu_quan", CauseKind.SUBJECTIVE)):
        own = [item for item in behind if item.cause and item.cause_kind == kind]
        counted: dict[str, int] = {}
        for item in own:
            counted[item.cause] = counted.get(item.cause, 0) + 1
        ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        names = words.listed(f"{cause} ({words.count(n).words} chỉ tiêu)" for cause, n in ranked)  # type: ignore[union-attr]
        exact = "; ".join(f"{cause}: {n}" for cause, n in ranked)
        yield w.say(key, own, ten=Figure(exact, names) if names else None)
    silent = [item for item in behind if not item.cause]
    if behind and len(silent) < len(behind):
        yield w.say("chua_ro", silent, so=words.count(len(silent)))


# --- IV, V --------------------------------------------------------------------------------------------------------


def _outlook(w: Writer) -> Said:
    facts = w.facts
    left = unfinished(facts)
    ahead = []
    by_word: dict[tuple[int, int, str], list[Item]] = {}
    for item in left:
        if item.promised_on and item.promised_on > facts.span.last_day_over:
            ahead.append(item)
            by_word.setdefault(_when(item.promised_on, facts.is_province), []).append(item)
    for (_year, _month, word), items in sorted(by_word.items()):
        so, names = words.count(len(items)), words.listed(item.name for item in items)
        if facts.is_province:
            yield w.say("hen_so", items, hen=word, so=so)
        else:
            yield w.say("hen_ten", items, hen=word, so=so, ten=names)
    running = [item for item in left if item.state == State.ON_TRACK and item not in ahead]
    yield w.say("tiep_tuc", running, so=words.count(len(running)))


def _when(day: date, by_month: bool) -> tuple[int, int, str]:
    word = f"trong tháng {day.month}/{day.year}" if by_month else words.promised(day)
    return day.year, day.month, word


def _requests(w: Writer) -> Said:
    facts = w.facts
    found: dict[tuple[str, str], list[Item]] = {}
    for item in unfinished(facts):
        if item.cause and item.remover and item.state in LEFT_BEHIND and (
            facts.is_province or item.remover != item.agency_name
        ):  # fmt: skip
            found.setdefault((item.remover, item.cause), []).append(item)
    for (remover, cause), items in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        yield w.say("de_nghi", items, co_quan=remover, nguyen_nhan=cause, so=words.count(len(items)))
