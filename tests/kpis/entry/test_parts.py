"""The parts of a ratio: counted whole, held against the month before, at every door by which they come in."""

from decimal import Decimal

import pytest

from kpis.entry.forms import read_row
from kpis.grammar import figures
from kpis.grammar.shapes import Cell, CellKind, Problem
from kpis.models import Entry
from kpis.month.plausibility import remarks

URL = "/entry/so-a/?year=2022&month=9"


@pytest.mark.parametrize(
    ("text", "label", "code"),
    [
        ("1.5", "hồ sơ giải quyết đúng hạn", "count_not_whole"),
        ("12,5", "hồ sơ đã giải quyết", "count_not_whole"),
        ("12,5%", "hồ sơ đã giải quyết", "percent_for_count"),
        ("12 %", "tổng số văn bản đi", "percent_for_count"),
        ("12%", "vốn đã giải ngân", "percent_for_count"),
        ("1.5", "", "count_not_whole"),
    ],
)
def test_a_count_is_whole_and_no_share(text, label, code):
    problem = figures.part(Cell(text), label)
    assert (problem.code, problem.details) == (code, {"text": text})


@pytest.mark.parametrize(
    ("text", "label", "value"),
    [
        ("1.234", "hồ sơ", Decimal(1234)),
        ("1.234,0", "hồ sơ", Decimal(1234)),
        ("12,5", "kinh phí đã giải ngân (tỷ đồng)", Decimal("12.5")),
        ("3,25", "dung lượng lưu trữ (TB)", Decimal("3.25")),
        ("", "hồ sơ", None),
    ],
)
def test_money_and_sizes_may_have_decimals(text, label, value):
    assert figures.part(Cell(text), label) == value


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("12,5%", "hồ sơ", "percent_for_count"),
        ("1.5", "lượt người", "count_not_whole"),
        ("12,5", "tỷ đồng", Decimal("12.5")),
        ("12,5%", "%", Decimal("12.5")),
        ("7,5", "điểm", Decimal("7.5")),
        ("12,5%", "", Decimal("12.5")),
    ],
)
def test_a_figure_fits_what_its_unit_counts(text, unit, expected):
    read = figures.figure(Cell(text), unit)
    assert (read.code if isinstance(read, Problem) else read) == expected


def test_a_cell_in_per_cent_of_a_workbook_is_no_count():
    cell = Cell(Decimal("0.125"), CellKind.NUMBER, "0.0%")
    assert figures.part(cell, "hồ sơ").code == "percent_for_count"


@pytest.fixture
def running_ratio(indicators, item):
    """An item of months that run on: 144 of 159 were recorded in August."""
    indicators.ratio.over_time = "cumulative"
    indicators.ratio.numerator_label, indicators.ratio.denominator_label = "hồ sơ đúng hạn", "hồ sơ đã giải quyết"
    indicators.ratio.save()
    return item(kind="ratio", low=90)


@pytest.fixture
def post(client, clerk_a):
    """post(item, numerator, denominator, htmx=True): typed at the page's row, or in its form without a script."""

    def send(target, numerator, denominator, htmx=True):
        client.force_login(clerk_a)
        row = {f"{target.pk}-version": "", f"{target.pk}-numerator": numerator, f"{target.pk}-denominator": denominator}
        if htmx:
            return client.post(f"/entry/so-a/{target.pk}/?year=2022&month=9", row, HTTP_HX_REQUEST="true")
        return client.post(URL, row)

    return send


@pytest.mark.django_db
@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(
    ("parts", "field", "words"),
    [(("1.5", "20"), "numerator", "không phải là số nguyên"), (("10", "12,5%"), "denominator", "tỷ lệ phần trăm")],
)
def test_no_count_is_refused_at_its_cell(post, running_ratio, htmx, parts, field, words):
    html = post(running_ratio, *parts, htmx=htmx).content.decode()
    assert (f'data-dx-wrong="{field}"' in html, words in html, Entry.objects.exists()) == (True, True, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "now", "words", "button"),
    [
        ((144, 159), ("100", "174"), "Số lũy kế giảm: tháng trước 144 / 159, nay 100 / 174.", ""),
        (
            (144, 159),
            ("30", "35"),
            "Số lũy kế giảm: tháng trước 144 / 159, nay 30 / 35.",
            "numerator=174&amp;denominator=194",
        ),
        ((1159, 1899), ("12.000", "19.500"), "12.000 / 19.500 gấp hơn ba lần 1.159 / 1.899 của tháng trước.", ""),
    ],
)
def test_parts_are_held_against_the_month_before_although_the_rate_looks_right(
    post, running_ratio, approved, before, now, words, button
):
    approved(running_ratio, 8, numerator=before[0], denominator=before[1])
    response = post(running_ratio, *now)
    html = response.content.decode()
    assert (response["DX-Saved"], words in html, 'value="numerator=' in html) == ("1", True, bool(button))
    assert button in html


