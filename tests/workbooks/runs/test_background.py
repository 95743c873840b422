"""Large imports in the hands of the worker: asked for, watched, failed, waiting for nobody, taken up again."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from agencies.models import Work, Worker
from agencies.work import actions as work
from agencies.work import worker as working
from agencies.work.carrying import Ears
from agencies.work.queries import is_worker_there
from agencies.work.rules import SILENT
from agencies.work.worker import Pulse
from kpis.models import Assignment
from tests import factories
from tests.agencies.work.queue import die, in_hands_of, seen, work_off
from tests.workbooks.handing import post, text_of, upload, url
from workbooks.models import ImportRun
from workbooks.runs import background, progress

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def large(queue, monkeypatch):
    """Work waits in the database for a worker, and everything is large."""
    monkeypatch.setattr(background, "LARGE_RUN", 2)


def test_a_large_file_is_read_by_the_worker(admin, months, agency_a, monkeypatch):
    monkeypatch.setattr(background, "LARGE_FILE", 10)
    seen()
    upload(admin, months)
    run = ImportRun.objects.get()
    page = text_of(admin.get(url("run", run)))
    assert "<progress" in page
    assert "Đang chờ đến lượt" in page
    assert admin.get(url("progress", run)).json()["is_running"] is True
    assert "<progress" in text_of(admin.get(url("progress", run), headers={"HX-Request": "true"}))
    assert post(admin, "mend", run, place="T!D3", text="1").status_code == 409
    work_off()
    run.refresh_from_db()
    assert run.state == "previewed"
    assert admin.get(url("progress", run), headers={"HX-Request": "true"})["HX-Redirect"] == url("run", run)


def test_much_text_in_a_small_file_is_understood_by_the_worker(admin, months, agency_a, monkeypatch):
    monkeypatch.setattr(background, "LARGE_TEXT", 100)
    upload(admin, months)
    assert ImportRun.objects.get().state == "stored"
    work_off()
    assert ImportRun.objects.get().state == "previewed"


def test_a_large_run_is_confirmed_by_the_worker_once(admin, run):
    post(admin, "confirm", run, keep_good="1")
    post(admin, "confirm", run, keep_good="1")
    assert (Work.objects.count(), DBTaskResult.objects.count(), Assignment.objects.count()) == (1, 1, 0)
    work_off()
    assert Assignment.objects.count() == 1
    assert progress.progress_of(run.pk) is None


def test_work_that_fails_says_why_and_can_be_begun_again(admin, run):
    post(admin, "confirm", run)
    work_off()
    page = text_of(admin.get(url("run", run)))
    assert "Công việc chưa hoàn thành" in page
    assert "Còn dòng bị từ chối. Sửa" in page
    post(admin, "confirm", run, keep_good="1")
    work_off()
    assert ImportRun.objects.get().state == "done"


def test_a_step_that_takes_too_long_is_stopped_and_says_so(admin, run, monkeypatch):
    def endless(*_args, **_more):
        began = time.thread_time()
        while time.thread_time() - began < 10:
            pass

    post(admin, "confirm", run, keep_good="1")
    monkeypatch.setattr("agencies.work.carrying.SECONDS", 1)
    monkeypatch.setattr("workbooks.runs.actions.confirm", endless)
    work_off()
    assert "mất quá nhiều thời gian" in text_of(admin.get(url("run", run)))


@pytest.mark.parametrize(("there", "words"), [(False, "chưa có tiến trình nền"), (True, "không thấy tiến trình nền")])
def test_a_page_says_that_no_worker_is_there(admin, run, there, words):
    if there:
        seen(ago=2 * SILENT)
    post(admin, "confirm", run, keep_good="1")
    page = text_of(admin.get(url("run", run)))
    assert words in page
    assert "<progress" not in page
    assert url("confirm", run) not in page


def test_a_page_tells_how_far_the_worker_is(admin, run):
    post(admin, "confirm", run, keep_good="1")
    key, _attempt = in_hands_of("w")
    seen(work_id=key, stage="write", done=1, total=3)
    page = text_of(admin.get(url("run", run)))
    assert "Đang ghi các chỉ tiêu" in page
    assert "1/3." in page


def test_a_worker_that_writes_for_long_is_there_where_only_one_can_write(admin, run, tmp_path, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("elsewhere signs of life are written beside what the work writes")
    post(admin, "confirm", run, keep_good="1")
    key, _attempt = in_hands_of("w")
    seen(ago=2 * SILENT, work_id=key, stage="write")
    path = tmp_path / "db.sqlite3"
    monkeypatch.setitem(connection.settings_dict, "NAME", str(path))
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("BEGIN IMMEDIATE")
        page = text_of(admin.get(url("run", run)))
        assert "Đang ghi các chỉ tiêu" in page
        assert is_worker_there()
        writer.execute("ROLLBACK")
    assert "không thấy tiến trình nền" in text_of(admin.get(url("run", run)))
    assert not is_worker_there()


def test_a_worker_ends_soon_after_the_process_it_stands_beside(monkeypatch):
    ended = []
    monkeypatch.setattr(working, "WATCH", 0.01)
    monkeypatch.setattr(working, "end_now", lambda: ended.append(True))
    parents = iter([os.getppid(), 1])
    pulse = Pulse("w", parent=os.getppid())
    monkeypatch.setattr(working.os, "getppid", lambda: next(parents))
    pulse._watch.start()
    pulse._watch.join(20)
    assert ended == [True]


def test_what_a_dead_worker_left_is_taken_up_and_done_once(admin, run):
    post(admin, "confirm", run, keep_good="1")
    seen()
    args = in_hands_of("w")
    assert work.take_up_again() == 0
    die()
    assert work.take_up_again() == 1
    assert "không thấy tiến trình nền" in text_of(admin.get(url("run", run)))
    background.import_step.call(*args)  # who was taken for dead comes back: nothing is theirs any more
    assert Assignment.objects.count() == 0
    work_off()
    assert (Assignment.objects.count(), ImportRun.objects.get().state) == (1, "done")
    assert work.take_up_again() == 0


def test_who_is_overtaken_while_it_works_writes_nothing(admin, run, monkeypatch):
    post(admin, "confirm", run, keep_good="1")
    seen()
    args = in_hands_of("w")
    carried = background.actions.confirm

    def slowly(held, **said):
        die()
        work.take_up_again()
        monkeypatch.setattr(background.actions, "confirm", carried)
        return carried(held, **said)

    monkeypatch.setattr(background.actions, "confirm", slowly)
    background.import_step.call(*args)
    assert (Assignment.objects.count(), progress.progress_of(run.pk).waits) == (0, True)
    work_off()
    assert (Assignment.objects.count(), Work.objects.get().error) == (1, "")


WORKER = """
import os, signal, sys
import django
django.setup()
from agencies.work.worker import Pulse, worker
from workbooks.kinds.assignments.write import Writer
if sys.argv[1] == "kill":
    Writer._audit = lambda *args: os.kill(os.getpid(), signal.SIGKILL)  # after items, targets, coordinators
