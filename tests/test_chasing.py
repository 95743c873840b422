"""The demonstration's November as its chasing boards tell it: who is silent, what was promised."""

import json
from datetime import date

from agencies.models import User

NOVEMBER = "year=2022&month=11&format=json"


def test_the_demonstrations_november(client, settings, on_the_demonstration):
    settings.DX_TODAY = date(2022, 11, 18)
    client.force_login(User.objects.get(username="thuongtruc"))
    board = json.loads(client.get(f"/boards/freshness/?{NOVEMBER}").content)
    assert (board["period"], board["due_on"], len(board["agencies"])) == ("2022-11", "2022-11-17", 31)
    rows = {row["code"]: row for row in board["agencies"]}
    assert {code for code, row in rows.items() if row["submitted_at"]} == {"VINHYEN", "CTK"}
    assert (rows["VINHYEN"]["returned"], rows["VINHYEN"]["late_days"]) == (1, 0)
    assert (rows["SKHDT"]["entered"], rows["SKHDT"]["submitted"], rows["SKHDT"]["late_days"]) == (4, 0, 1)

    promises = json.loads(client.get(f"/boards/promises/?{NOVEMBER}").content)["promises"]
    states = {(p["agency"], p["indicator"][:9]): (p["moved"], p["state"]) for p in promises}
    assert len(promises) == 11
    assert [p["agency"] for p in promises[:3]] == ["VINHTUONG", "STC", "BQLKCN"]
    assert {p["state"] for p in promises[:3]} == {"broken"}
    assert (promises[1]["first_due"], promises[1]["due"], promises[1]["moved"]) == ("2022-08-31", "2022-10-31", 1)
    assert states["SYT", "Tỷ lệ hồ "] == (1, "moved")
    assert states["STP", "Thực hiện"] == (0, "kept")
