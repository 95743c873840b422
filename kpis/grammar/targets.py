"""The grammar of a target's text, as docs/import-grammar.md writes it: words and numerals to a Goal, and back. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from dxtracker.lib.text import clean
from kpis.grammar import numerals, years
from kpis.grammar.numerals import NUMERAL
from kpis.grammar.operators import operator_of
from kpis.grammar.respelling import respelled
from kpis.grammar.shapes import Goal, Problem
from kpis.grammar.text import flat, quoted
from kpis.grammar.units import YEARLY, bare_unit, is_percent, same_unit

LONGEST = 400  # Target.raw holds no more
LONGEST_UNIT = 60
NOT_ASSIGNED = frozenset(("", "-", "--", "–", "—", "/", "\\", "khong", "khong giao", "khong ap dung", "khong co"))
_DONE = re.compile(r"(?:đã )?(?:hoàn thành|ban hành|hoàn thiện|có|xong|đạt)\b[^0-9<>=≥≤%]*")
_DONE_WORDS = frozenset(("x", "✓", "✔", "done", "completed", "co", "xong", "hoan thanh", "ban hanh"))
RECURRING = (
    r"(?:thuong xuyen|thuong nien|hang (?:nam|thang|quy|tuan|ngay)|dinh ky|lien tuc|quanh nam"
    r"|theo (?:quy dinh|ke hoach|yeu cau|tien do))"
)
_RECURRING = re.compile(rf"{RECURRING}\b[^0-9]*")
_RELATIVE = re.compile(r"\b(?:giam|tang|so voi|cung ky)\b")
_NOTE = re.compile(r"\(([^()]*)\)")
_PARTING = re.compile(r"[;\n]|, | và ")
# One kind of mark all through: "0-1.0010" is a range with decimals.
_DATE = re.compile(r"([0-9]{1,2}) ?(?P<mark>[/.-]) ?([0-9]{1,2}) ?(?P=mark) ?[0-9]{4}|([0-9]{1,2}) ?/ ?([0-9]{1,4})")
_PHRASE = re.compile(
    rf"(?P<before>[^0-9]*)(?P<low>{NUMERAL})\s*"
    rf"(?:(?P<first>%|phan tram)?\s*(?:-+>?|–|—|~|÷|den|toi)\s*(?P<high>{NUMERAL})\s*)?"
    r"(?P<percent>%|phan tram)?(?P<rest>.*)"
)
_LEVEL = re.compile(
    r"(?:(?:dat|xep|xep loai|duy tri|phan dau|giu|giu vung|o|tu|hoan thanh|danh gia|phai|thuoc|nam trong)\s+)*"
    r"(?:muc do|muc|xep loai|loai|thu hang|hang|trinh do|nhom|chat luong)\s+(?:do\s+|tren\s+)?"
    r"(?:xuat sac|rat tot|tot|kha|trung binh|hai long|rat hai long|cao|dan dau|a|b|c)\b[^0-9<>=≥≤%]*"
)
_DONE_BY = re.compile(r"\b(?:quy|q) ?(?:iv|i{1,3})\b")  # a day in words beside what is to be done
_INCIDENTS = re.compile(r"\b(?:vu|su co|truong hop|loi|vi pham|khieu nai|to cao|tre han|qua han|tai nan)\b")
_GROWING = re.compile(r"\s*[,;]?\s*\b(?:va )?(?:tang|giam) dan(?: (?:hang|qua cac|theo|tung) nam)?$")
_OUT_OF = re.compile(r"(?P<some>[0-9]{1,6}) ?(?P<mark>/|tren(?: tong so)?) ?(?P<all>[0-9]{1,6})\b(?P<unit>[^0-9%]*)")
_NEGATED = re.compile(r"\b(?:(?:khong|chua) (?:dat|thuc hien|bao gom|tinh|ke|duoc|phai)|tru|ngoai tru|hoac)\b")
BROKEN = re.compile(r"[0-9] +(?![0-9]{3}(?![0-9]))[0-9]|[0-9][.,] +[0-9]|[0-9] +[.,][0-9]|10[⁰¹²³⁴⁵⁶⁷⁸⁹]")
_PARTED_DECIMALS = re.compile(r"[^0-9]*[0-9]+, [0-9]{1,2}\s*%?[^0-9]*")  # 65, 5 is 65,5 or two
_SUFFIX = re.compile(r"\btro (?:len|xuong)\b")
_TAIL = re.compile(r"(?:[^0-9<>=≥≤]|(?<=m)[23]|(?<=/)10{1,2}\.000(?= )|(?<=/ )10{1,2}\.000(?= ))*")  # 12/10.000 dân
TIMES = {"nghin": 10**3, "ngan": 10**3, "trieu": 10**6, "ty": 10**9, "ti": 10**9}
_TIMES_WORD = re.compile(r"(nghin|ngan|trieu|ty|ti)\b\s*")
_SIGNS = {">": "> ", ">=": "≥ ", "<": "< ", "<=": "≤ ", "=": "= "}
FARTHEST = 1000  # per cent, without the sign


class Written(NamedTuple):
    """A phrase and the unit of its row: `shown` is cleaned, `flat` its bare letters, place by place."""

    shown: str
    flat: str
    unit: str
    is_percent_row: bool


def understood(text: str, unit: str = "", year: int = 0) -> Goal | Problem | None:
    """A target's text as a Goal; a Problem where a person must say more; None for "not assigned".

    `unit` is the unit of the row, `year` the plan's: a target of another year is asked about (0: of every year).
    Bounds are exact, in that unit or in Goal.unit where the text names another one.
    Rule source: docs/import-grammar.md.
    """
    raw = clean(text)
    if len(raw) > LONGEST:
        return not_understood(raw)
    bare = flat(raw).rstrip(" .;,:")
    if bare in NOT_ASSIGNED:
        return None
    if spelled := respelled(raw):
        return Problem("letters_for_figures", {"text": quoted(raw)}, spelled)
    if told := years.parted(text):
        return _of_years(told, raw, unit, year)
    several = _several(text, unit)
    if several:
        return several
    notes = tuple(note.strip() for note in _NOTE.findall(raw) if note.strip())
    shown = clean(_NOTE.sub(" ", raw)).rstrip(" .;,:") if notes or "(" in raw else raw.rstrip(" .;,:")
    if year and (other := max((years.other_year(note, year) for note in notes), default=0)):
        return Problem("target_of_other_year", {"written": str(other), "year": str(year)}, (shown,))
    growing = _GROWING.search(flat(shown))
    if growing and growing.start():
        notes, shown = (*notes, shown[growing.start() :].strip(" ,;")), shown[: growing.start()]
    found = _phrase(Written(shown, flat(shown), unit, is_percent(unit)))
    if isinstance(found, Goal):
        warnings = tuple(Problem("note_set_aside", {"note": quoted(note)}) for note in notes)
        return Goal(found.operator, found.low, found.high, raw, found.unit, found.warnings + warnings)
    return found


def shares(some: int, whole: int, unit: str) -> tuple[str, ...]:
    """What "8/10" may mean in a row of this unit: 80 %, 8 of 10."""
    share = Decimal(100 * some) / whole if whole else Decimal(0)
    percent = numerals.rounded(share) if is_percent(unit) else None
    told = (f"{numerals.written(percent.normalize() + 0, is_percent=True)}%",) if percent else ()
    return told if is_percent(unit) else (f"{some} trên {whole}",)


def not_understood(text: str, *proposals: str) -> Problem:
    """That a target says nothing we know, with its first words."""
    return Problem("target_not_understood", {"text": quoted(clean(text))}, proposals)


def format_target(goal: Goal, unit: str = "", language: str = "vi") -> str:
    """The canonical text of a goal: `understood(format_target(goal, unit), unit)` has the same bounds and unit.

    `unit` is the unit of the row the text will stand in; another unit of the goal's own is written behind the number.
    """
    if goal.operator == "done" or goal.low is None:
        return "Done" if language == "en" else "Hoàn thành"
    named = "" if not goal.unit or same_unit(goal.unit, unit) else goal.unit
    in_percent = is_percent(named) if named else is_percent(unit)
    behind = "%" if in_percent else f" {named}" if named else ""
    low = numerals.written(goal.low, is_percent=in_percent, language=language)
    if goal.operator == "between" and goal.high is not None:
        return f"{low}-{numerals.written(goal.high, is_percent=in_percent, language=language)}{behind}"
    return f"{_SIGNS[goal.operator]}{low}{behind}"


def _of_years(told: Sequence[years.Part], raw: str, unit: str, year: int) -> Goal | Problem | None:
    """A target that names years: the plan's own alone is the target; another one is asked about."""
    own = tuple(of.text for of in told if of.year == year)
    if own and len(told) == 1:
        found = understood(own[0], unit, year)
        return replace(found, raw=raw) if isinstance(found, Goal) else found
    if own:
        others = ", ".join(str(of.year) for of in told if of.year != year)
        return Problem("years_in_target", {"year": str(year), "others": others}, own[:1])
    if not year:
        return Problem("target_names_a_year", {"written": str(told[0].year)}, (told[0].text,))
    return Problem("target_of_other_year", {"written": str(told[0].year), "year": str(year)}, (told[0].text,))


