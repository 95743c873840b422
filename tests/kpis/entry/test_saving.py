"""A row is saved: what it costs, what it answers, what a month takes that was closed meanwhile."""

from datetime import date

import pytest
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from kpis.entry import saving
from kpis.models import Entry
from tests.kpis.entry.conftest import ACCOUNTS, HTMX

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_a_row_saved_costs_nine_queries_and_one_transaction_however_many_items(
    client, clerk_a, item, draft, known_engine, count
):
    target, *_others = [item(kind=kind) for kind in ("number", "monthly", "latest")[:count]]
    draft(target, 9, value=5)
    client.force_login(clerk_a, backend=ACCOUNTS)
    posted = {f"{target.pk}-value": "6", f"{target.pk}-version": "1"}
    with CaptureQueriesContext(connection) as asked:
        response = client.post(f"/entry/so-a/{target.pk}/?year=2022&month=9", posted, **HTMX)
    bounds = [query for query in asked if "SAVEPOINT" in query["sql"]]
    assert (response["DX-Saved"], len(asked) - len(bounds), len(bounds)) == ("1", 9, 2)


def test_what_a_saved_row_asks_is_composed_once(save, item, draft, monkeypatch):
    rows = [item(kind=kind) for kind in ("number", "monthly")]
    for target in rows:
        draft(target, 9, value=5)
    save(rows[0], value="6", version="1")
    composed, real = [], SQLCompiler.as_sql
    monkeypatch.setattr(
        SQLCompiler, "as_sql", lambda own, *args, **more: composed.append(own) or real(own, *args, **more)
    )
    assert save(rows[1], value="7", version="1")["DX-Saved"] == "1"
    assert not [own for own in composed if own.query.model._meta.app_label in ("agencies", "kpis")]


def test_what_is_saved_is_judged_as_it_is_when_it_is_read_again(save, page, item, approved, confirmed):
    target, other = item(low=100, kind="number"), item(low=50, kind="ratio")
    approved(target, 8, value=10)
    confirmed(other, "not_measurable", since=date(2022, 9, 1))
    for row, texts in ((target, {"value": "120", "note": "xong"}), (other, {"numerator": "3", "denominator": "4"})):
        said = save(row, **texts).context["board"]
        read = page().context["board"]
        assert (said.counts, said.foot, said.gaps, said.empty) == (read.counts, read.foot, read.gaps, read.empty)
        assert said.row.why == read.row_of_item(row.pk).why


def test_a_month_that_was_closed_meanwhile_takes_no_figure(save, item, months, monkeypatch):
    target = item()
    real = saving.month_at

    def closed_meanwhile(*args, **kwargs):
        months[9].state = "planned"
        months[9].save(update_fields=["state"])
        return real(*args, **kwargs)

    monkeypatch.setattr(saving, "month_at", closed_meanwhile)
    response = save(target, value="5")
    assert (response["DX-Saved"], "không mở" in response.content.decode()) == ("0", True)
    assert not Entry.objects.exists()
