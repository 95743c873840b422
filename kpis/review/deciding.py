"""What becomes of a post of the review page: figures approved or returned, all or none, or the page and why not."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from agencies.models import User
from kpis.entry.actions import approve
from kpis.entry.scope import Place
from kpis.enums import EntryStatus
from kpis.errors import CannotChange, Overtaken, WrongMove
from kpis.models import Entry
from kpis.review.actions import return_figures
from kpis.review.forms import Reviewed
from kpis.review.page import Review, review_of


@dataclass(frozen=True)
class Outcome:
    """`done` says what was done. `page` shows what stood in the way, or what was written beside other figures."""

    done: str = ""
    page: Review | None = None
    status: int = 200


def decide(place: Place, person: User, said: Reviewed) -> Outcome:
    """Do what a reviewer posted, for all the figures chosen or for none of them."""
    rows = list(Entry.objects.filter(assignment__agency=place.agency, period=place.period, pk__in=said.chosen))
    wanted = EntryStatus.RETURNED if said.act == "return" else EntryStatus.APPROVED
    if rows and all(_is_done(row, wanted, person, said) for row in rows):
        return _done(place, person, said, [row.pk for row in rows], _("This was done already."))
    failed = _before(place, person, said, rows)
    if failed:
        return failed
    keys = [row.pk for row in rows]
    try:
        if said.act == "return":
            reasons = {key: said.why(key) for key in keys}
            return_figures(place.agency, reasons, by=person, versions=said.versions)
            return _done(place, person, said, keys, _("Figures returned: %(n)s."))
        approve(keys, by=person, versions=said.versions)
    except Overtaken as error:
        told = {entry.pk: overtaken_words(entry) for entry in error.entries}
        return Outcome(page=review_of(place, person, said, told, str(error)), status=409)
    except WrongMove:
        return Outcome(
            page=review_of(place, person, said, None, _("These figures do not wait for review.")), status=409
        )
    except CannotChange as error:
        return Outcome(page=review_of(place, person, said, None, str(error)), status=409)
    return _done(place, person, said, keys, _("Figures recorded: %(n)s."))


def _done(place: Place, person: User, said: Reviewed, keys: list[int], words: str) -> Outcome:
    """What was done; with the page where reasons were written beside figures that are still to be decided."""
    others = {*said.reasons, *said.phrases} - {*keys}
    has_left = any(said.own_reason(key) for key in others)
    page = review_of(place, person, said.without(keys)) if has_left else None
    return Outcome(done=words % {"n": len(keys)}, page=page)


def overtaken_words(entry: Entry) -> str:
    """What happened to a figure since the page was read."""
    if entry.status == EntryStatus.SUBMITTED:
        return _("This figure was changed after the page was opened. Look at it as it stands now and choose it again.")
    words = {"status": EntryStatus(entry.status).label, "by": entry.decided_by or ""}
    if entry.status == EntryStatus.DRAFT or entry.decided_by is None:
        return _("This figure was changed after the page was opened: it now stands as “%(status)s”.") % words
    return _("This figure was decided after the page was opened, by %(by)s: “%(status)s”.") % words


def _is_done(row: Entry, wanted: str, person: User, said: Reviewed) -> bool:
    """Whether the person did just that before: the same post has come twice."""
    moved_once = said.versions.get(row.pk) == row.version - 1
    return row.status == wanted and row.decided_by_id == person.pk and moved_once


def _before(place: Place, person: User, said: Reviewed, rows: Iterable[Entry]) -> Outcome | None:
    """What can be seen to be wrong before anything is tried."""
    rows = list(rows)
    if said.act not in ("approve", "unflagged", "return") or not rows:
        return Outcome(page=review_of(place, person, said, None, _("No figure is chosen.")), status=422)
    if said.act == "return":
        silent = {row.pk: _("Say why this figure is returned.") for row in rows if not said.why(row.pk)}
        if silent:
            page = review_of(place, person, said, silent, _("Each figure is returned with a reason."))
            return Outcome(page=_still_chosen(page), status=422)
    if said.act == "unflagged":
        page = review_of(place, person)
        flagged = {row.entry.pk for row in page.flagged}
        told = {
            row.pk: _("This figure raises a flag now. Look at it and decide it by itself.")
            for row in rows
            if row.pk in flagged and said.versions.get(row.pk) == row.version
        }
        if told:
            shown = review_of(place, person, said.without(()), told, _("Nothing was recorded."))
            return Outcome(page=shown, status=409)
    return None


def _still_chosen(page: Review) -> Review:
    """A figure that only lacks its reason stays chosen."""
    chosen = page.said.chosen if page.said else frozenset()
    page.rows = [replace(row, is_chosen=row.entry.pk in chosen) for row in page.rows]
    return page
