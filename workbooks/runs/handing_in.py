"""A file comes in at the pages: kept once, read at once or in the background, taken up again after an import."""

import hashlib
from typing import Any

from django.db import transaction

from agencies.models import Agency, User
from workbooks.enums import ImportState
from workbooks.models import ImportRun
from workbooks.runs import background
from workbooks.runs.actions import MuchText, bytes_of, read, store

WAITING = (ImportState.STORED, ImportState.PREVIEWED)
KEPT = ("mends", "aliases", "remembered", "columns", "decisions")
USES = ("kind", "plan", "agency", "period", "subject_id")


def hand_in(
    data: bytes, name: str, *, province: Agency, by: User, choices: dict[str, Any] | None = None, **said: Any
) -> tuple[ImportRun, bool]:
    """(run, whether it is new): a file that already waits for the same use is that run, not a second one.

    `said` is what workbooks.runs.actions.store takes. Raises CannotChange where no month is left for its targets.
    """
    use = {field: said.get(field) for field in USES}
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        Agency.objects.select_for_update(no_key=True).get(pk=province.pk)  # one file handed in twice at once is one run
        waiting = ImportRun.objects.filter(province=province, sha256=digest, state__in=WAITING, **use).first()
        if waiting is not None:
            return waiting, False
        run = store(data, name, province=province, by=by, **said)
        if choices:
            run.choices |= choices
            run.save(update_fields=["choices"])
    read_soon(run, by=by)
    return run, True


def read_soon(run: ImportRun, *, by: User) -> None:
    """Read a stored file: a small one now, one that is large or holds much text in the background."""
    try:
        if not background.is_large_file(run.size):
            read(run, most_letters=background.LARGE_TEXT)
            return
    except MuchText:
        pass
    background.start(run, "read", by=by)


def take_up(run: ImportRun, *, by: User) -> ImportRun:
    """A run of the same bytes with the same choices, for the rows that were held back; raises shapes.CannotRead."""
    use = {field: getattr(run, field) for field in USES}
    kept = {name: run.choices[name] for name in (*KEPT, "document") if run.choices.get(name)}
    taken, _is_new = hand_in(bytes_of(run), run.file_name, province=run.province, by=by, choices=kept, **use)
    return taken
