"""What a report says now against what it said when it was issued: sentences changed, gone, new. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any


@dataclass(frozen=True)
class Difference:
    """A sentence as it was issued and as it is now; either may be empty."""

    old: str
    new: str


def differences(issued: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The sentences that differ, in their order; both as reports.writing.page.payload has them.

    >>> one = {"sections": [{"code": "muc_2", "sentences": [{"key": "tong_quat", "text": "12/15"}]}]}
    >>> two = {"sections": [{"code": "muc_2", "sentences": [{"key": "tong_quat", "text": "13/15"}]}]}
    >>> differences(one, two), differences(one, one)
    ((Difference(old='12/15', new='13/15'),), ())
    """
    before, after = list(_sentences(issued)), list(_sentences(now))
    found: list[Difference] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            found += _paired(before[a:b], after[c:d])
    return tuple(found)


def _sentences(told: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(section, key, text) of every sentence, people's own words too."""
    for part in told.get("sections", ()):
        for said in part["sentences"]:
            yield part["code"], said["key"], said["text"]
        for text in part.get("added", ()):
            yield part["code"], "added", text


def _paired(before: list[tuple[str, str, str]], after: list[tuple[str, str, str]]) -> list[Difference]:
    """Those of one kind beside each other, what is left alone."""
    left = list(after)
    found = []
    for code, key, text in before:
        other = next((one for one in left if one[:2] == (code, key)), None)
        if other:
            left.remove(other)
        found.append(Difference(text, other[2] if other else ""))
    return [*found, *(Difference("", text) for _code, _key, text in left)]
