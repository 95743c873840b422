"""An agency's item given to its divisions: parts with targets of their own, held against the whole, never counted."""

from datetime import date
from decimal import Decimal

import pytest

from agencies.models import AuditEvent
from kpis.allocation.actions import Share, agreement, allocate
from kpis.allocation.page import given_of
from kpis.errors import CannotChange, PartsDisagree
from kpis.items.actions import promise, withdraw
from kpis.models import Assignment, Indicator, RollUp, Standing, Target
from kpis.month.lines import lines_of
from kpis.month.plausibility import remarks
from kpis.month.words import parts_fields
from kpis.queries import year_of

DEADLINE = date(2022, 12, 31)


@pytest.fixture
def whole(item):
    """What the agency has to reach: 100 by the end of the year."""
    return item(low=100, deadline=DEADLINE)


@pytest.fixture
def given(whole, months, head_a):
    """given((division, 60), …, month=9): allocate as the agency's head; a `None` keyword leaves a default."""

    def give(*values, month=9, item=None, **terms):
        shares = [Share(division, None if low is None else Decimal(low)) for division, low in values]
        return allocate(item or whole, shares, in_force_from=months[month], by=head_a, **terms)

    return give


@pytest.fixture
def form(division_1, division_2):
    """form(60, 40): what the page posts."""

    def fill(first="", second="", month=9, **more):
        return {f"part-{division_1.pk}-low": first, f"part-{division_2.pk}-low": second, "month": month} | more

    return fill


def part_of(whole, division):
    return Assignment.objects.get(part_of=whole, agency=division)


def counts(agency, plan):
    return list(RollUp.objects.filter(agency=agency).values_list("period", "done_all", "applicable")), year_of(plan)


# --- how parts stand to the whole: no database -------------------------------------------------------------------

AGREE = [
    ("number", "sum", (">=", 100, None), [(60, None), (40, None)], (0, None, 0)),
    ("number", "sum", (">=", 100, None), [(60, None), (30, None)], (-10, None, 0)),
    ("number", "sum", (">=", 100, None), [(60, None), (50, None)], (10, None, 0)),
    ("number", "sum", ("between", 10, 20), [(5, 8), (5, 10)], (0, -2, 0)),
    ("number", "average", (">=", 80, None), [(80, None), (79, None)], (None, None, 1)),
    ("number", "all", ("<=", 5, None), [(5, None), (6, None)], (None, None, 1)),
    ("number", "all", ("=", 5, None), [(5, None), (6, None)], (None, None, 1)),
    ("number", "all", ("between", 5, 9), [(5, 9), (6, 10)], (None, None, 1)),
    ("ratio", "sum", (">=", 80, None), [(80, None), (90, None)], (None, None, 0)),
    ("ratio", "ratio", (">=", 80, None), [(79, None), (90, None)], (None, None, 1)),
    ("number", "sum", (">=", 100, None), [], (None, None, 0)),
    ("deliverable", "sum", ("done", None, None), [(None, None)], (None, None, 0)),
]


def decimal(value):
    return None if value is None else Decimal(value)


@pytest.mark.parametrize(("kind", "rule", "target", "parts", "expected"), AGREE)
def test_sums_are_compared_and_of_all_else_each_part_asks_as_much_as_the_whole(kind, rule, target, parts, expected):
    indicator = Indicator(kind=kind, over_agencies=rule)
    goal = Target(operator=target[0], low=decimal(target[1]), high=decimal(target[2]))
    found = agreement(indicator, goal, [Share(None, decimal(low), decimal(high)) for low, high in parts])
    assert (found.low, found.high, len(found.weaker)) == expected
    assert found.differs == bool(expected[0] or expected[1])


# --- giving ------------------------------------------------------------------------------------------------------


def test_a_part_is_the_divisions_own_item_with_a_target_from_that_month_on(given, whole, division_1, division_2):
    done = given((division_1, 60), (division_2, 40))
    assert (done.given, done.changed, done.removed) == (2, 0, 0)
    part = part_of(whole, division_1)
    assert (part.indicator, part.plan, part.deadline) == (whole.indicator, whole.plan, DEADLINE)
    target = part.targets.get()
    assert (target.operator, target.low, target.unit, target.in_force_from.month) == (">=", 60, "lượt", 9)
    assert AuditEvent.objects.filter(action="item-assigned", agency=division_1).count() == 1


