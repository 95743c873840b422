import re
from fractions import Fraction
from itertools import pairwise

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from dxtracker.lib import svg
from dxtracker.lib.labels import Label, box_of, crosses, meet

OUTSIDE = {"not_applicable", "no_activity"}
STATES = {
    "exceeded": 9, "done": 17, "done_late": 0, "on_track": 2, "behind": 0, "overdue": 0, "no_data": 0,
    "not_measurable": 1, "no_activity": 2, "not_applicable": 4,
}  # fmt: skip
ATTACK = '"><script>alert(1)</script>'


def rects(drawing: str) -> list[tuple[str, float, float]]:
    """(state, x, width) of each part, in per cent."""
    found = []
    for rect in fromstring(drawing).iter("rect"):
        x, width = (float(rect.get(name, "0").rstrip("%")) for name in ("x", "width"))
        found.append((rect.get("class"), x, width))
    return found


def test_a_state_bar_draws_the_states_of_the_denominator_in_their_order():
    assert [state for state, _, _ in rects(svg.state_bar(STATES, "26/29", OUTSIDE))] == [
        "exceeded",
        "done",
        "on_track",
        "not_measurable",
    ]


def test_a_state_bar_gives_each_state_its_share():
    state, x, width = rects(svg.state_bar(STATES, "26/29", OUTSIDE))[1]
    assert state == "done"
    assert x == pytest.approx(100 * 9 / 29, abs=0.01)
    assert width == pytest.approx(100 * 17 / 29 - svg.GAP, abs=0.01)


def test_a_state_of_very_few_among_very_many_is_still_drawn():
    drawn = rects(svg.state_bar({"exceeded": 1, "done": 9999}, "1/9999"))
    assert all(width > 0 for _state, _x, width in drawn)


def test_a_state_bar_says_its_figure_to_those_who_do_not_see_it():
    assert 'role="img" aria-label="26/29"' in svg.state_bar(STATES, "26/29", OUTSIDE)


@pytest.mark.parametrize("states", [{}, {"done": 0}, {"not_applicable": 3, "no_activity": 1}])
def test_a_state_bar_of_nothing_is_empty(states):
    assert rects(svg.state_bar(states, "0/0", OUTSIDE)) == []


@given(st.dictionaries(st.sampled_from(list(STATES)), st.integers(min_value=0, max_value=5000)))
def test_the_parts_of_a_state_bar_follow_each_other_and_stay_inside(states):
    at = 0.0
    for _, x, width in rects(svg.state_bar(states, "x", OUTSIDE)):
        assert x >= at - 0.02
        at = x + width
    assert at <= 100.02


def test_the_parts_of_the_headline_bar_are_links_named_in_words():
    drawing = svg.headline_bar([svg.Part("done", 346, "/rows?a=1&state=done", "Hoàn thành")], "Theo trạng thái")
    assert '<a href="/rows?a=1&amp;state=done" aria-label="346 Hoàn thành">' in drawing
    assert 'role="group" aria-label="Theo trạng thái"' in drawing


def test_the_headline_bar_leaves_out_empty_parts_and_those_outside_the_denominator():
    parts = [svg.Part(state, count, "#", state) for state, count in STATES.items()]
    drawn = [state for state, _, _ in rects(svg.headline_bar(parts, "x", OUTSIDE))]
    assert drawn == ["exceeded", "done", "on_track", "not_measurable"]


@pytest.mark.parametrize(
    ("share", "width"), [(0.5, 50.0), (0.0, 0.0), (None, 0.0), (1.0, 100.0), (222.0, 100.0), (-1.0, 0.0)]
)
def test_a_measure_is_clipped_at_the_target(share, width):
    assert rects(svg.measure_bar(share, "behind"))[1] == ("behind", 0.0, width)


def test_a_spark_leaves_a_gap_where_a_month_has_no_value():
    lines = re.findall(r"<polyline", svg.spark([0.1, 0.2, None, 0.4, 0.5, None]))
    assert len(lines) == 2


def test_a_spark_ends_in_a_dot_at_its_last_value():
    assert 'cx="48.0" cy="4.0"' in svg.spark([0.1, 1.0, None])


@pytest.mark.parametrize("values", [[], [None, None], [0.4]])
def test_a_spark_of_too_little_draws_no_line(values):
    assert "<polyline" not in svg.spark(values)


def year(*rates):
    return [svg.TrendPoint(m, rates[m - 1] if m <= len(rates) else None, Fraction(m, 12)) for m in range(1, 13)]


def trend(points, language="vi"):
    return svg.trend_chart(points, title="Tỷ lệ", description="85,6%", pace="tiến độ", language=language)


def test_a_trend_names_its_last_figure_in_the_language():
    points = year(Fraction(1, 10), Fraction(2, 10), Fraction(26, 29))
    assert ">89,7%</text>" in trend(points)
    assert ">89.7%</text>" in trend(points, "en")


def test_a_trend_without_figures_shows_only_the_pace():
    drawing = trend(year())
    assert 'class="pace"' in drawing
    assert 'class="line"' not in drawing
    assert 'class="end"' not in drawing


def test_a_trend_has_a_title_and_a_description():
    root = fromstring(trend(year(Fraction(1, 2))))
    assert root.get("role") == "img"
    assert root.findtext("title") == "Tỷ lệ"
    assert root.findtext("desc") == "85,6%"


def test_a_trend_of_no_points_is_still_a_chart():
    assert fromstring(trend([])).tag == "svg"


def months(points, target=240.0, pace=(), forecast=(), label="mức giao"):
    goals = target if isinstance(target, list) else [target] * 12
    return svg.months_chart(
        points, target=goals, target_label=label, pace=pace, forecast=forecast, title="t", description="d",
        language="vi",
    )  # fmt: skip