ours = worker(is_batch=True)
pulse = Pulse(ours.worker_id)
pulse.start()
ours.run()
pulse.stop()
"""


def test_a_worker_killed_while_it_writes_leaves_nothing_and_the_next_takes_it_up(admin, run, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("the database is handed to another process as a file")
    post(admin, "confirm", run, keep_good="1")
    stored = tmp_path / "media" / run.file.name
    stored.parent.mkdir(parents=True)
    stored.write_bytes(background.actions.bytes_of(run))
    path = tmp_path / "db.sqlite3"
    path.write_bytes(connection.connection.serialize())
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{path}", "DX_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "dxtracker.settings",
    }  # fmt: skip
    seen = []
    for how in ("kill", "let"):
        done = subprocess.run([sys.executable, "-c", WORKER, how], cwd=ROOT, env=environment, capture_output=True)
        with closing(sqlite3.connect(path)) as held, held:
            items = held.execute("SELECT count(*) FROM kpis_assignment").fetchone()
            ask = "SELECT state, attempts, ended_at IS NULL FROM kpis_importrun, agencies_work"
            seen.append((done.returncode, *items, *held.execute(ask).fetchone()))
            held.execute("UPDATE agencies_worker SET seen_at = '2022-01-01'")
    assert seen == [(-signal.SIGKILL, 0, "previewed", 1, 1), (0, 1, "done", 2, 0)]


def test_what_kills_its_workers_ends_after_three_attempts(admin, run):
    post(admin, "confirm", run, keep_good="1")
    for name in "abc":
        seen(name)
        work.begin(*in_hands_of(name))
        die(name)
        work.take_up_again()
    assert not DBTaskResult.objects.filter(status="READY").exists()
    assert "ba lần" in text_of(admin.get(url("run", run)))


def test_a_task_that_is_gone_or_failed_is_given_again(admin, run):
    post(admin, "confirm", run, keep_good="1")
    DBTaskResult.objects.all().delete()
    assert work.take_up_again() == 1
    DBTaskResult.objects.update(status="FAILED", finished_at=timezone.now())
    assert work.take_up_again() == 1
    work_off()
    assert ImportRun.objects.get().state == "done"


def test_a_dozen_of_one_person_does_not_keep_others_waiting(db):
    people = dict(zip("abc", factories.UserFactory.create_batch(3), strict=True))
    for key, name in [*((n, "a") for n in range(12)), (21, "b"), (22, "b"), (31, "c")]:
        work.ask(background.import_step, subject="import", key=key, step="read", by=people[name])
    keys = dict(Work.objects.values_list("pk", "subject_id"))
    order = [keys[task.args_kwargs["args"][0]] for task in DBTaskResult.objects.ready()]
    assert order[:6] == [0, 21, 31, 1, 22, 2]


def test_a_pulse_tells_what_is_in_hand_and_takes_up_what_is_left(admin, run):
    post(admin, "confirm", run, keep_good="1")
    held = Work.objects.get()
    DBTaskResult.objects.all().delete()
    pulse = Pulse("w")
    pulse.take(held.pk)
    pulse.tell("judge", 2, 5)
    pulse.beat()
    told = Worker.objects.get()
    assert (told.work_id, told.stage, told.done, told.total) == (held.pk, "judge", 2, 5)
    assert DBTaskResult.objects.count() == 1
    assert Ears.listener is None


def test_a_worker_whose_database_went_away_comes_back_under_another_name(db, monkeypatch):
    runs = iter([OperationalError("gone"), None])

    def run(_worker):
        if error := next(runs):
            raise error

    monkeypatch.setattr(working, "ASLEEP", 0)
    monkeypatch.setattr(working.TaskWorker, "run", run)
    monkeypatch.setattr(working.TaskWorker, "configure_signals", lambda _worker: None)
    monkeypatch.setattr(working.connection, "close", lambda: None)
    monkeypatch.setattr(Pulse, "_live", lambda _pulse: None)
    working.work_on()
    assert [(held.ended_at is not None, held.work_id) for held in Worker.objects.all()] == [(True, None)] * 2


def test_what_ended_long_ago_is_forgotten(admin, run):
    post(admin, "confirm", run)
    work_off()
    seen()
    assert work.prune(timezone.now() - timedelta(days=14)) == 0
    assert work.prune(timezone.now() + timedelta(days=1)) == 3