def _several(text: str, unit: str) -> Problem | None:
    """That a cell holds two targets or more ("80% (cấp tỉnh); 60% (cấp huyện)"), each as a proposal."""
    if not _PARTING.search(text) or _PARTED_DECIMALS.fullmatch(flat(clean(text))):
        return None
    bare = _NOTE.sub(" ", text)
    for mark in (r"[;\n]", r"[;\n]|, | và "):
        parts = [clean(part) for part in re.split(mark, bare) if re.search(r"[0-9]", part)]
        if not 1 < len(parts) < 9:
            continue
        goals = [_phrase(Written(part, flat(part), unit, is_percent(unit))) for part in parts]
        if all(isinstance(goal, Goal) for goal in goals):
            return Problem("compound_target", {"count": str(len(parts))}, tuple(dict.fromkeys(parts))[:4])
    return None


def _phrase(written: Written) -> Goal | Problem:
    bare = written.flat
    if _LEVEL.fullmatch(bare):
        return Goal("done", warnings=(Problem("level_kept", {"text": quoted(written.shown)}),))
    if _DONE_BY.search(bare) and _DONE.match(written.shown.lower()):
        return not_understood(written.shown, "Hoàn thành")
    if bare in _DONE_WORDS or _DONE.fullmatch(written.shown.lower()):
        return Goal("done")
    if _RECURRING.fullmatch(bare):
        return Problem("recurring_for_target", {"text": quoted(written.shown)}, ("Hoàn thành",))
    if _RELATIVE.search(bare):
        return Problem("relative_target", {"text": quoted(written.shown)})
    if of := _OUT_OF.fullmatch(bare):
        return _out_of(written, of)
    date = _DATE.fullmatch(bare)
    if date:
        return _looks_like_a_date(date)
    found = _PHRASE.fullmatch(bare)
    if not found:
        return not_understood(written.shown)
    return _measured(written, found)


