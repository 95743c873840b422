"""Runs every worked example of docs/scoring.md."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from kpis.bottlenecks.rules import Thresholds
from kpis.measuring import measures, promises, rates, scoring
from tests.kpis.measuring import examples
from tests.kpis.measuring.examples import NOTHING, day, goal, measure, month, number, year


def example_of(name):
    return pytest.mark.parametrize("row", examples.rows(name), ids=examples.line)


def judged(row, tolerance=NOTHING):
    item = measures.Item(
        measure(row),
        deadline=day(row["deadline"]),
        applicable_from=day(row.get("applies from", NOTHING)),
        claims=examples.claims(row.get("cause", NOTHING)),
        withdrawn_from=int(row.get("withdrawn from", 0)) or None,
        applicable_until=day(row.get("agency ended", NOTHING)),
    )
    rules = measures.Rules(tolerance=number(tolerance) or Fraction(0))
    months = year(row["entries"], goal(row["target"]), until=int(row["period"]))
    months[-1] = replace(months[-1], seen_on=day(row.get("seen on", NOTHING)))
    return scoring.judge(item, rules, months, year())[-1]


def test_every_table_of_the_document_is_run():
    run = "value, over agencies, correction, met, exceeded, attainment, pace, expected, state, late, rates, province"
    assert examples.names() == {
        *run.split(", "),
        "withdrawn",
        "ended",
        "limit",
        "running",
        "ranks",
        "score",
        "forecast",
        "promise",
        "bottleneck",
    }


@example_of("value")
def test_value_at_a_period(row):
    kind = measure(row)
    reading = measures.read(year(row["entries"], until=int(row["period"])), kind)
    judgement = measures.Judgement(month(int(row["period"])), "", "", reading)
    wanted = row["value"]
    if wanted == "no activity":
        assert (reading.is_no_activity, reading.value) == (True, None)
    elif examples.is_day(wanted):
        assert reading.issued_on == day(wanted)
    else:
        assert (reading.value, reading.is_no_activity) == (number(wanted), False)
    assert judgement.reporting == row["reporting"]


@example_of("over agencies")
def test_value_over_agencies(row):
    kind = measure(row)
    cells = row["values"].split("; ")
    readings = [measures.read([month(1, figure=examples.figure(cell))], kind) for cell in cells]
    assert measures.over_agencies(readings, kind, row["rule"]).value == number(row["value"])


@example_of("correction")
def test_a_late_correction_changes_only_what_rests_on_it(row):
    entries = examples.pairs(row["entries"])
    corrected = "; ".join(f"{n}: {v}" for n, v in (entries | examples.pairs(row["corrected"])).items())

    def values(cell):
        return [measures.read(year(cell, until=n), measure(row)).value for n in range(1, 10)]

    changed = [
        n for n, (a, b) in enumerate(zip(values(row["entries"]), values(corrected), strict=True), start=1) if a != b
    ]
    assert ", ".join(map(str, changed)) == row["months that change"]


@example_of("met")
def test_met(row):
    issued = day(row["value"]) if examples.is_day(row["value"]) else None
    value = None if issued else number(row["value"])
    assert scoring.is_met(goal(row["target"]), value, issued) is (row["met"] == "yes")


@example_of("exceeded")
def test_exceeded(row):
    is_exceeded = scoring.is_exceeded(goal(row["target"]), number(row["value"]), number(row["threshold"]))
    assert is_exceeded is (row["exceeded"] == "yes")


@example_of("attainment")
def test_attainment(row):
    target = goal(row["target"], row["baseline"])
    issued = day(row["value"]) if examples.is_day(row["value"]) else None
    value = None if issued else number(row["value"])
    share = scoring.attainment(target, value, issued)
    assert share == number(row["attainment"])
    assert scoring.attainment_from_baseline(target, value) == number(row["from baseline"])
    assert scoring.multiple(share) == number(row["multiple"])
    assert scoring.contribution(share) == number(row["contribution"])


@example_of("pace")
def test_pace(row):
    item = measures.Item(measure({}), day(row["deadline"]), day(row["applies from"]))
    milestones = {int(n): Fraction(share) for n, share in examples.pairs(row["milestones"]).items()}
    rules = measures.Rules(milestones=milestones)
    assert scoring.pace_share(item, rules, month(int(row["period"])), year()) == number(row["share"])


def test_milestones_of_the_item_come_before_the_plan_s_and_before_the_level_at_all_times():
    own = measures.Goal(">=", Fraction(100), milestones={6: Fraction(1, 4), 12: Fraction(1)})
    rules = measures.Rules(milestones={3: Fraction(1, 2)})
    for asks_level in (False, True):
        item = measures.Item(measures.Measure("number", asks_level=asks_level))
        shares = [scoring.pace_share(item, rules, month(n, goal=own), year()) for n in (5, 6, 12)]
        assert shares == [0, Fraction(1, 4), 1]


def test_a_month_with_rules_of_its_own_is_judged_by_them():
    item, target = measures.Item(measures.Measure("number", "latest")), measures.Goal(">=", Fraction(100))
    months = [replace(m, goal=target, figure=measures.Figure(Fraction(105))) for m in year()[:2]]
    months[1] = replace(months[1], rules=measures.Rules(exceed_threshold=Fraction(1, 10)))
    assert [found.state for found in scoring.judge(item, measures.Rules(), months, year())] == ["exceeded", "done"]


@example_of("expected")
def test_the_value_that_the_pace_asks(row):
    target = goal(row["target"], row["baseline"])
    assert scoring.expected_value(target, number(row["share"])) == number(row["expected"])


@example_of("limit")
def test_the_pace_of_limits_and_of_levels(row):
    item = measures.Item(measures.Measure("number", "latest", asks_level=row["level"] == "yes"))
    months = year(row["entries"], goal(row["target"], row["baseline"]), until=int(row["period"]))
    judgement = scoring.judge(item, measures.Rules(tolerance=number(row["tolerance"])), months, year())[-1]
    assert (judgement.state, judgement.reason) == (row["state"], row["reason"])


@example_of("state")
def test_state(row):
    judgement = judged(row, row["tolerance"])
    assert (judgement.state, judgement.reason) == (row["state"], row["reason"])


@example_of("withdrawn")
def test_what_is_withdrawn_is_asked_no_more(row):
    judgement = judged(row)
    assert (judgement.state, judgement.reason) == (row["state"], row["reason"])


@example_of("ended")
def test_an_agency_that_has_ended_is_asked_nothing(row):
    judgement = judged(row)
    assert (judgement.state, judgement.reason) == (row["state"], row["reason"])


@example_of("running")
def test_a_deadline_has_not_passed_before_its_day_has(row):
    judgement = judged(row)
    assert (judgement.state, judgement.reason) == (row["state"], row["reason"])


@example_of("late")
def test_late(row):
    judgement = judged(row)
    assert (judgement.state, judgement.reason) == (row["state"], row["reason"])


@example_of("rates")
def test_rates(row):
    states = []
    for part in row["states"].split(", "):
        times, state = part.split()
        states += [state] * int(times)
    counts = rates.Counts.of(states, counts_no_activity=row["keeps no activity"] == "yes")
    assert (counts.done, counts.applicable) == (int(row["done"]), int(row["applicable"]))
    assert counts.official_rate == number(row["official"])
    assert counts.measurable_rate == number(row["measurable"])


@example_of("province")
def test_province_and_the_mean_of_its_agencies(row):
    agencies = []
    for cell in row["agencies"].split("; "):
        done, applicable = map(int, cell.split("/"))
        agencies.append(rates.Counts.of(["done"] * done + ["behind"] * (applicable - done)))
    together = sum(agencies, rates.Counts.of([]))
    assert (together.done, together.applicable) == (int(row["done"]), int(row["applicable"]))
    assert together.official_rate == number(row["province"])
    assert rates.mean_rate(agencies) == number(row["mean"])


@example_of("ranks")
def test_ranks(row):
    wanted = [None if cell == NOTHING else int(cell) for cell in row["ranks"].split("; ")]
    assert rates.ranks([number(cell) for cell in row["rates"].split("; ")]) == wanted


@example_of("score")
def test_score(row):
    items = [cell.split() for cell in row["items"].split("; ")]
    rows = [(Fraction(weight), state, number(share)) for weight, state, share in items]
    assert rates.score(rows) == number(row["score"])


@example_of("forecast")
def test_forecast(row):
    points = [
        (int(n.removesuffix("*")), Fraction(value), not n.endswith("*"))
        for n, value in examples.pairs(row["months"]).items()
    ]
    found = scoring.forecast(measure(row), goal(row["target"], row["baseline"]), points, begun=int(row["begun"]))
    parts = [None] * 3 if found is None else [found.missing, found.needed, found.straight]
    assert parts == [number(row[name]) for name in ("missing", "needed", "straight")]


@example_of("promise")
def test_promise(row):
    states = row["states from period 1 on"].split("; ")
    months = [(date(2022, number, 14), state) for number, state in enumerate(states, start=1)]
    met_on = promises.met_since(months)
    found = promises.state_of(
        day(row["promised for"]), None if row["moved"] == "no" else date(2099, 1, 1), met_on, months[-1][0]
    )
    assert found == row["promise"]


@example_of("bottleneck")
def test_bottleneck(row):
    limits = Thresholds(int(row["least"]), Fraction(row["share"]))
    assert limits.holds(int(row["missed"]), int(row["applicable"])) is (row["bottleneck"] == "yes")
