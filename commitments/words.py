"""The words of terms, of what drifted and of what an amendment changed. Nothing is judged here."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from agencies.pages.counted import tongue
from commitments.drift.history import Since
from commitments.drift.terms import Difference, Terms, terms_of
from commitments.enums import Aspect
from commitments.models import ItemLink
from commitments.signing.drafting import terms_of_link
from dxtracker.lib import numbers
from kpis.enums import Operator


def target_words(terms: Terms) -> str:
    """A target by its values: "≥ 80%", "50–60%", "hoàn thành"; what is written elsewhere is `raw`."""
    if not terms.operator:
        return _("none")
    if terms.operator == Operator.DONE:
        return _("completed")
    start = _("from the baseline %(value)s") % {"value": _figure(terms.baseline)} if terms.baseline is not None else ""
    tail = f" ({start})" if start else ""
    if terms.operator == Operator.BETWEEN:
        return f"{_figure(terms.low)}–{numbers.with_unit(_figure(terms.high), terms.unit)}" + tail
    return f"{Operator(terms.operator).label} {numbers.with_unit(_figure(terms.low), terms.unit)}" + tail


def written_target(terms: Terms) -> str:
    """A target as it is written in what was signed, or else by its values."""
    return terms.raw or target_words(terms)


def deadline_words(deadline: date | None) -> str:
    """A deadline as dd/mm/yyyy, or that there is none."""
    return formats.date_format(deadline, "SHORT_DATE_FORMAT") if deadline else _("no deadline")


def owner_words(terms: Terms) -> str:
    """Who is accountable: the agency and, where one is named, the person."""
    return ", ".join(filter(None, (terms.owner_name, terms.accountable_name))) or _("nobody named")


def aspect_words(terms: Terms, aspect: str) -> str:
    """One aspect of terms in words; target, deadline or owner."""
    if aspect == Aspect.TARGET:
        return target_words(terms)
    if aspect == Aspect.DEADLINE:
        return deadline_words(terms.deadline)
    if aspect == Aspect.OWNER:
        return owner_words(terms)
    raise ValueError(aspect)


def change_words(aspect: str, values: Mapping[str, Any]) -> str:
    """One side (`old` or `new`) of a change by an amendment in words; empty where that side holds nothing."""
    if not values:
        return ""
    if aspect in (Aspect.TARGET, Aspect.DEADLINE, Aspect.OWNER):
        return aspect_words(Terms(**terms_of(Aspect(aspect), values)), aspect)
    return str(values.get("text") or "")


def both_sides(difference: Difference) -> tuple[str, str]:
    """The agreed and the live value of a difference; of the owner only the part that differs, where one does."""
    agreed, live = difference.agreed, difference.live
    if difference.aspect == Aspect.OWNER and agreed.owner == live.owner:
        return agreed.accountable_name, live.accountable_name or _("nobody named")
    return aspect_words(agreed, difference.aspect), aspect_words(live, difference.aspect)


def drift_words(difference: Difference, since: Since) -> str:
    """ "mức giao đã ký: ≥ 80% · hiện nay: ≥ 90%, từ tháng 11/2022": both values, and since when they differ."""
    old, new = both_sides(difference)
    sentence = {
        Aspect.TARGET: _("target signed: %(old)s · now: %(new)s, %(since)s"),
        Aspect.DEADLINE: _("deadline signed: %(old)s · now: %(new)s, %(since)s"),
        Aspect.OWNER: _("accountable as signed: %(old)s · now: %(new)s, %(since)s"),
    }[difference.aspect]
    return sentence % {"old": old, "new": new, "since": since_words(since)}


def since_words(since: Since) -> str:
    """Since when, and by which document; what is not known is said to be unknown."""
    if since.month:
        said = _("from month %(month)s/%(year)s") % {"month": since.month, "year": since.year}
    elif since.at:
        said = _("since %(day)s") % {"day": formats.date_format(since.on or since.at, "SHORT_DATE_FORMAT")}
    else:
        return _("since when is not known")
    if not since.document:
        return said
    return said + ", " + _("by %(document)s") % {"document": since.document}


def agreed_terms(link: ItemLink) -> Terms:
    """The terms that a link holds, with names; wants its owner and accountable."""
    person = link.accountable.full_name if link.accountable else ""
    return replace(terms_of_link(link), owner_name=link.owner.name, accountable_name=person)


def _figure(value: Decimal | None) -> str:
    return numbers.number(value, tongue())