def _out_of(written: Written, of: re.Match[str]) -> Goal | Problem:
    """ "8 trên 10" is 8, or 80 %; "8/10" may be that, or a range or a day that Excel would make of it."""
    some, whole, tail = int(of["some"]), int(of["all"]), written.shown[of.start("unit") :].strip(" .,;:")
    if of["mark"] == "/" or not 0 < some <= whole:
        low, high = sorted((some, whole))
        told = shares(some, whole, written.unit) if 0 < some <= whole else ()
        if tail:
            share = told if is_percent(written.unit) else ()
            proposals = (*share, f"{some} trên {whole} {tail}") if told else ()
        else:
            proposals = (*told, f"{low}-{high}") if low < high else told
        is_share = 0 < some <= whole
        return Problem(
            "share_for_target" if is_share else "date_for_target",
            {"text": quoted(written.shown)},
            tuple(dict.fromkeys(proposals)),
        )
    warnings = (Problem("out_of", {"whole": str(whole)}),)
    if written.is_percent_row and not tail:
        percent = numerals.fitting(Decimal(100 * some) / whole)
        return percent if isinstance(percent, Problem) else Goal(">=", percent, warnings=warnings)
    unit = "" if not tail or same_unit(tail, written.unit) else tail
    found = _goal(written, "", Decimal(some), None, unit)
    return replace(found, warnings=(*found.warnings, *warnings)) if isinstance(found, Goal) else found