def test_a_part_may_be_due_earlier_than_the_whole_and_not_later(whole, division_1, months, head_a):
    early = Share(division_1, Decimal(100), deadline=date(2022, 11, 30))
    allocate(whole, [early], in_force_from=months[9], by=head_a)
    assert part_of(whole, division_1).deadline == date(2022, 11, 30)
    late = Share(division_1, Decimal(100), deadline=date(2023, 1, 1))
    with pytest.raises(CannotChange):
        allocate(whole, [late], in_force_from=months[9], by=head_a)


def test_parts_move_no_count_of_the_agency_or_the_province(
    given, whole, approved, plan, agency_a, division_1, division_2
):
    approved(whole, 9, value=30)
    before = counts(agency_a, plan)
    given((division_1, 60), (division_2, 40))
    approved(part_of(whole, division_1), 9, value=80)
    assert Standing.objects.get(assignment__agency=division_1, period__month=9).state == "exceeded"
    assert counts(agency_a, plan) == before


def test_the_agencys_month_shows_what_the_parts_come_to(given, whole, draft, months, division_1, division_2):
    given((division_1, 60), (division_2, 40))
    draft(part_of(whole, division_1), 9, value=30)
    draft(part_of(whole, division_2), 9, value=12)
    assert lines_of([whole], months[9])[0].parts.value == 42


@pytest.mark.parametrize("kind", ["monthly", "peak", "latest"])
def test_what_the_parts_come_to_is_what_the_month_would_be_typed_as(
    given, item, approved, draft, months, plan, division_1, division_2, kind
):
    """Where months are put together it is the month's own figures, and not what the year has come to."""
    whole = item(kind=kind, low=100)
    given((division_1, 60), (division_2, 40), month=1, item=whole)
    for month, first, second in ((1, 5, 6), (2, 7, 2)):
        approved(part_of(whole, division_1), month, value=first)
        approved(part_of(whole, division_2), month, value=second)
    approved(whole, 1, value=11)
    draft(whole, 2, value=9)
    (line,) = lines_of([whole], months[2])
    assert (line.parts.value, parts_fields(line)) == (9, {"value": "9"})
    assert [remark.code for remark in remarks(line, plan)] == []


@pytest.mark.parametrize("low", [30, 50])
def test_sums_that_differ_want_to_be_known(given, whole, division_1, division_2, low):
    with pytest.raises(PartsDisagree):
        given((division_1, 60), (division_2, low))
    assert not whole.parts.exists()
    given((division_1, 60), (division_2, low), anyway=True)
    assert whole.parts.count() == 2


def test_a_part_of_a_ratio_weaker_than_the_whole_is_refused_whatever_is_ticked(given, item, division_1, division_2):
    ratio = item(kind="ratio", low=80)
    with pytest.raises(CannotChange, match=division_2.name):
        given((division_1, 85), (division_2, 79), item=ratio, anyway=True)
    given((division_1, 85), (division_2, 80), item=ratio)
    assert ratio.parts.count() == 2


def test_only_the_agencys_own_divisions_are_given_anything(given, agency_b, whole):
    with pytest.raises(CannotChange, match=agency_b.name):
        given((agency_b, 100))
    assert not whole.parts.exists()


def test_an_item_that_the_division_holds_already_becomes_a_part(given, item, whole, division_1):
    own = item(agency=division_1, low=100, deadline=DEADLINE)
    assert given((division_1, 100)).changed == 1
    assert part_of(whole, division_1) == own


# --- changing and taking back ------------------------------------------------------------------------------------


def test_a_change_is_a_new_target_and_closed_months_keep_theirs(
    given, whole, close_until, months, division_1, division_2, standing
):
    given((division_1, 60), (division_2, 40), month=8)
    close_until(8)
    done = given((division_1, 70), (division_2, 30))
    assert (done.given, done.changed, done.removed) == (0, 2, 0)
    part = part_of(whole, division_1)
    assert list(part.targets.values_list("in_force_from__month", "low")) == [(8, 60), (9, 70)]
    assert standing(part, 8).target.low == 60
    assert standing(part, 9).target.low == 70
    with pytest.raises(CannotChange):
        given((division_1, 50), (division_2, 50), month=8)


def test_the_same_again_writes_nothing(given, division_1, division_2):
    given((division_1, 60), (division_2, 40))
    before = AuditEvent.objects.count()
    done = given((division_1, 60), (division_2, 40))
    assert (done.given, done.changed, done.removed) == (0, 0, 0)
    assert AuditEvent.objects.count() == before


