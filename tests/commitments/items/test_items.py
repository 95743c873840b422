"""Items of a draft: linked on the terms of the day of signing, or fulfilled in a way of their own."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agencies.models import AuditEvent
from commitments.drift.terms import Terms
from commitments.items.actions import add_all, add_item, change_item, move_item, remove_item
from commitments.items.forms import ItemForm, read_target
from commitments.signing.drafting import Agreed, assignable, offers_of, target_text, terms_on
from kpis.errors import CannotChange
from kpis.grammar.shapes import Problem
from kpis.items.actions import set_target


@pytest.fixture
def drafted(commit, division_1):
    return commit(division_1, signed=False)


def agreed_on(assignment, **terms):
    return Agreed(assignment.pk, replace(terms_on([assignment])[assignment.pk], **terms))


def orders(commitment):
    return [(one.order, one.text) for one in commitment.items.all()]


# --- terms of the day --------------------------------------------------------------------------------------------


def test_the_terms_of_the_day_are_those_in_force_then(item, months, head_a):
    given = item(low=100, deadline=date(2022, 12, 31), accountable=head_a)
    set_target(given, in_force_from=months[6], by=None, operator=">=", low=150, unit="lượt")
    known = [terms_on([given], day)[given.pk].low for day in (date(2021, 1, 1), date(2022, 2, 28), date(2022, 8, 1))]
    assert known == [100, 100, 150]
    newest = terms_on([given])[given.pk]
    assert (newest.low, newest.deadline, newest.owner, newest.accountable) == (
        150, date(2022, 12, 31), given.agency_id, head_a.pk,
    )  # fmt: skip


def test_a_division_stands_for_its_own_items_and_its_agencys(drafted, item, agency_b, division_1, division_2):
    own, whole = item(agency=division_1), item(kind="ratio")
    item(agency=agency_b), item(agency=division_2)
    assert list(assignable(drafted)) == [own, whole]


def test_an_agency_stands_for_its_own_items_alone(commit, event_top, item, agency_a, division_1):
    item(agency=division_1)
    own = item()
    assert list(assignable(commit(agency_a, event=event_top, signed=False))) == [own]


# --- writing -----------------------------------------------------------------------------------------------------


def test_items_are_added_in_order_with_their_terms_and_trail(drafted, item, head_a):
    given = item(low=100)
    add_item(drafted, text="Đạt 100 lượt", way="assigned", links=[agreed_on(given)], by=head_a)
    own = add_item(drafted, text="Ban hành quy chế", way="document", deadline=date(2022, 6, 30), by=head_a)
    assert orders(drafted) == [(1, "Đạt 100 lượt"), (2, "Ban hành quy chế")]
    link = drafted.items.first().links.get()
    assert (link.assignment, link.operator, link.low, link.owner) == (given, ">=", 100, given.agency)
    assert (str(own.way), own.deadline) == ("document", date(2022, 6, 30))
    trail = AuditEvent.objects.filter(action="commitment-item-added").last()
    assert trail.new["links"][0]["target"]["low"] == "100"


def test_way_and_links_agree_and_links_are_of_the_own_year_and_agency(drafted, item, agency_b, head_a):
    own, foreign = item(), item(agency=agency_b)
    for way, links in (("assigned", []), ("document", [own]), ("assigned", [own, foreign])):
        with pytest.raises(CannotChange):
            add_item(drafted, text="Sai", way=way, links=[agreed_on(one) for one in links], by=head_a)
    with pytest.raises(CannotChange):
        add_item(drafted, text="  ", way="confirmed", by=head_a)
    assert not drafted.items.exists()


def test_what_is_signed_takes_no_item_and_keeps_those_it_has(commit, division_1, head_a):
    item = commit(division_1, items=["Một"]).items.get()
    with pytest.raises(CannotChange):
        add_item(item.commitment, text="Hai", way="confirmed", by=head_a)
    with pytest.raises(CannotChange):
        change_item(item, text="Khác", way="confirmed", by=head_a)
    with pytest.raises(CannotChange):
        remove_item(item, by=head_a)
    with pytest.raises(CannotChange):
        add_all(item.commitment, by=head_a)
    assert orders(item.commitment) == [(1, "Một")]


def test_an_item_is_written_anew_with_what_it_stands_for(drafted, item, head_a, indicators):
    one, two = item(low=100), item(kind="monthly", low=5)
    row = add_item(drafted, text="Cũ", way="assigned", links=[agreed_on(one)], by=head_a)
    change_item(row, text="Mới", way="assigned", links=[agreed_on(one, low=Decimal(90)), agreed_on(two)], by=head_a)
    assert [(link.assignment, link.low) for link in row.links.all()] == [(one, 90), (two, 5)]
    trail = AuditEvent.objects.get(action="commitment-item-changed")
    assert (trail.old["text"], trail.new["text"], len(trail.new["links"])) == ("Cũ", "Mới", 2)
    change_item(row, text="Mới", way="confirmed", by=head_a)
    assert not row.links.exists()


def test_writing_the_same_leaves_no_trace(drafted, item, head_a):
    given = item(low=Decimal("93.5"), deadline=date(2022, 12, 31))
    row = add_item(drafted, text="Như cũ", way="assigned", links=[agreed_on(given)], by=head_a)
    change_item(row, text="Như cũ", way="assigned", links=[agreed_on(given)], by=head_a)
    assert not AuditEvent.objects.filter(action="commitment-item-changed").exists()


def test_items_move_and_the_ends_stay(commit, division_1, head_a):
    draft = commit(division_1, items=["Một", "Hai", "Ba"], signed=False)
    one, _two, three = draft.items.all()
    move_item(one, up=True, by=head_a)
    move_item(three, up=False, by=head_a)
    assert orders(draft) == [(1, "Một"), (2, "Hai"), (3, "Ba")]
    move_item(three, up=True, by=head_a)
    move_item(one, up=False, by=head_a)
    assert orders(draft) == [(1, "Ba"), (2, "Một"), (3, "Hai")]
    assert AuditEvent.objects.filter(action="commitment-item-moved").count() == 2


def test_those_after_a_removed_item_move_up(commit, division_1, head_a):
    draft = commit(division_1, items=["Một", "Hai", "Ba"], signed=False)
    gone = draft.items.get(order=2)
    remove_item(gone, by=head_a)
    assert orders(draft) == [(1, "Một"), (2, "Ba")]
    gone.pk = 99999
    with pytest.raises(CannotChange):
        remove_item(gone, by=head_a)
    assert AuditEvent.objects.get(action="commitment-item-removed").old["text"] == "Hai"


def test_what_was_said_to_be_fulfilled_is_not_removed(commit, division_1, head_a, fulfilled):
    row = commit(division_1, items=["Một"], signed=False).items.get()
    fulfilled(row, state="claimed")
    with pytest.raises(CannotChange):
        remove_item(row, by=head_a)
    with pytest.raises(CannotChange):
        change_item(row, text="Một", way="document", by=head_a)
    row.refresh_from_db()
    assert row.way == "confirmed"


def test_all_assigned_items_come_in_one_step_and_only_once(
    commit, event_top, agency_a, item, months, ledger_of, head_a
):
    first, second = item(low=100), item(kind="ratio", low=80)
    draft = commit(agency_a, event=event_top, items=[first], signed=False)
    made = add_all(draft, by=head_a)
    assert [(row.order, row.text) for row in made] == [(2, second.indicator.name)]
    assert [one.drifts for one in ledger_of(draft)] == [(), ()]
    assert add_all(draft, by=head_a) == []
    assert AuditEvent.objects.filter(action="commitment-items-added").count() == 1


# --- the target as it is typed -----------------------------------------------------------------------------------


@pytest.fixture
def offer(drafted, item):
    def give(**fields):
        item(**fields)
        return offers_of(drafted)[0]

    return give


def test_the_offered_text_means_the_offered_terms(offer):
    one = offer(kind="ratio", low=Decimal("93.5"), baseline=10)
    assert one.target == "≥ 93,5%"
    assert read_target("≥  93,5% ", one) == one.agreed.terms


def test_a_typed_target_is_read_as_the_import_reads_it(offer):
    one = offer(low=100)
    read = read_target("trên 120", one)
    assert (read.operator, read.low, read.unit, read.raw) == (">", 120, "lượt", "trên 120")
    assert (read_target("50-60", one).operator, read_target("50-60", one).high) == ("between", 60)
    assert (read_target("", one).operator, read_target("", one).low) == ("", None)
    assert isinstance(read_target("giảm 10%", one), Problem)


@pytest.mark.parametrize(
    ("terms", "text"),
    [
        (Terms(">=", Decimal(80), unit="%"), "≥ 80%"),
        (Terms("between", Decimal(50), Decimal(60), unit="%"), "50-60%"),
        (Terms(">", Decimal(100000), unit="lượt"), "> 100.000 lượt"),
        (Terms("done"), "Hoàn thành"),
        (Terms(">=", Decimal(80), unit="%", raw="từ 80% trở lên"), "từ 80% trở lên"),
        (Terms(), ""),
    ],
)
def test_terms_are_offered_as_they_are_written(terms, text):
    assert target_text(terms) == text


def test_a_target_that_nobody_understands_is_an_error_at_its_field(drafted, item):
    given = item(low=100)
    posted = {"text": "Đạt", "way": "assigned", f"link-{given.pk}": "on", f"target-{given.pk}": "giảm 10%"}
    form = ItemForm(posted, offers=offers_of(drafted))
    assert list(form.errors) == [f"target-{given.pk}"]
    assert form.errors[f"target-{given.pk}"][0].startswith("“giảm 10%”")


def test_what_is_not_chosen_is_not_read_and_a_part_is_a_number(drafted, item):
    given, other = item(low=100), item(kind="task")
    posted = {"text": "Đạt", "way": "assigned", f"link-{given.pk}": "on", f"target-{given.pk}": "40",
              f"part-{given.pk}": "on", f"target-{other.pk}": "???", f"deadline-{given.pk}": "2022-06-30"}  # fmt: skip
    form = ItemForm(posted, offers=offers_of(drafted))
    assert form.is_valid(), form.errors
    (agreed,) = form.said()["links"]
    assert (agreed.assignment, agreed.is_part, agreed.terms.low) == (given.pk, True, 40)
    assert agreed.terms.deadline == date(2022, 6, 30)
    as_part = {f"link-{other.pk}": "on", f"part-{other.pk}": "on", f"target-{other.pk}": "Hoàn thành"}
    assert list(ItemForm(posted | as_part, offers=offers_of(drafted)).errors) == [f"target-{other.pk}"]


def test_way_and_choice_must_agree(drafted, item):
    given = item()
    offers = offers_of(drafted)
    assert list(ItemForm({"text": "Đạt", "way": "assigned"}, offers=offers).errors) == ["way"]
    posted = {"text": "Đạt", "way": "document", f"link-{given.pk}": "on", f"target-{given.pk}": "100"}
    assert list(ItemForm(posted, offers=offers).errors) == ["way"]


def test_a_written_item_is_offered_with_its_own_terms(drafted, item, head_a, months):
    given = item(low=100)
    row = add_item(drafted, text="Đạt", way="assigned", links=[agreed_on(given, low=Decimal(90), raw="90")], by=head_a)
    set_target(given, in_force_from=months[1], by=None, operator=">=", low=150, unit="lượt")
    (one,) = offers_of(drafted, row)
    assert (one.is_linked, one.target, one.agreed.terms.low) == (True, "90", 90)