def _looks_like_a_date(found: re.Match[str]) -> Problem:
    low, high = sorted(int(part) for part in found.groups() if part and part.isdigit())
    return Problem("date_for_target", {}, (f"{low}-{high}",) if low < high else ())


def _measured(written: Written, found: re.Match[str]) -> Goal | Problem:
    """The goal of a phrase with a number in it."""
    before = found["before"].strip()
    if before in ("-", "–", "—"):
        is_spaced = written.flat[found.start("low") - 1].isspace()
        rest_of_it = (written.shown[found.start("low") :],) if is_spaced else ()
        return Problem("dash_before_number" if is_spaced else "negative_number", {}, rest_of_it)
    operator = operator_of(before)
    rest, start = found["rest"], found.start("rest")
    suffix = _SUFFIX.search(rest)
    if suffix:
        rest = rest[: suffix.start()] + " " * len(suffix.group()) + rest[suffix.end() :]
        floor = ">=" if suffix.group().endswith("len") else "<="
        if operator not in ("", floor) or found["high"]:
            return not_understood(written.shown, *_head(written, found, operator), *_head(written, found, floor))
        operator = floor
    is_glued = written.flat[start - 1 : start].isdigit()
    if operator is None or not _is_tail(rest, is_glued=is_glued):
        return not_understood(written.shown, *_head(written, found, operator))
    has_sign = bool(found["percent"] or found["first"])
    tail = "" if has_sign else rest
    unit, times = _unit(written, tail, start)
    in_percent = has_sign or (written.is_percent_row and not unit)
    bounds = _bounds(written, found, in_percent, times)
    if isinstance(bounds, Problem):
        return bounds
    low, high = bounds
    if not low and not operator and _INCIDENTS.search(f"{flat(written.unit)} {rest}"):
        zero = written.shown[found.start("low") :]
        return Problem("zero_incidents", {"text": quoted(written.shown)}, (f"Không quá {zero}", f"≥ {zero}"))
    if written.is_percent_row and not has_sign and (_is_money(tail) or (not unit and max(low, high or low) > FARTHEST)):
        return _far_from_unit(written)
    if not tail.strip() and not has_sign and before == "" and written.is_percent_row and high is None and 0 < low <= 1:
        return fraction(found["low"], low)
    own = "%" if has_sign and not written.is_percent_row else unit
    return _goal(written, operator, low, high, own)


def _is_tail(rest: str, *, is_glued: bool) -> bool:
    """Whether words behind a number may be its unit: no number, no hidden per cent, no "except", no stray letter."""
    is_plain = bool(_TAIL.fullmatch(rest)) and len(rest.strip()) <= LONGEST_UNIT and "%" not in rest
    is_stray = is_glued and bool(re.match(r"(?![mg])[^\W\d_](?![^\W_])", rest))
    return is_plain and not is_stray and not _NEGATED.search(rest)


def _is_money(tail: str) -> bool:
    words = re.findall(r"[a-z]+", tail)
    return bool(words) and (words[0] in TIMES or not {"dong", "vnd", "usd"}.isdisjoint(words))


def _far_from_unit(written: Written) -> Problem:
    """Money, a year or a large count in a row of per cent."""
    details = {"text": quoted(written.shown), "unit": quoted(clean(written.unit))}
    return Problem("far_from_unit", details)


def _goal(written: Written, operator: str, low: Decimal, high: Decimal | None, unit: str) -> Goal | Problem:
    warnings: tuple[Problem, ...] = ()
    if unit and written.unit.strip() and not _is_kin(flat(unit), flat(written.unit)):
        warnings = (Problem("unit_differs", {"unit": quoted(unit), "row_unit": quoted(clean(written.unit))}),)
    if high is None:
        return Goal(operator or ">=", low, unit=unit, warnings=warnings)
    if operator not in ("", "between"):
        return not_understood(written.shown)
    return _range(written, low, high, unit, warnings)


