"""The page on which agencies are compared: a dot plot of each group with its median and the month before."""

from fractions import Fraction


def test_each_agency_is_a_dot_joined_to_its_month_before_beside_the_median(
    client, committee, board_items, approved, item, agency_b
):
    approved(item(agency=agency_b, kind="latest", low=10), 8, value=12)
    client.force_login(committee)
    answer = client.get("/boards/agencies/?year=2022&month=9")
    (group,) = answer.context["board"].groups
    rates = {row.code: (row.counts.official_rate, row.rate_before) for row in group.rows}
    assert rates == {"so-a": (Fraction(1, 3), Fraction(0)), "so-b": (Fraction(1), Fraction(1, 2))}
    assert group.median == Fraction(2, 3)
    text = answer.content.decode()
    assert text.count('class="now"') == text.count('class="before"') == text.count('class="median"') == 2
    assert "100,0%, tháng trước 50,0%, trung vị của nhóm 66,7%" in text.replace("\xa0", "").replace(" %", "%")


def test_machines_get_the_median_of_each_group(client, committee, board_items):
    client.force_login(committee)
    found = client.get("/boards/agencies/?year=2022&month=9&format=json").json()
    assert [group["median_rate"] for group in found["groups"]] == ["0.666666666667"]