def test_a_target_set_for_a_later_month_is_not_overtaken_unseen(given, division_1):
    given((division_1, 100))
    given((division_1, 120), month=11, anyway=True)
    with pytest.raises(CannotChange, match="11"):
        given((division_1, 90), month=10, anyway=True)


def test_a_part_without_figures_is_taken_back_with_its_standings_and_leaves_a_trace(
    given, whole, division_1, division_2, head_a
):
    given((division_1, 60), (division_2, 40))
    done = given((division_1, 100), reason="Phòng đã giải thể")
    assert (done.changed, done.removed) == (1, 1)
    assert not Assignment.objects.filter(agency=division_2).exists()
    assert not Standing.objects.filter(agency=division_2).exists()
    assert not RollUp.objects.filter(agency=division_2).exists()
    event = AuditEvent.objects.get(action="item-removed")
    assert (event.agency, event.by, event.reason) == (division_2, head_a, "Phòng đã giải thể")


@pytest.mark.parametrize("rests", ["entry", "promise", "closed"])
def test_a_part_on_which_anything_rests_is_not_taken_back(
    given, whole, draft, close_until, division_1, division_2, head_a, rests
):
    given((division_1, 60), (division_2, 40), month=8)
    part = part_of(whole, division_2)
    if rests == "entry":
        draft(part, 9, value=1)
    elif rests == "promise":
        promise(part, due_on=DEADLINE, by=head_a)
    else:
        close_until(8)
    with pytest.raises(CannotChange, match=division_2.name):
        given((division_1, 100))
    assert part_of(whole, division_1).targets.get().low == 60
    assert part_of(whole, division_2) == part


# --- the page ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["/allocation/{pk}/", "/allocation/agency/so-a/"])
def test_who_may_give(client, request, whole, division_1, url):
    url = url.format(pk=whole.pk)
    assert client.get(url).url.startswith("/account/login/")
    allowed = {"head_a": 200, "clerk_a": 403, "officer": 403, "head_division": 404, "head_b": 404, "stranger": 404}
    for who, status in allowed.items():
        client.force_login(request.getfixturevalue(who))
        assert client.get(url).status_code == status, who


def test_the_right_is_asked_of_a_post_too(client, whole, form, clerk_a, head_b):
    for person, status in ((clerk_a, 403), (head_b, 404)):
        client.force_login(person)
        assert client.post(f"/allocation/{whole.pk}/", form("60", "40")).status_code == status
    assert not whole.parts.exists()
    assert client.put(f"/allocation/{whole.pk}/").status_code == 405


def test_the_head_gives_and_sees_what_stands(client, head_a, whole, form, division_1, division_2):
    client.force_login(head_a)
    url = f"/allocation/{whole.pk}/"
    response = client.post(url, form("60", "40"), follow=True)
    assert response.redirect_chain == [(url, 302)]
    html = response.content.decode()
    assert "Giao mới 2, thay đổi 0, thu hồi 0" in html
    assert 'value="60"' in html
    assert "Tổng các phòng, đơn vị bằng mức giao của cơ quan là 100\xa0lượt." in html
    assert part_of(whole, division_2).targets.get().low == 40
    listed = client.get("/allocation/agency/so-a/").content.decode()
    assert '<td class="r num">2</td>' in listed


def test_a_part_that_the_deputy_gave_meanwhile_is_not_taken_back_unseen(client, head_a, whole, form, division_1):
    client.force_login(head_a)
    url = f"/allocation/{whole.pk}/"
    seen = client.get(url).context["board"].terms.seen
    assert client.post(url, form("60", "40")).status_code == 302
    response = client.post(url, form("", "100") | {"seen": seen})
    assert (response.status_code, whole.parts.count()) == (422, 2)
    assert "Người khác vừa lưu nội dung này" in response.content.decode()
    shown = response.context["board"].terms.seen
    assert client.post(url, form("", "100") | {"seen": shown}).status_code == 302
    assert whole.parts.count() == 1


def test_sums_that_differ_are_said_and_given_with_a_tick(client, head_a, whole, form):
    client.force_login(head_a)
    url = f"/allocation/{whole.pk}/"
    assert "anyway" not in client.get(url).content.decode()
    response = client.post(url, form("60", "30"))
    html = response.content.decode()
    assert response.status_code == 409
    assert "còn thiếu 10\xa0lượt so với mức giao của cơ quan là 100\xa0lượt" in html
    assert 'name="anyway"' in html
    assert 'value="30"' in html
    assert not whole.parts.exists()
    assert client.post(url, form("60", "30", anyway="on")).status_code == 302
    assert whole.parts.count() == 2


