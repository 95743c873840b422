"""A small sheet with a good row and two refused ones, handed in: `run`; `admin` is the administrator's client."""

import pytest

from tests.workbooks.handing import SHEET
from workbooks.opening import book as workbook
from workbooks.opening.reading import answer_to
from workbooks.runs.actions import read, store


@pytest.fixture
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def read_in_this_process(monkeypatch):
    """Opening files has its own tests; a process for each of these would take most of their time."""
    monkeypatch.setattr(workbook, "_answer", lambda data, seconds, memory: answer_to(data))


@pytest.fixture
def admin(client, administrator, own_media, read_in_this_process):
    client.force_login(administrator)
    return client


@pytest.fixture
def handed_in(province, plan, months, agency_a, agency_b, administrator, own_media, read_in_this_process):
    """handed_in(text): a run that was stored and read; the year's months 10 to 12 are still planned."""

    def make(text=SHEET, name="giao.csv", month=10):
        run = store(
            text.encode(), name, kind="assignments", province=province, plan=plan, period=months[month],
            by=administrator,
        )  # fmt: skip
        read(run)
        return run

    return make


@pytest.fixture
def run(handed_in):
    return handed_in()
