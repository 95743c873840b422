"""The only writers of a province's wording."""

from collections.abc import Mapping

from django.db import transaction

from agencies.audit import record
from agencies.clock import now
from agencies.models import Agency, User
from kpis.errors import CannotChange
from reports.models import Wording
from reports.queries import wording_of
from reports.sentences.phrases import STANDARD, faults


@transaction.atomic
def set_wording(province: Agency, texts: Mapping[str, str], *, by: User | None) -> int:
    """Say the phrases of `texts` (by key) so from now on; returns how many changed. The standard text is no own one.

    Closed months keep the wording they were closed with. Raises CannotChange for a key or a placeholder that is not
    known.
    """
    old = wording_of(province)
    at = now()
    changed = 0
    for key, text in texts.items():
        if key not in STANDARD or (text and faults(key, text)):
            raise CannotChange(key)
        own = "" if text == STANDARD[key].text else text
        if own == old.get(key, ""):
            continue
        row = Wording.objects.create(province_id=province.pk, key=key, text=own, at=at, by=by)
        before, after = {"text": old.get(key, "")}, {"key": key, "text": own}
        record(row, "wording-set", by=by, at=at, agency=province.pk, old=before, new=after)
        changed += 1
    return changed


def standard_wording(province: Agency, *, by: User | None) -> int:
    """Back to the standard in all phrases; returns how many were otherwise."""
    return set_wording(province, dict.fromkeys(wording_of(province), ""), by=by)
