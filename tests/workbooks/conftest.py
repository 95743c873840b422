"""A directory of agencies without a database, and small builders of sheets.

A small sheet with a good row and two refused ones, handed in: `run`; `admin` is the administrator's client.
"""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from dxtracker.lib.text import same_name_key
from tests.workbooks.handing import SHEET
from workbooks.opening import book as workbook
from workbooks.opening.reading import answer_to
from workbooks.reading.agencies.names import Directory, group_keys
from workbooks.runs.actions import read, store

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def directory_from(rows, divisions=()) -> Directory:
    """A Directory of (code, official name, other names, group) and (agency, code, name) of divisions."""
    names, groups, official = defaultdict(dict), defaultdict(list), {}
    for code, name, others, group in rows:
        official[code] = name
        for text in (name, code, *others):
            names[same_name_key(text)][code] = None
        if group:
            groups[group].append(code)
    inside = defaultdict(dict)
    for agency, code, name in divisions:
        inside[agency][same_name_key(name)] = code
    return Directory(
        names={key: tuple(codes) for key, codes in names.items()},
        groups={key: tuple(codes) for group, codes in groups.items() for key in group_keys(group, group)},
        official=official,
        divisions=dict(inside),
    )


@pytest.fixture(scope="session")
def directory() -> Directory:
    """The agencies and divisions of fixtures/."""
    with (FIXTURES / "agencies.csv").open(encoding="utf-8") as file:
        rows = [
            (row["code"], row["name"], [row["short_name"], *filter(None, row["aliases"].split("|"))], row["peer_group"])
            for row in csv.DictReader(file)
        ]
    with (FIXTURES / "divisions.csv").open(encoding="utf-8") as file:
        divisions = [(row["parent"], row["code"], row["name"]) for row in csv.DictReader(file)]
    return directory_from(rows, divisions)


@pytest.fixture
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def read_in_this_process(monkeypatch):
    """Opening files has its own tests; a process for each of these would take most of their time."""
    monkeypatch.setattr(workbook, "_answer", lambda data, seconds, memory: answer_to(data))


@pytest.fixture
def stored(own_media, read_in_this_process):
    """Files are kept in a place of their own and read here."""


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
