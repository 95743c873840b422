"""While a sheet is read, others work: nothing of theirs is written over, nothing comes twice."""

from datetime import date

import pytest

from kpis.errors import CannotChange
from kpis.items.actions import edit_item
from kpis.models import Indicator, Target
from tests.workbooks.handing import GOOD, HEAD
from workbooks.models import ImportRun
from workbooks.runs import actions as runs

LATER = GOOD.replace("15/12/2022", "20/12/2022")


@pytest.fixture
def meanwhile(monkeypatch):
    """meanwhile(step): somebody does `step` right after the next reading of a file."""

    def put(step):
        whole, steps = runs.understand, [step]

        def then(*args, **kwargs):
            found = whole(*args, **kwargs)
            if steps:
                steps.pop()()
            return found

        monkeypatch.setattr(runs, "understand", then)

    return put


@pytest.fixture
def given(handed_in, administrator, agency_a):
    """The item of GOOD, given by a first import."""
    runs.confirm(handed_in(HEAD + GOOD), by=administrator)
    return agency_a.assignments.get()


def test_what_somebody_changes_while_a_sheet_is_read_is_not_written_over(given, handed_in, administrator, meanwhile):
    run = handed_in(HEAD + LATER)
    meanwhile(lambda: edit_item(given, by=administrator, weight=3))
    with pytest.raises(runs.Stale):
        runs.confirm(run, by=administrator)
    given.refresh_from_db()
    assert (given.weight, given.deadline) == (1, date(2022, 12, 15)), "all of it is undone with the refusal"


def test_an_item_that_somebody_gives_while_a_sheet_is_read_is_not_given_twice(handed_in, administrator, meanwhile):
    one, other = handed_in(HEAD + GOOD), handed_in(HEAD + LATER)
    meanwhile(lambda: runs._confirm(other, administrator, False, False))
    with pytest.raises(runs.Stale):
        runs.confirm(one, by=administrator)


def test_no_target_begins_in_a_month_that_was_closed_meanwhile(given, handed_in, administrator, months, close_until):
    run = handed_in(HEAD + GOOD.replace("50", "60"), month=9)
    close_until(9)
    with pytest.raises(CannotChange):
        runs.confirm(run, by=administrator)
    assert list(Target.objects.values_list("in_force_from__month", flat=True)) == [10]


def test_a_run_that_is_done_stays_done_whoever_still_reads_it(handed_in, administrator):
    run = handed_in(HEAD + GOOD)
    late = ImportRun.objects.get(pk=run.pk)
    found = runs.found_in(late)
    runs.confirm(run, by=administrator)
    assert runs.keep(late, found) is None
    run.refresh_from_db()
    assert (run.state, Indicator.objects.filter(name__startswith="Số hóa").count()) == ("done", 1)


def test_an_answer_given_while_a_file_is_read_is_in_its_preview(handed_in, administrator):
    run = handed_in()
    late = ImportRun.objects.get(pk=run.pk)
    found = runs.found_in(late)
    runs.choose(run, by=administrator, aliases={"Sở Khoa học Vũ trụ": "so-b"})
    answered = ImportRun.objects.get(pk=run.pk).counts
    runs.keep(late, found)
    assert ImportRun.objects.get(pk=run.pk).counts == answered