def _range(written: Written, low: Decimal, high: Decimal, unit: str, warnings: tuple[Problem, ...]) -> Goal | Problem:
    if high > low:
        if 1990 <= low < high <= 2100 and written.flat.isascii() and re.fullmatch(r"[0-9]+ ?-+ ?[0-9]+", written.flat):
            return not_understood(written.shown)
        return Goal("between", low, high, unit=unit, warnings=warnings)
    ordered = Goal("between", high, low, unit=unit) if high < low else Goal(">=", low, unit=unit)
    in_sign = "%" in written.flat or written.is_percent_row
    proposal = format_target(ordered, "" if unit else "%" if in_sign else "")
    if high == low:
        return Problem("range_of_one", {"range": quoted(written.shown)}, (proposal, proposal.replace("≥", "=")))
    return Problem("range_upside_down", {"range": quoted(written.shown)}, (proposal,))


def _head(written: Written, found: re.Match[str], operator: str | None) -> tuple[str, ...]:
    """What a phrase says up to its first number, to propose where the rest of it is not understood."""
    if BROKEN.search(written.flat, found.start("low"), found.end("low") + 6):
        joined = re.sub(r"(?<=[0-9.,]) +(?=[0-9.,])", "", written.shown)
        return (joined,) if joined != written.shown else ()
    if operator is None or found["high"]:
        return ("Hoàn thành",) if _DONE.match(written.shown.lower()) and not found["percent"] else ()
    if re.match(r"\s*/\s*[0-9]", found["rest"]):
        return ()
    sign = "%" if found["percent"] or found["rest"].strip(" ")[1:2] == "%" else ""
    value = numerals.read(found["low"], is_percent=bool(sign) or written.is_percent_row)
    is_clear = isinstance(value, Decimal) and (value > 1 or bool(sign))
    return (f"{_SIGNS.get(operator, '')}{found['low']}{sign}",) if is_clear else ()


def _bounds(
    written: Written, found: re.Match[str], in_percent: bool, times: int
) -> tuple[Decimal, Decimal | None] | Problem:
    values: list[Decimal | None] = []
    for name in ("low", "high"):
        if found[name] is None:
            values.append(None)
            continue
        value = numerals.read(found[name], is_percent=in_percent)
        if value is None:
            return not_understood(written.shown)
        if isinstance(value, Decimal) and times > 1:
            value = numerals.fitting(value * times)
        if isinstance(value, Problem):
            return _in_place(written, found, name, value)
        values.append(value)
    low, high = values
    return (low or Decimal(0), high)


def _in_place(written: Written, found: re.Match[str], name: str, problem: Problem) -> Problem:
    """A numeral's problem, its proposals put where the numeral stands."""
    before, after = written.shown[: found.start(name)], written.shown[found.end(name) :]
    proposals = tuple(
        before + (proposal.removesuffix("%") if "%" in after.lstrip()[:1] else proposal) + after
        for proposal in problem.proposals
    )
    return Problem(problem.code, {"number": quoted(found[name]), **problem.details}, proposals)


def fraction(numeral: str, low: Decimal) -> Problem:
    """0,8 in a row of per cent: 80 % without its format, or 0,8 %."""
    proposals = tuple(f"{numerals.written(value, is_percent=True)}%" for value in (low * 100, low))
    return Problem("fraction_in_percent_row", {"number": quoted(numeral)}, proposals)


def _unit(written: Written, tail: str, start: int) -> tuple[str, int]:
    """The unit that a tail names, "" where it is the row's, and how many of the row's units "triệu" is."""
    times, row = 1, flat(written.unit).strip()
    end = len(tail.rstrip(" .,;:/-+"))
    begin = len(tail) - len(tail.lstrip(" .,;:/-+"))
    word = _TIMES_WORD.match(tail, begin, end) if begin < end else None
    if word and row and TIMES.keys().isdisjoint(row.split()):
        base = YEARLY.sub("", tail[word.end() : end])
        if not base.strip() or _is_kin(base, row):
            times, begin = TIMES[word[1]], word.end()
    tail = YEARLY.sub("", tail[begin:end])
    bare = tail.strip()
    if not bare or bare == "nam" or same_unit(bare, row):
        return "", times
    return written.shown[start + begin : start + end].strip(" .,;:-+"), times


def _is_kin(one: str, other: str) -> bool:
    """Whether one unit is the other with more words: "lượt" and "lượt người"."""
    one, other = (bare_unit(unit) for unit in (one, other))
    return f" {one} " in f" {other} " or f" {other} " in f" {one} "
