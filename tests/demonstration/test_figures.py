"""Whatever the demonstration's boards count can be opened, in a closed month and in the open one."""

import json
import re
from datetime import date

import pytest

from agencies.models import User
from tests.dashboards.test_figures import figures, main_of

BOARDS = [
    f"/boards/{name}/"
    for name in ("province", "agency/SKHDT", "agency/SKHDT/year", "indicators", "indicator/CQS-01", "freshness",
                 "excluded", "bottlenecks", "matrix")
]  # fmt: skip
WHICH = re.compile(r"=(?!done|applicable|measurable|fresh|due|entered)[^&]*")


def picked(found):
    """Of the figures whose addresses ask for the same things the last and the largest."""
    kinds = {}
    for url, n in found:
        kinds.setdefault(WHICH.sub("", url), []).append((url, n))
    return [one for rows in kinds.values() for one in {rows[-1], max(rows, key=lambda row: row[1])}]


@pytest.mark.parametrize(("month", "boards"), [(10, BOARDS), (11, ["/boards/province/", "/boards/freshness/"])])
def test_each_kind_of_figure_lists_as_many_rows_as_it_says(client, settings, on_the_demonstration, month, boards):
    settings.DX_TODAY = date(2022, 11, 10)
    client.force_login(User.objects.get(username="thanhvien"))
    said = {}
    for address in boards:
        said |= dict(picked(figures(main_of(client, address, f"year=2022&month={month}"))))
    listed = {url: json.loads(client.get(f"{url}&format=json").content)["total"] for url in said}
    assert listed == said
    assert len(said) > 2 * len(boards)
