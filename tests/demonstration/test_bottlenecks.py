"""Both bottlenecks of record are found from what agencies say: nothing is typed in for them."""

import json
from datetime import date

import pytest

from agencies.models import User
from kpis.models import Bottleneck

NOVEMBER = "year=2022&month=11&format=json"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within_demonstration")]


def board(client, address):
    client.force_login(User.objects.get(username="thanhvien"))
    return json.loads(client.get(f"{address}?{NOVEMBER}").content)


def test_without_any_row_the_same_bottlenecks_are_found_with_their_causes_and_lifts(client, settings):
    settings.DX_TODAY = date(2022, 11, 10)
    with_rows = board(client, "/boards/province/")
    Bottleneck.objects.all().delete()
    without = board(client, "/boards/province/")
    assert with_rows == without
    assert [(b["indicator_code"], b["missed"], b["applicable"]) for b in without["bottlenecks"]] == [
        ("CQS-01", 26, 29),
        ("CQS-02", 24, 26),
    ]
    assert all(0 < b["lift"] <= b["missed"] for b in without["bottlenecks"])
