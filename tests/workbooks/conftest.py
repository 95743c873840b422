"""A directory of agencies without a database, and small builders of sheets."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from dxtracker.lib.text import same_name_key
from workbooks.reading.names import Directory, group_keys

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"


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