@pytest.mark.django_db
def test_parts_of_a_state_of_things_may_fall_and_a_step_is_no_jump(post, item, approved):
    target = item(kind="ratio", low=50)
    approved(target, 8, numerator=144, denominator=159)
    assert 'class="remark"' not in post(target, "100", "174").content.decode()


@pytest.mark.django_db
def test_the_parts_of_the_month_before_stand_under_the_inputs(client, clerk_a, running_ratio, approved):
    approved(running_ratio, 8, numerator=1144, denominator=1159)
    client.force_login(clerk_a)
    page = client.get(URL)
    (row,) = page.context["board"].rows
    assert [(cell.label, cell.before) for cell in row.cells] == [
        ("hồ sơ đúng hạn", "1.144"),
        ("hồ sơ đã giải quyết", "1.159"),
    ]
    assert page.content.decode().count('class="part-before"') == 2


@pytest.mark.django_db
def test_the_reviewers_own_figure_is_whole_too(client, officer, running_ratio, submitted):
    entry = submitted(running_ratio, 9, numerator=10, denominator=20)
    client.force_login(officer)
    said = {"version": entry.version, "numerator": "1.5", "denominator": "20", "reason": "Rà soát"}
    response = client.post(f"/review/so-a/{entry.pk}/verify/?year=2022&month=9", said)
    assert (response.status_code, "không phải là số nguyên" in response.content.decode()) == (422, True)


@pytest.mark.django_db
def test_the_reviewer_is_told_what_the_clerk_was(running_ratio, approved, draft, clerk_a):
    from kpis.month.lines import lines_of

    approved(running_ratio, 8, numerator=144, denominator=159)
    entry = draft(running_ratio, 9, numerator=100, denominator=174)
    (line,) = lines_of([running_ratio], entry.period)
    assert [remark.code for remark in remarks(line, running_ratio.plan)] == ["parts_fell"]


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("-5", "%", Decimal(-5)),
        ("−5,2%", "%", Decimal("-5.2")),
        ("- 3", "điểm", Decimal(-3)),
        ("4,1", "%", Decimal("4.1")),
    ],
)
def test_what_grows_or_shrinks_may_be_below_zero(text, unit, value):
    assert figures.figure(Cell(text), unit, is_signed=True) == value
    assert figures.figure(Cell(value, CellKind.NUMBER), unit, is_signed=True) == value


@pytest.mark.parametrize("text", ["-5", "− 5", "-5%"])
def test_elsewhere_a_minus_is_refused_and_its_opposite_not_proposed(text):
    problem = figures.figure(Cell(text), "%")
    assert (problem.code, problem.proposals) == ("negative_figure", ())


def test_a_growth_below_zero_is_asked_about_like_any_other():
    problem = figures.figure(Cell("-0,5"), "%", is_signed=True)
    assert (problem.code, problem.proposals) == ("fraction_in_percent_row", ("-50%", "-0,5%"))
    assert [figures.figure(Cell(text), "%", is_signed=True) for text in problem.proposals] == [-50, Decimal("-0.5")]


@pytest.mark.django_db
@pytest.mark.parametrize(("may", "stands"), [(True, Decimal(-5)), (False, None)])
def test_the_indicator_says_whether_the_months_page_takes_a_minus(item, may, stands):
    given = item(kind="latest", low=8)
    given.indicator.may_be_negative = may
    said = read_row({f"{given.pk}-value": "-5"}, given, None, [])
    assert (said.figures.get("value"), "value" in said.wrong) == (stands, not may)
