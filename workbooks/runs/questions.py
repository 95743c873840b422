"""What a sheet asks and nobody has answered yet, as the page lists it before it may be confirmed."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from workbooks.kinds.preview import message

SHOWN = 20


class Question(NamedTuple):
    """Where it is asked, in words, and the tab on which it is answered ("" where the file as a whole is meant)."""

    place: str
    message: str
    url: str


def questions_of(understood: Mapping[str, Any], url: str) -> list[Question]:
    """The first of what is asked of a preview; `url` is the page of its run."""
    status = {(line["sheet"], line["row"]): line["status"] for line in understood.get("lines", [])}
    found = []
    for asked in understood.get("questions", [])[:SHOWN]:
        tab = status.get((asked["sheet"], asked["row"]))
        place = f"{asked['sheet']}!{asked['cell']}".rstrip("!")
        found.append(Question(place, message(asked), f"{url}?tab={tab}" if tab else ""))
    return found