def point(month, value, *, fresh=True, text="", state="behind"):
    return svg.MonthPoint(month, value, text or str(value), state, fresh)


def test_carried_months_are_drawn_hollow_and_empty_ones_not_at_all():
    drawing = months([point(1, 10.0), point(2, 10.0, fresh=False), point(3, None)])
    assert drawing.count('class="point behind"') == 1
    assert drawing.count('class="point carried"') == 1
    assert drawing.count("<circle") == 2


def test_the_last_value_stands_in_words_beside_the_line():
    assert ">214 tin, bài</text>" in months([point(1, 10.0), point(10, 214.0, text="214 tin, bài")])


def labels_of(drawing):
    """The boxes of the labels of a drawing, by their words."""
    pattern = r'class="(label|target-label|pace-label)" x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)">([^<]+)'
    found = re.findall(pattern, drawing)
    size = {"label": svg.LARGE, "target-label": svg.SMALL, "pace-label": svg.TICK}
    return {words: box_of(Label(float(x), float(y), anchor, size[kind]), words) for kind, x, y, anchor, words in found}


def dots_of(drawing, kind):
    (points,) = re.findall(rf'<polyline class="{kind}" points="([^"]+)"', drawing)
    return [tuple(map(float, dot.split(","))) for dot in points.split()]


@pytest.mark.parametrize("value", [10.0, 100.0, 180.0, 198.0, 200.0, 202.0, 230.0, 240.0, 260.0])
def test_the_label_of_the_last_value_lies_over_no_line_and_no_label(value):
    points = [point(month, value * month / 10, text=f"{value:n} tin, bài") for month in range(1, 11)]
    drawing = months(points, pace=[20.0 * month for month in range(1, 13)], label="từ 240 tin, bài/năm")
    value_box, target_box = labels_of(drawing)[f"{value:n} tin, bài"], labels_of(drawing)["từ 240 tin, bài/năm"]
    assert not meet(value_box, target_box)
    for kind in ("pace", "target", "line"):
        line = dots_of(drawing, kind)
        assert not any(crosses(value_box, *two) for two in pairwise(line)), kind


def test_a_forecast_is_drawn_from_the_month_to_the_years_end_whatever_lies_between():
    ahead = [None] * 9 + [15.0, None, 18.0]
    drawing = months([point(10, 15.0)], target=24.0, forecast=ahead)
    assert len(dots_of(drawing, "forecast")) == 2


@pytest.mark.parametrize(("value", "stands_off"), [(10.0, False), (240.0, True)])
def test_a_label_that_stands_off_is_led_to_from_its_point(value, stands_off):
    points = [point(month, value * month / 10, text=f"{value:n} tin, bài") for month in range(1, 11)]
    drawing = months(points, pace=[20.0 * month for month in range(1, 13)], label="Tối thiểu 240 tin, bài/năm")
    assert ('class="leader"' in drawing) is stands_off


def test_the_targets_line_is_a_step_where_it_was_set_anew_and_its_label_stands_at_its_end():
    drawing = months([point(1, 1.0)], target=[None] * 3 + [100.0] * 7 + [200.0] * 2, label="mức giao")
    line = dots_of(drawing, "target")
    assert len({y for _x, y in line}) == 2
    assert line[0][0] > dots_of(months([point(1, 1.0)]), "target")[0][0] == 0
    box = labels_of(drawing)["mức giao"]
    assert box.right == line[-1][0]
    assert abs(box.bottom - line[-1][1]) < 10


def test_a_chart_without_target_or_values_draws_no_line():
    drawing = months([], target=None)
    assert 'class="target"' not in drawing
    assert "<polyline" not in drawing
    assert fromstring(drawing).tag == "svg"


def test_the_target_is_inside_the_axis_even_far_above_the_values():
    drawing = months([point(1, 1.0)], target=100_000.0)
    assert ">100.000</text>" in drawing


@given(st.lists(st.floats(min_value=0, max_value=1e12), max_size=12))
def test_an_axis_holds_its_values_with_few_lines(values):
    top, step = svg.axis(values)
    assert top >= max(values, default=0) * (1 - 1e-9)
    assert 1 <= round(top / step) <= 6


@pytest.mark.parametrize(
    "drawing",
    [
        svg.icon(ATTACK),
        svg.state_bar({"done": 1}, ATTACK),
        svg.headline_bar([svg.Part(ATTACK, 1, ATTACK, ATTACK)], ATTACK),
        svg.measure_bar(0.5, ATTACK),
        svg.trend_chart(year(Fraction(1, 2)), title=ATTACK, description=ATTACK, pace=ATTACK, language="vi"),
        months([point(1, 1.0, text=ATTACK, state=ATTACK)], label=ATTACK),
    ],
)
def test_every_text_is_escaped(drawing):
    assert "<script" not in drawing
    assert not list(fromstring(drawing).iter("script"))


def test_the_sprite_has_a_symbol_for_every_state():
    sprite = svg.icon_sprite()
    for state in STATES:
        assert f'<symbol id="state-{state.replace("_", "-")}"' in sprite
    assert fromstring(sprite).tag == "svg"


def test_dots_of_a_strip_that_would_cover_each_other_stand_one_above_the_other():
    drawing = svg.strip([(90.0, "done"), (90.0, "done"), (40.0, "behind")], 80.0, "≥ 80%", "3 cơ quan", "vi")
    heights = re.findall(r'<circle class="\w+" cx="([\d.]+)%" cy="(\d+)"', drawing)
    assert len({y for _x, y in heights}) == 2
    assert len(set(heights)) == 3
    assert ">≥ 80%</text>" in drawing
    assert fromstring(svg.strip([(5.0, "done")], None, "", "một", "vi")).tag == "svg"
