"""The lines of a figures import on which two people said different things, for the page that asks which one counts."""

from collections.abc import Mapping
from dataclasses import dataclass

from workbooks.kinds.figures.read import MINE, THEIRS
from workbooks.models import ImportRun

CHOSEN = {"stale_entry": "", "stale_mine": MINE, "stale_theirs": THEIRS}


@dataclass(frozen=True)
class MergeLine:
    """One line: what stood when the workbook was made, what stands now (typed by `by`), what the file says."""

    place: str  # "Sheet!13"
    title: str
    base: str
    now: str
    file: str
    by: str
    version: str
    choice: str  # "mine", "theirs" or "", not yet chosen

    @property
    def field(self) -> str:
        """The name of its choice in the form."""
        return f"choice-{self.place}"


def merge_lines(run: ImportRun) -> list[MergeLine]:
    """The lines of a run's preview that ask, or asked, for a choice, in the order of the sheet."""
    found = []
    for line in run.understood.get("lines", []):
        for problem in [*line["problems"], *line["warnings"]]:
            if problem["code"] in CHOSEN:
                said = {name: problem["details"].get(name, "") for name in ("base", "now", "file", "by", "version")}
                place = f"{line['sheet']}!{line['row']}"
                found.append(MergeLine(place, line["title"], choice=CHOSEN[problem["code"]], **said))
    return found


def decisions(run: ImportRun, posted: Mapping[str, str]) -> dict[str, str]:
    """What a form says of the lines, as `choices["decisions"]` wants it; a choice taken back is empty."""
    return {
        line.place: f"{posted[line.field]}@{line.version}" if posted[line.field] in (MINE, THEIRS) else ""
        for line in merge_lines(run)
        if line.field in posted
    }
