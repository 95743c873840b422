"""Large imports in a process of their own: begun, watched, failed, died."""

import os
import time

import pytest
from django.core.management import CommandError, call_command

from kpis.models import Assignment
from tests.workbooks.handing import (
    post,
    text_of,
    upload,
    url,
)
from workbooks.models import ImportRun
from workbooks.runs import background, progress


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
    assert spawned == [["import_work", str(run.pk), "read", "--user=quantri"]]
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
    assert spawned == [["import_work", str(run.pk), "confirm", "--user=quantri", "--keep-good"]]
    post(admin, "confirm", run, keep_good="1")
    assert len(spawned) == 1
    call_command(*spawned[0])
    assert Assignment.objects.count() == 1
    assert progress.progress_of(run.pk) is None


def test_work_that_fails_says_why_and_can_be_begun_again(admin, run, spawned, monkeypatch):
    monkeypatch.setattr(background, "LARGE_RUN", 2)
    post(admin, "confirm", run)
    with pytest.raises(CommandError):
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
