"""Which tests run in one worker of pytest-xdist, and in which order."""

from functools import cache
from pathlib import Path
from zlib import crc32

import pytest
from xdist.scheduler import LoadScopeScheduling

ON_THE_DEMONSTRATION = (
    "tests/demonstration/",
    "tests/test_chasing.py",
    "tests/workbooks/export/test_export.py::test_the_whole_demonstration",
)
BY_FILE = ("tests/dashboards/", "tests/browser/", "tests/closed/")
# What takes longest, a file each: it starts first, so that no worker is left with it at the end.
LONGEST = (
    "tests/closed/test_closed_months.py",
    "tests/test_environment.py",
    "tests/demonstration/",
    "tests/benchmarks/",
    "tests/test_hostile.py",
    "tests/test_addresses.py",
    "tests/test_admin_doors.py",
)


class Scheduling(LoadScopeScheduling):
    """Tests that share what is costly to make run in one worker.

    pytest-xdist's own groups (marks and --dist loadgroup) do nothing under pytest 9.2.
    """

    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        if nodeid.startswith(ON_THE_DEMONSTRATION):
            return "demonstration"
        # Four parts a file: a worker that had to fetch each test by itself would wait for it.
        return file if is_whole(file) else f"{file} {crc32(nodeid.encode()) % 4}"


@cache
def is_whole(file: str) -> bool:
    """Whether something is made once for all tests of the file: they run in one worker."""
    text = (Path(__file__).resolve().parents[1] / file).read_text()
    return file.startswith(BY_FILE) or 'scope="module"' in text or "\nSHARED = " in text


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False  # the parts with most tests are not those that take longest
    return Scheduling(config, log)
