"""What a report says now against what it said when it was issued: sentences and rows changed, gone, new. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple


@dataclass(frozen=True)
class Difference:
    """A sentence, or a row of an annex, as it was issued and as it is now; either may be empty.

    `where`: the annex and whose row it is; empty of sentences.
    """

    old: str
    new: str
    where: str = ""


class Said(NamedTuple):
    """One sentence or row: `place` and `key` tell which it is, whatever it says."""

    place: str
    key: str
    text: str
    where: str = ""


def differences(issued: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The sentences, then the rows of annexes, that differ, in their order; both as reports.writing.page.payload.

    >>> one = {"sections": [{"code": "muc_2", "sentences": [{"key": "tong_quat", "text": "12/15"}]}]}
    >>> two = {"sections": [{"code": "muc_2", "sentences": [{"key": "tong_quat", "text": "13/15"}]}]}
    >>> differences(one, two), differences(one, one)
    ((Difference(old='12/15', new='13/15', where=''),), ())
    """
    return (*_between(_sentences(issued), _sentences(now)), *_between(_rows(issued), _rows(now)))


def _between(issued: Iterator[Said], now: Iterator[Said]) -> list[Difference]:
    before, after = list(issued), list(now)
    found: list[Difference] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            found += _paired(before[a:b], after[c:d])
    return found


def _sentences(told: Mapping[str, Any]) -> Iterator[Said]:
    """Every sentence, people's own words too."""
    for part in told.get("sections", ()):
        for said in part["sentences"]:
            yield Said(part["code"], said["key"], said["text"])
        for text in part.get("added", ()):
            yield Said(part["code"], "added", text)


def _rows(told: Mapping[str, Any]) -> Iterator[Said]:
    """Every row of the annexes without its running number; a row of one cell tells whose the next ones are."""
    for annex in told.get("annexes", ()):
        for table in annex["tables"]:
            whose = ""
            for place, *cells in table["rows"]:
                if not cells:
                    whose = place
                    continue
                where = " · ".join(filter(None, (table["title"] or annex["title"], whose)))
                yield Said(f"{annex['code']}/{table['title']}", f"{whose}/{cells[0]}", " · ".join(cells), where)


def _paired(before: list[Said], after: list[Said]) -> list[Difference]:
    """Those of one kind beside each other, what is left alone."""
    left = list(after)
    found = []
    for said in before:
        other = next((one for one in left if one[:2] == said[:2]), None)
        if other:
            left.remove(other)
        found.append(Difference(said.text, other.text if other else "", said.where))
    return [*found, *(Difference("", said.text, said.where) for said in left)]
