"""Large imports in a process of their own: begun, watched, failed, died."""

import os
import time

import pytest
from django.core.management import call_command

from kpis.models import Assignment
from tests.workbooks.handing import (
    post,
    text_of,
    upload,
    url,
)
from workbooks.models import ImportRun
from workbooks.runs import background, progress, queue
from workbooks.runs.progress import Progress


@pytest.fixture
def spawned(monkeypatch):
    """The work that pages hand to a process, in place of a process."""
    calls = []
    monkeypatch.setattr(background, "spawn", calls.append)
    return calls


def test_a_large_file_is_read_by_a_process(admin, months, agency_a, spawned, monkeypatch):
    monkeypatch.setattr(background, "LARGE_FILE", 10)
    upload(admin, months)
    run = ImportRun.objects.get()
    assert spawned == [["import_work"]]
    page = text_of(admin.get(url("run", run)))
    assert "<progress" in page
    assert admin.get(url("progress", run)).json()["is_running"] is True
    assert "<progress" in text_of(admin.get(url("progress", run), headers={"HX-Request": "true"}))
    assert post(admin, "mend", run, place="T!D3", text="1").status_code == 409
    call_command(*spawned[0])
    run.refresh_from_db()
    assert run.state == "previewed"
    assert admin.get(url("progress", run), headers={"HX-Request": "true"})["HX-Redirect"] == url("run", run)


def test_a_large_run_is_confirmed_by_a_process(admin, run, spawned, monkeypatch):
    monkeypatch.setattr(background, "LARGE_RUN", 2)
    post(admin, "confirm", run, keep_good="1")
    assert spawned == [["import_work"]]
    post(admin, "confirm", run, keep_good="1")
    assert len(spawned) == 1
    call_command(*spawned[0])
    assert Assignment.objects.count() == 1
    assert progress.progress_of(run.pk) is None


def test_work_that_fails_says_why_and_can_be_begun_again(admin, run, spawned, monkeypatch):
    monkeypatch.setattr(background, "LARGE_RUN", 2)
    post(admin, "confirm", run)
    call_command(*spawned[0])
    page = text_of(admin.get(url("run", run)))
    assert "Công việc chưa hoàn thành" in page
    assert "Còn dòng bị từ chối. Sửa" in page
    post(admin, "confirm", run, keep_good="1")
    assert len(spawned) == 2


def test_work_that_died_is_noticed_by_its_silence(admin, run):
    progress.tell(run.pk, progress.Progress("confirm", "write", 1, 3))
    assert "<progress" in text_of(admin.get(url("run", run)))
    old = time.time() - 2 * progress.SILENT_SECONDS
    os.utime(progress.path_of(run.pk), (old, old))
    page = text_of(admin.get(url("run", run)))
    assert "Công việc dừng giữa chừng" in page
    assert url("confirm", run) in page


def test_a_heart_beats_while_work_is_silent(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "BEAT_SECONDS", 0.01)
    progress.tell(1, progress.Progress("read"))
    os.utime(progress.path_of(1), (0, 0))
    with progress.heartbeat(1):
        for _n in range(100):
            time.sleep(0.01)
            if progress.progress_of(1).is_running:
                break
    assert progress.progress_of(1).is_running
    progress.forget(1)
    assert progress.progress_of(1) is None


# --- the queue ---------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(settings, tmp_path):
    """asked(pk, by): a step of a run that person `by` has put in the queue; later calls came later."""
    settings.MEDIA_ROOT = tmp_path
    moments = iter(range(100))

    def put(pk, by):
        progress.tell(pk, Progress("read", progress.WAITING, by=by, asked_at=next(moments)))

    return put


def served(done=lambda pk: progress.forget(pk)):
    order = []

    def carry_out(pk, told):
        order.append(pk)
        done(pk)

    queue.work(carry_out)
    return order


def test_a_dozen_of_one_person_does_not_keep_others_waiting(asked):
    for pk in range(1, 13):
        asked(pk, by=1)
    asked(21, by=2)
    asked(22, by=2)
    asked(31, by=3)
    assert served()[:6] == [1, 21, 31, 2, 22, 3]


def test_who_has_work_under_way_waits_for_who_has_none(asked):
    asked(1, by=1)
    queue.claim()
    asked(2, by=1)
    asked(3, by=2)
    assert queue.claim()[0] == 3


def test_so_many_are_worked_on_at_once_and_no_more(asked, monkeypatch):
    asked(1, by=1)
    with queue.seat() as one, queue.seat() as two, queue.seat() as three:
        assert (one, two, three) == (True, True, False)
        assert not queue.has_seat()
        assert served() == []
    assert served() == [1]


def test_twelve_uploads_start_as_many_processes_as_there_are_seats(admin, months, agency_a, monkeypatch):
    held, started = [], []

    def spawn(arguments):
        started.append(arguments)
        held.append(queue.seat())
        held[-1].__enter__()

    monkeypatch.setattr(background, "spawn", spawn)
    monkeypatch.setattr(background, "LARGE_FILE", 1)
    for number in range(12):
        upload(admin, months, name="giao.csv", text=f"{number};x\n")
    assert (len(started), ImportRun.objects.count()) == (queue.AT_ONCE, 12)
    for place in held:
        place.__exit__(None, None, None)
    call_command("import_work")
    assert set(ImportRun.objects.values_list("state", flat=True)) == {"failed"}
    assert progress.all_of_them() == []


def test_what_comes_while_the_last_seat_is_given_back_is_not_left_waiting(asked):
    asked(1, by=1)
    late = iter([2])
    assert served(lambda pk: (progress.forget(pk), [asked(other, by=2) for other in late])) == [1, 2]


def test_what_waits_is_known_to_be_alive_while_somebody_works(asked, monkeypatch):
    monkeypatch.setattr(progress, "BEAT_SECONDS", 0.01)
    asked(1, by=1)
    asked(2, by=2)
    os.utime(progress.path_of(2), (0, 0))
    with progress.heartbeat(1):
        time.sleep(0.3)
    assert progress.progress_of(2).is_running


def test_a_step_that_takes_too_long_is_stopped_and_says_so(admin, run, spawned, monkeypatch):
    from dxtracker.lib.limited import TookTooLong

    def endless(*_args, **_more):
        raise TookTooLong

    monkeypatch.setattr(background, "LARGE_RUN", 2)
    post(admin, "confirm", run, keep_good="1")
    monkeypatch.setattr("workbooks.runs.actions.confirm", endless)
    call_command(*spawned[0])
    assert "mất quá nhiều thời gian" in text_of(admin.get(url("run", run)))


def test_much_text_in_a_small_file_is_understood_by_a_process(admin, months, agency_a, spawned, monkeypatch):
    monkeypatch.setattr(background, "LARGE_TEXT", 100)
    upload(admin, months)
    assert (spawned, ImportRun.objects.get().state) == ([["import_work"]], "stored")
    call_command(*spawned[0])
    assert ImportRun.objects.get().state == "previewed"
