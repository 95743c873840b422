"""What the divisions come to is offered with how many have a figure, for a sum of some reads like one of all."""

from decimal import Decimal

from kpis.allocation.actions import Share, allocate
from kpis.models import Assignment


def test_the_cell_says_how_many_divisions_have_a_figure_of_the_month(
    item, approved, draft, months, division_1, division_2, head_a, clerk_a, client
):
    whole = item(low=100)
    shares = [Share(division_1, Decimal(60)), Share(division_2, Decimal(40))]
    allocate(whole, shares, in_force_from=months[8], by=head_a)
    first, second = (Assignment.objects.get(part_of=whole, agency=one) for one in (division_1, division_2))
    approved(first, 8, value=30)
    draft(second, 9, value=12)
    client.force_login(clerk_a)
    page = client.get("/entry/so-a/?year=2022&month=9").content.decode()
    assert "các phòng: 42 (1/2 phòng có số)" in page
    draft(whole, 9, value=50)
    page = client.get("/entry/so-a/?year=2022&month=9").content.decode().replace("\xa0", " ")
    assert "Các phòng báo cáo tổng cộng 42 lượt (1/2 phòng có số), ở đây là 50 lượt." in page
