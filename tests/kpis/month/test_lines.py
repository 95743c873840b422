"""A month as it is being entered: what figures make of it, what is said of them, what is missing before it is sent."""

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpis.items.actions import promise
from kpis.models import Evidence, Period
from kpis.month.lines import is_claimed, items_of, lines_of, projected
from kpis.month.plausibility import no_progress, remarks
from kpis.month.readiness import gaps
from kpis.month.words import WORDS, gap_words, proposals, remark_words, typed
from kpis.standings import facts

pytestmark = pytest.mark.django_db
NUMBER, RATIO, TASK = {"kind": "number"}, {"kind": "ratio", "low": 50}, {"kind": "task"}


@pytest.fixture
def line(months):
    """line(item, 4): its line of that month."""

    def read(assignment, month=4):
        (found,) = lines_of([assignment], Period.objects.select_related("plan").get(pk=months[month].pk))
        return found

    return read


@pytest.fixture
def said(line, plan):
    """said(item): the codes of what is remarked and of what is missing in month 4."""

    def codes(assignment):
        found = line(assignment)
        return [r.code for r in remarks(found, plan)], [gap.code for gap in gaps([found], plan)]

    return codes


# --- remarks: one table a rule -----------------------------------------------------------------------------------

FAR = {"low": 1000}
REMARKS = [
    ("fell", FAR, {"value": 228}, {"value": 31}, ["fell"]),
    ("fell: equal is no fall", FAR, {"value": 228}, {"value": 228}, []),
    ("fell: months that are added may", FAR | {"kind": "monthly"}, {"value": 228}, {"value": 31}, []),
    ("fell: a state of things may", FAR | {"kind": "latest"}, {"value": 228}, {"value": 31}, []),
    ("fell: a ratio may", RATIO, {"numerator": 9, "denominator": 10}, {"numerator": 6, "denominator": 10}, []),
    ("jumped", {"low": 1000}, {"value": 10}, {"value": 31}, ["jumped"]),
    ("jumped: three times is none", {"low": 1000}, {"value": 10}, {"value": 30}, []),
    ("jumped: from nothing is none", {"low": 1000}, {"value": 0}, {"value": 31}, []),
    ("jumped: months that are added are compared as they are typed", FAR | {"kind": "monthly"}, {"value": 10},
     {"value": 25}, []),
    ("jumped: a month of an average", FAR | {"kind": "average"}, {"value": 10}, {"value": 31}, ["jumped"]),
    ("far beyond", {"low": 10}, {"value": 19}, {"value": 20}, ["far_beyond"]),
    ("beyond, not far", {"low": 10}, {"value": 19}, {"value": 19}, []),
    ("said done, is not", NUMBER, {"value": 50}, {"value": 60, "self_assessment": "done"}, ["self_assessed_otherwise"]),
    ("said not done, is", NUMBER, {"value": 99}, {"value": 100, "self_assessment": "not_done"},
     ["self_assessed_otherwise"]),
    ("said not done, is not", NUMBER, {"value": 50}, {"value": 60, "self_assessment": "not_done"}, []),
    ("other unit", NUMBER, {"value": 50}, {"value": 60, "unit": "lượt truy cập"}, ["other_unit"]),
    ("the same unit, written otherwise", NUMBER, {"value": 50}, {"value": 60, "unit": "Lượt/năm"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("given", "before", "now", "codes"), [row[1:] for row in REMARKS], ids=[r[0] for r in REMARKS])
def test_a_figure_is_remarked_on(item, approved, draft, said, given, before, now, codes):
    target = item(**given)
    approved(target, 3, **before)
    draft(target, 4, **now)
    assert said(target)[0] == codes


def test_more_than_everything_is_remarked_on_where_a_share_is_typed_as_a_number(item, draft, said, indicators):
    indicators.number.unit = "%"
    indicators.number.save()
    target = item(low=80)
    draft(target, 4, value=101)
    assert "over_all" in said(target)[0]


def test_a_running_total_that_fell_offers_the_sum(item, approved, draft, line, plan):
    target = item(low=240)
    approved(target, 3, value=228)
    draft(target, 4, value=31)
    (remark,) = remarks(line(target), plan)
    assert (
        remark_words(remark, "lượt")
        == "Lũy kế giảm từ 228\xa0lượt xuống 31\xa0lượt. Có phải 31\xa0lượt là số trong tháng?"
    )
    (proposal,) = proposals(remark, line(target))
    assert (proposal.label, proposal.fields) == ("Đúng, cộng thành 259", {"value": "259"})


def test_nothing_is_said_of_a_blank_month(item, approved, said):
    target = item()
    approved(target, 3, value=100)
    assert said(target) == ([], ["not_typed"])


# --- parts -------------------------------------------------------------------------------------------------------


def test_the_divisions_figures_are_offered_together_drafts_too(item, draft, line, plan, division_1, division_2):
    whole = item()
    for division, value in ((division_1, 30), (division_2, 12)):
        part = item(agency=division)
        part.part_of = whole
        part.save()
        draft(part, 4, value=value)
    draft(whole, 4, value=40)
    found = line(whole)
    assert found.parts.value == 42
    (remark,) = [r for r in remarks(found, plan) if r.code == "parts_differ"]
    assert proposals(remark, found)[0].fields == {"value": "42"}
    assert line(item(agency=division_1, kind="monthly")).parts is None


def test_parts_of_a_ratio_are_summed_and_not_averaged(item, draft, line, plan, division_1, division_2):
    whole = item(kind="ratio", low=50)
    for division, parts in ((division_1, (1, 2)), (division_2, (1, 100))):
        part = item(agency=division, kind="ratio", low=50)
        part.part_of = whole
        part.save()
        draft(part, 4, numerator=parts[0], denominator=parts[1])
    assert line(whole).parts.value == Fraction(200, 102)
    draft(whole, 4, numerator=2, denominator=102)
    assert "parts_differ" not in [r.code for r in remarks(line(whole), plan)]


# --- gaps: one table a rule --------------------------------------------------------------------------------------

GAPS = [
    ("a figure on pace", NUMBER, {"value": 60}, {"value": 70}, []),
    ("zero is a figure, and no progress", NUMBER, {"value": 0}, {"value": 0}, ["cause_wanted", "explanation_wanted"]),
    ("missed", NUMBER, {"value": 1}, {"value": 2}, ["cause_wanted"]),
    ("no progress, explained", NUMBER, {"value": 60}, {"value": 60, "note": "Chờ kinh phí"}, []),
    ("no progress", NUMBER, {"value": 60}, {"value": 60}, ["explanation_wanted"]),
    ("met and unchanged", NUMBER, {"value": 100}, {"value": 100}, []),
    ("no activity", NUMBER, {"value": 60}, {"is_no_activity": True, "note": "x"}, []),
    ("a note is no figure", NUMBER, {"value": 60}, {"note": "Chờ"}, ["not_typed"]),
    ("far beyond, new", {"low": 10}, {"value": 10}, {"value": 25}, ["evidence_wanted"]),
    ("far beyond, as recorded", {"low": 10}, {"value": 25}, {"value": 25}, []),
    ("half a document", TASK, {"note": "dự thảo"}, {"document_number": "5/QĐ", "note": "x"}, ["document_half"]),
    ("a document to come", TASK, {"note": "dự thảo"}, {"document_number": "5/QĐ", "document_on": date(2122, 4, 1)},
     ["evidence_wanted", "document_ahead"]),
    ("a task under way, unexplained", TASK, {"note": "dự thảo"}, {"is_no_activity": True}, ["explanation_wanted"]),
    ("a task under way, explained", TASK, {"note": "dự thảo"}, {"note": "trình ký"}, []),
    ("a task finished without proof", TASK, {"note": "dự thảo"},
     {"document_number": "5/QĐ", "document_on": date(2022, 4, 1)}, ["evidence_wanted"]),
]  # fmt: skip


@pytest.mark.parametrize(("given", "before", "now", "codes"), [row[1:] for row in GAPS], ids=[r[0] for r in GAPS])
def test_a_month_lacks(item, approved, draft, said, given, before, now, codes):
    target = item(**given)
    approved(target, 3, **before)
    draft(target, 4, **now)
    assert said(target)[1] == codes


def test_a_cause_named_or_confirmed_fills_the_gap_of_a_missed_item(item, approved, draft, said, line, cause, confirmed):
    named, excused = item(), item(kind="monthly")
    for target in (named, excused):
        approved(target, 3, value=1)
    confirmed(excused, "missed", since=date(2022, 1, 1))
    draft(named, 4, value=2, cause=cause)
    draft(excused, 4, value=2)
    assert (said(named)[1], said(excused)[1]) == ([], [])
    assert (is_claimed(line(named)), is_claimed(line(excused))) == (True, True)


def test_a_cause_without_a_figure_is_a_report_of_why_there_is_none(item, draft, said, cause):
    target = item()
    draft(target, 4, cause=cause)
    assert said(target)[1] == []


def test_evidence_fills_the_gap(item, draft, said, clerk_a):
    target = item(low=10)
    entry = draft(target, 4, value=25)
    Evidence.objects.create(
        entry=entry, kind="document", title="5/QĐ", document_number="5/QĐ", added_at=entry.typed_at, added_by=clerk_a
    )
    assert said(target)[1] == []


def test_an_excused_item_asks_nothing_and_says_so(item, said, line, confirmed):
    target = item(kind="ratio", low=90)
    confirmed(target, "not_measurable", since=date(2022, 1, 1))
    assert said(target) == ([], [])
    assert (line(target).is_excused, line(target).is_due) == (True, False)


def test_a_task_recorded_as_done_asks_nothing_more(item, approved, said, line):
    target = item(kind="task")
    approved(target, 3, document_number="5/QĐ", document_on=date(2022, 3, 1))
    assert said(target) == ([], [])
    assert (line(target).is_finished, line(target).is_due) == (True, False)


# --- what the month would make -----------------------------------------------------------------------------------


def test_drafts_make_the_expected_count_and_leave_the_recorded_one(item, approved, draft, line, standing):
    one, two = item(), item(kind="monthly")
    approved(one, 3, value=100)
    approved(two, 3, value=20)
    draft(two, 4, value=85)
    counts = projected([line(one), line(two)])
    assert (counts.done, counts.applicable) == (2, 2)
    assert standing(two, 4).state != "done"
    assert line(two).now.reading.value == 105


def test_no_activity_leaves_the_expected_denominator_unless_the_plan_counts_it(item, draft, line):
    one, two = item(), item(kind="latest")
    draft(one, 4, value=100)
    draft(two, 4, is_no_activity=True)
    lines = [line(one), line(two)]
    assert (projected(lines).done, projected(lines).applicable) == (1, 1)
    assert projected(lines, counts_no_activity=True).applicable == 2


@pytest.mark.parametrize(
    ("given", "now", "is_typed"),
    [
        (NUMBER, {"value": 0}, True), (NUMBER, {"note": "x"}, False), (NUMBER, {"is_no_activity": True}, True),
        (RATIO, {"numerator": 0, "denominator": 0}, True), (RATIO, {}, False), (TASK, {"note": "dự thảo"}, True),
        (TASK, {}, False), (TASK, {"document_number": "5/QĐ"}, False),
    ],
)  # fmt: skip
def test_typed_is_what_says_something_of_the_item(item, draft, line, given, now, is_typed):
    target = item(**given)
    draft(target, 4, **now)
    assert line(target).is_typed is is_typed


def test_a_month_of_progress_and_one_without(item, approved, draft, line):
    target = item(low=1000)
    approved(target, 3, value=10)
    draft(target, 4, value=10)
    assert no_progress(line(target)) is True
    draft(target, 4, value=11)
    assert no_progress(line(target)) is False


def test_the_line_knows_target_last_entry_promise_and_who_typed(item, approved, draft, line, clerk_a):
    target = item(low=240)
    last = approved(target, 2, value=10)
    draft(target, 4, value=12)
    promise(target, due_on=date(2022, 12, 1), by=clerk_a)
    promise(target, due_on=date(2022, 12, 31), by=clerk_a)
    found = line(target)
    assert (found.target.low, found.last, found.promised_on) == (240, last, date(2022, 12, 31))
    assert (found.entry.typed_by, found.typed_value) == (clerk_a, 12)


@pytest.mark.parametrize("count", [1, 3])
def test_lines_cost_the_same_queries_however_many(item, draft, agency_a, plan, months, division_1, count):
    for kind in ("number", "monthly", "ratio")[:count]:
        part = item(agency=division_1, kind=kind)
        part.part_of = item(kind=kind)
        part.save()
    period = Period.objects.select_related("plan").get(pk=months[4].pk)
    items_of(agency_a, plan)  # Django asks SQLite once a process whether it knows JSON
    with CaptureQueriesContext(connection) as asked:
        own, parts = items_of(agency_a, plan)
        lines = lines_of(own, period, parts, list(months.values()))
    assert (len(lines), len(parts), len(asked)) == (count, count, 4)


def test_a_draft_of_another_month_does_not_count(item, draft, line):
    target = item()
    draft(target, 3, value=100)
    assert line(target).now.state == "no_data"
    assert facts.gather(target.plan, [target.pk])[0].entries == {}


# --- words -------------------------------------------------------------------------------------------------------


def test_every_rule_has_words(item, draft, line, plan):
    codes = {"fell", "jumped", "over_all", "other_unit", "far_beyond", "self_assessed_otherwise", "parts_differ"}
    codes |= {"not_typed", "cause_wanted", "explanation_wanted", "evidence_wanted", "document_half"}
    assert codes <= set(WORDS)
    (gap,) = gaps([line(item())], plan)
    assert gap_words(gap) == "Chưa nhập. Nếu bằng không thì nhập 0, hoặc chọn “không phát sinh”."


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(22196242), "22.196.242"),
        (Fraction(187, 2), "93,5"),
        (Fraction(100), "100"),
        (Fraction(1, 3), "0,333"),
        (Fraction(1, 16), "0,063"),
    ],
)
def test_numbers_are_proposed_as_they_are_typed(value, text):
    assert typed(value) == text
