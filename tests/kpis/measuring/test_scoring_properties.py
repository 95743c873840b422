"""What holds for every figure, not only for the examples."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from kpis.measuring import measures, rates, scoring
from kpis.measuring.measures import Figure, Goal, Item, Measure, Reading, Rules
from tests.kpis.measuring.examples import month

OVER_TIME = ("cumulative", "sum", "latest", "average", "max")
OPERATORS = (">", ">=", "<", "<=", "=")
values = st.fractions(0, 10**6, max_denominator=1000)
shares = st.none() | st.fractions(-1, 3, max_denominator=50)
weights = st.fractions(Fraction(1, 8), 8, max_denominator=8)
states = st.sampled_from(rates.STATES)


@st.composite
def parts(draw, least=0):
    denominator = draw(st.integers(least, 1000))
    return Fraction(draw(st.integers(0, denominator))), Fraction(denominator)


@st.composite
def goals(draw):
    operator = draw(st.sampled_from([*OPERATORS, "between"]))
    low = draw(values)
    high = low + draw(values) + 1 if operator == "between" else None
    return Goal(operator, low, high)


numbers = st.dictionaries(st.integers(1, 12), st.none() | values)
ratios = st.dictionaries(st.integers(1, 12), st.none() | parts())


def figured(figures, goal=None, until=12):
    def as_figure(typed):
        if typed is None:
            return Figure(is_no_activity=True)
        return Figure(None, *typed) if isinstance(typed, tuple) else Figure(typed)

    return [month(n, goal=goal, figure=as_figure(figures[n]) if n in figures else None) for n in range(1, until + 1)]


@given(numbers, st.sampled_from(OVER_TIME), st.integers(1, 12), values)
def test_a_figure_never_changes_the_months_before_it(figures, over_time, number, value):
    measure = Measure("number", over_time)
    before, after = figured(figures), figured(figures | {number: value})
    for n in range(1, number):
        assert measures.read(before[:n], measure).value == measures.read(after[:n], measure).value


@given(numbers, st.sampled_from(["cumulative", "latest"]), st.integers(1, 12), values)
def test_a_running_total_is_changed_only_until_the_next_report(figures, over_time, number, value):
    measure = Measure("number", over_time)
    later = [n for n, typed in figures.items() if n > number and (typed is not None or over_time == "latest")]
    before, after = figured(figures), figured(figures | {number: value})
    for n in range(min(later, default=13), 13):
        assert measures.read(before[:n], measure).value == measures.read(after[:n], measure).value


@given(numbers, st.integers(1, 12), values)
def test_a_corrected_month_moves_every_later_sum_by_the_difference(figures, number, value):
    measure = Measure("number", "sum")
    before, after = figured(figures), figured(figures | {number: value})
    for n in range(number, 13):
        old = measures.read(before[:n], measure).value or 0
        assert measures.read(after[:n], measure).value == old - (figures.get(number) or 0) + value


@given(ratios, st.sampled_from(OVER_TIME))
def test_a_ratio_is_never_outside_0_to_100_and_is_its_own_parts(figures, over_time):
    measure = Measure("ratio", over_time, "%")
    reading = measures.read(figured(figures), measure)
    if reading.value is not None:
        assert 0 <= reading.value <= 100
        assert reading.value == 100 * reading.numerator / reading.denominator


@given(st.lists(parts(least=1), min_size=1, max_size=8), st.sampled_from(["sum", "ratio", "average", "all"]))
def test_a_ratio_over_agencies_is_the_ratio_of_the_sums(pairs, rule):
    measure = Measure("ratio", "latest", "%")
    readings = [measures.read([month(1, figure=Figure(None, n, d))], measure) for n, d in pairs]
    sums = [sum(part, Fraction(0)) for part in zip(*pairs, strict=True)]
    assert measures.over_agencies(readings, measure, rule).value == 100 * sums[0] / sums[1]


@given(st.lists(values, min_size=1), st.randoms())
def test_the_order_of_agencies_does_not_matter(found, random):
    measure = Measure("number")
    mixed = found.copy()
    random.shuffle(mixed)
    for rule in ("sum", "average", "all"):
        one, other = (measures.over_agencies([Reading(v) for v in some], measure, rule) for some in (found, mixed))
        assert one == other


@given(goals(), st.none() | values)
def test_exceeded_is_met_and_met_is_reported(goal, value):
    if scoring.is_exceeded(goal, value):
        assert scoring.is_met(goal, value)
    if scoring.is_met(goal, value):
        assert value is not None
        assert goal.operator == "=" or scoring.attainment(goal, value) >= 1


@given(goals(), st.integers(1, 12), st.sampled_from(OVER_TIME))
def test_a_typed_zero_is_not_a_missing_figure(goal, number, over_time):
    item, rules = Item(Measure("number", over_time)), Rules()
    year = figured({}, goal)
    typed = figured({number: Fraction(0)}, goal, until=number)
    assert scoring.judge(item, rules, year[:number], year)[-1].state == "no_data"
    assert scoring.judge(item, rules, typed, year)[-1].state != "no_data"


@given(st.lists(st.lists(st.sampled_from(rates.STATES), min_size=1, max_size=4), max_size=5), st.booleans())
def test_agencies_counted_by_all_their_items_are_those_that_meet_it(agencies, counts_no_activity):
    found = rates.Counts.of((rates.state_of_all(one, counts_no_activity) for one in agencies), counts_no_activity)
    each = [rates.Counts.of(one, counts_no_activity) for one in agencies]
    assert (found.done, found.applicable) == rates.met_by(each)


@given(numbers, goals(), st.integers(1, 12), st.sampled_from(OVER_TIME))
def test_a_month_is_judged_alike_whether_or_not_later_ones_are_known(figures, goal, number, over_time):
    item, rules = Item(Measure("number", over_time)), Rules()
    year = figured(figures, goal)
    assert scoring.judge(item, rules, year[:number], year) == scoring.judge(item, rules, year, year)[:number]


@given(numbers, goals(), st.integers(0, 13), st.sampled_from(OVER_TIME), st.sets(st.integers(1, 12)))
def test_the_last_months_are_judged_alike_whether_or_not_those_before_them_are(figures, goal, last, over_time, idle):
    item, rules = Item(Measure("number", over_time)), Rules()
    year = figured(figures, goal)
    nothing = Figure(is_no_activity=True)
    year = [replace(m, figure=nothing) if m.number in idle else m for m in year]
    whole = scoring.judge(item, rules, year, year)
    assert scoring.judge(item, rules, year, year, last) == whole[max(len(whole) - last, 0) :]


@given(numbers, goals(), goals(), st.integers(2, 12))
def test_a_new_target_leaves_the_months_before_it_alone(figures, goal, new, number):
    item, rules = Item(Measure("number")), Rules()
    old = figured(figures, goal)
    changed = [replace(m, goal=new) if m.number >= number else m for m in old]
    before = scoring.judge(item, rules, changed, changed)[: number - 1]
    assert before == scoring.judge(item, rules, old, old)[: number - 1]


@given(st.lists(states), st.booleans())
def test_rates_are_the_fractions_of_their_rows(found, counts_no_activity):
    counts = rates.Counts.of(found, counts_no_activity)
    done = sum(state in rates.MET for state in found)
    left_out = {"not_applicable"} if counts_no_activity else {"not_applicable", "no_activity"}
    applicable = sum(state not in left_out for state in found)
    assert (counts.total, counts.done, counts.applicable) == (len(found), done, applicable)
    assert counts.official_rate == (Fraction(done, applicable) if applicable else None)
    assert counts.official_rate is None or 0 <= counts.official_rate <= 1
    if counts.measurable_rate is not None:
        assert counts.official_rate <= counts.measurable_rate <= 1


@given(st.lists(st.lists(states)))
def test_counts_of_groups_add_up_to_the_count_of_all(groups):
    together = sum(map(rates.Counts.of, groups), rates.Counts.of([]))
    assert together == rates.Counts.of([state for group in groups for state in group])


@given(st.lists(st.none() | st.fractions(0, 1, max_denominator=30)))
def test_a_rank_is_one_more_than_the_number_of_better_rates(found):
    for rate, rank in zip(found, rates.ranks(found), strict=True):
        better = sum(1 for other in found if rate is not None and other is not None and other > rate)
        assert rank == (None if rate is None else better + 1)


@given(st.lists(st.tuples(weights, states, shares)), st.fractions(Fraction(1, 100), 100))
def test_weights_scale_freely(rows, factor):
    scaled = [(weight * factor, state, share) for weight, state, share in rows]
    score = rates.score(rows)
    assert score == rates.score(scaled)
    assert score is None or 0 <= score <= 1


@given(numbers, goals(), st.sampled_from(OVER_TIME))
def test_a_forecast_never_misses_a_negative_amount(figures, goal, over_time):
    measure = Measure("number", over_time)
    year = figured(figures, goal)
    points = []
    for n in range(1, 13):
        reading = measures.read(year[:n], measure)
        if reading.value is not None:
            points.append((n, reading.value, reading.source.number == n))
    found = scoring.forecast(measure, goal, points)
    if found is not None:
        assert found.missing >= 0
        assert (found.missing == 0) == (points[-1][1] >= goal.low)


near = st.dictionaries(st.integers(1, 12), st.none() | st.integers(0, 4).map(Fraction))


MET_BEFORE_NOTHING_HAPPENED = {5: Fraction(3), 8: None, 9: Fraction(3)}


@example(MET_BEFORE_NOTHING_HAPPENED, "latest", ">=", 9, 1)
@given(near, st.sampled_from(OVER_TIME), st.sampled_from(OPERATORS), st.integers(1, 12), st.integers(1, 3))
def test_the_last_months_are_judged_as_they_are_among_all(figures, over_time, operator, until, last):
    item, months = Item(Measure("number", over_time), deadline=date(2022, 6, 10)), figured(figures, None, until)
    months = [replace(one, goal=Goal(operator, Fraction(2 + one.number // 9))) for one in months]
    assert scoring.judge(item, Rules(), months, last=last) == scoring.judge(item, Rules(), months)[-last:]
