"""No dirty cell is read wrongly in silence: right, or asked with a proposal that could be meant.

A thousand cells a kind; DX_DIRTY_CELLS=100000 makes as many as it says.
"""

import os
from random import Random

import pytest

from kpis.grammar import values
from kpis.grammar.shapes import Cell, Goal, Problem
from tests.workbooks.dirty import days, good
from tests.workbooks.dirty.spoiling import KINDS, YEAR, figure, negative
from workbooks.reading.agencies.names import find

HOW_MANY = int(os.environ.get("DX_DIRTY_CELLS", "1000"))


def meaning(answer):
    """What was understood; None where nothing was."""
    if not isinstance(answer, Goal):
        return None
    return answer.operator, answer.low, answer.high


def fault_of(dirty):
    """How the reader fails a dirty cell; "" where it does not."""
    answer = values.target(dirty.cell, dirty.unit, YEAR)
    if isinstance(answer, Problem):
        wrong = [
            text
            for text in answer.proposals
            if meaning(values.target(Cell(text), dirty.unit, YEAR)) not in dirty.allowed
        ]
        return f"proposes {wrong}" if wrong else ""
    if meaning(answer) == dirty.right:
        return ""
    words = {warning.code for warning in answer.warnings} if isinstance(answer, Goal) else set()
    return "" if words & dirty.said else f"is read as {meaning(answer)}, not {dirty.right}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_dirty_target_is_right_or_asked_about(kind):
    random = Random(kind)
    for _ in range(HOW_MANY):
        dirty = KINDS[kind](random, good.target(random))
        assert not (fault := fault_of(dirty)), f"{dirty.cell!r} in {dirty.unit!r} {fault}"


def figure_fault(dirty):
    """As fault_of, of a monthly figure."""

    def read(cell):
        found = values.number(cell, percent_row=dirty.unit == "%")
        return found if isinstance(found, Problem) else ("=", found, None)

    answer = read(dirty.cell)
    if isinstance(answer, Problem):
        wrong = [text for text in answer.proposals if read(Cell(text)) not in dirty.allowed]
        return f"proposes {wrong}" if wrong else ""
    return "" if answer == dirty.right else f"is read as {answer}, not {dirty.right}"


@pytest.mark.parametrize("spoil", [figure, negative])
def test_a_dirty_figure_is_right_or_asked_about(spoil):
    random = Random(spoil.__name__)
    for _ in range(HOW_MANY):
        dirty = spoil(random, good.figure(random))
        assert not (fault := figure_fault(dirty)), f"{dirty.cell!r} in {dirty.unit!r} {fault}"


def day_of(cell):
    found = values.deadline(cell, YEAR)
    return found if isinstance(found, Problem) else found.deadline


def test_a_dirty_deadline_is_right_or_asked_about():
    random = Random("deadlines")
    for _ in range(HOW_MANY):
        dirty = days.deadline(random)
        answer = day_of(dirty.cell)
        if isinstance(answer, Problem):
            proposed = {day_of(Cell(text)) for text in answer.proposals}
            assert proposed <= {dirty.right, *dirty.meant}, f"{dirty.cell!r} proposes {answer.proposals}"
        else:
            assert answer == dirty.right, f"{dirty.cell!r} is read as {answer}"


def test_a_dirty_name_is_the_agency_or_asked_about(directory):
    random = Random("agencies")
    official = {code: name for code, name in directory.official.items() if code in directory.peers}
    phrases = ("Các sở, ban, ngành", "Các huyện, thành phố", "UBND các huyện, thành phố")
    groups = {phrase: frozenset(find(phrase, directory).codes) for phrase in phrases}
    for _ in range(HOW_MANY):
        cell, codes = days.agencies(random, official, groups)
        found = find(str(cell.value), directory)
        assert found.unknown or frozenset(found.codes) == codes, f"{cell!r} is read as {found.codes}"
