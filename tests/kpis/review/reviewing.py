"""What the tests of the review share: the addresses, what the page posts, a figure sent again."""

from django.db import transaction

from agencies.clock import now
from kpis.entry.actions import move, send_back_all, type_figures
from kpis.models import Entry

MONTH = "?year=2022&month=9"
PAGE = f"/review/so-a/{MONTH}"
DECIDE = f"/review/so-a/decide/{MONTH}"


def posted(act, *entries):
    """What the page posts: the chosen figures with the versions that it showed."""
    names = "unflagged" if act == "unflagged" else "chosen"
    versions = {f"version-{entry.pk}": entry.version for entry in entries}
    return {"act": act, names: [entry.pk for entry in entries]} | versions


def statuses():
    return list(Entry.objects.order_by("pk").values_list("status", flat=True))


def sent(entry, by):
    """The typed entry, submitted by one person."""
    with transaction.atomic():
        return move(entry, "submit", by=by, changed={"submitted_at": now(), "submitted_by": by})


def send_back(entry, *, by, reason):
    """The entry returned or reopened."""
    return send_back_all({entry.pk: reason}, by=by)[0]


def sent_again(entry, officer, **figures):
    """Returned by the officer, typed anew and submitted by the same people as before."""
    back = send_back(entry, by=officer, reason="Rà soát lại")
    typed = type_figures(back.assignment, back.period, by=back.typed_by, version=back.version, **figures)
    return sent(typed, back.submitted_by)