@pytest.mark.parametrize(
    ("first", "more"),
    [("sáu mươi", {}), ("-5", {}), ("100", {"deadline": "2023-01-01"}), ("100", {"month": 13})],
)
def test_what_is_not_understood_is_shown_again_and_nothing_is_given(
    client, head_a, whole, form, division_1, first, more
):
    client.force_login(head_a)
    posted = form(first, "")
    if "deadline" in more:
        posted[f"part-{division_1.pk}-deadline"] = more["deadline"]
    posted |= {name: value for name, value in more.items() if name != "deadline"}
    response = client.post(f"/allocation/{whole.pk}/", posted)
    assert response.status_code == 422
    assert f'value="{first}"' in response.content.decode()
    assert not whole.parts.exists()


def test_a_ratio_weaker_than_the_agencys_is_refused_at_its_cell(client, head_a, item, form):
    ratio = item(kind="ratio", low=80)
    client.force_login(head_a)
    response = client.post(f"/allocation/{ratio.pk}/", form("79", "90"))
    assert response.status_code == 422
    assert "Thấp hơn yêu cầu đối với cơ quan: ≥ 80%." in response.content.decode()
    assert client.post(f"/allocation/{ratio.pk}/", form("80", "90")).status_code == 302


def test_a_task_is_given_by_a_tick(client, head_a, item, division_1, division_2):
    task = item(kind="task")
    client.force_login(head_a)
    posted = {f"part-{division_1.pk}-given": "on", "month": 9}
    assert client.post(f"/allocation/{task.pk}/", posted).status_code == 302
    assert [part.agency for part in task.parts.all()] == [division_1]
    assert part_of(task, division_1).targets.get().operator == "done"


def test_an_emptied_row_with_figures_is_said_to_stay(client, head_a, whole, given, form, draft, division_1, division_2):
    given((division_1, 60), (division_2, 40))
    draft(part_of(whole, division_2), 9, value=1)
    client.force_login(head_a)
    url = f"/allocation/{whole.pk}/"
    assert "Đã có số liệu, không thu hồi được" in client.get(url).content.decode()
    response = client.post(url, form("100", ""))
    assert response.status_code == 409
    assert "Đã có số liệu hoặc tháng đã khóa" in response.content.decode()
    assert whole.parts.count() == 2


def test_parts_are_given_from_the_first_month_that_is_not_closed(client, head_a, whole, close_until, division_1):
    close_until(8)
    client.force_login(head_a)
    html = client.get(f"/allocation/{whole.pk}/").content.decode()
    assert '<option value="9" selected>' in html
    assert '<option value="8"' not in html


@pytest.mark.parametrize("parts", [0, 2])
def test_the_page_asks_as_many_questions_with_parts_as_without(
    client, head_a, whole, given, division_1, division_2, django_assert_num_queries, parts
):
    if parts:
        given((division_1, 60), (division_2, 40))
    client.force_login(head_a)
    client.get(f"/allocation/{whole.pk}/")
    with django_assert_num_queries(7 + 2 * bool(parts)):  # the targets of parts and their months
        assert client.get(f"/allocation/{whole.pk}/").status_code == 200


# --- parts that were withdrawn -----------------------------------------------------------------------------------


def test_a_part_that_was_withdrawn_is_no_part_and_keeps_nobody_from_giving_it_anew(
    client, head_a, officer, whole, given, draft, months, plan, agency_a, form, division_1, division_2, close_until
):
    given((division_1, 60), (division_2, 40), month=3)
    part = part_of(whole, division_1)
    draft(part, 3, value=7)
    close_until(4)
    withdraw(part, in_force_from=months[5], by=officer, reason="Phòng đã giải thể")
    client.force_login(head_a)
    sheet = client.get(f"/allocation/{whole.pk}/").context["board"]
    assert [row.division for row in sheet.rows] == [division_2]
    assert "40" in sheet.said[0]
    assert "60" in sheet.said[0]
    (listed,) = given_of(agency_a, plan)
    assert listed.parts == 1
    answer = client.post(f"/allocation/{whole.pk}/", {f"part-{division_2.pk}-low": "100", "month": 9})
    assert answer.status_code == 302
    assert Target.objects.get(assignment__agency=division_2, in_force_from=months[9]).low == 100
    with pytest.raises(CannotChange, match="thôi được giao"):
        given((division_1, 60), (division_2, 40), month=9)
    withdraw(whole, in_force_from=months[9], by=officer, reason="Không còn phù hợp")
    assert given_of(agency_a, plan) == []
