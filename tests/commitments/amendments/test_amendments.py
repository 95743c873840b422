"""Drift and amendments: what left what was signed shows at once, and a numbered amendment clears it."""

from datetime import date
from decimal import Decimal

import pytest

from agencies.models import AuditEvent
from commitments.amendments.actions import NewItem, amend
from commitments.amendments.changes import drifts_of, offered
from commitments.amendments.forms import AmendForm
from commitments.models import Amendment, AmendmentChange
from commitments.signing.drafting import Agreed, terms_on
from kpis.errors import CannotChange
from kpis.items.actions import set_target

DAY = date(2022, 6, 15)


@pytest.fixture
def given(item):
    return item(low=100, deadline=date(2022, 12, 31))


@pytest.fixture
def signed(commit, division_1, given):
    return commit(division_1, items=[given, "Nâng cao đạo đức công vụ"])


@pytest.fixture
def retarget(given, months):
    """retarget(120, 6): another target in force from that month on."""

    def change(low, month=6, assignment=given):
        return set_target(assignment, in_force_from=months[month], by=None, operator=">=", low=low, unit="lượt")

    return change


def aspects(ledger_of, commitment):
    return [(str(difference.aspect), difference.agreed.low, difference.live.low)
            for one in ledger_of(commitment) for _link, difference in one.drifts]  # fmt: skip


def test_a_moved_target_drifts_an_amendment_clears_it_and_the_next_move_drifts_again(
    signed, retarget, ledger_of, head_a
):
    link = signed.items.first().links.get()
    retarget(120)
    assert aspects(ledger_of, signed) == [("target", 100, 120)]
    amend(signed, "01/PL", DAY, accept=[(link.pk, "target")], by=head_a)
    assert aspects(ledger_of, signed) == []
    retarget(150, 8)
    assert aspects(ledger_of, signed) == [("target", 120, 150)]


def test_two_amendments_keep_the_history_from_what_was_signed_on(signed, retarget, head_a):
    link = signed.items.first().links.get()
    for number, low, month in (("01/PL", 120, 6), ("02/PL", 150, 8)):
        retarget(low, month)
        amend(signed, number, DAY, accept=[(link.pk, "target")], by=head_a)
    steps = AmendmentChange.objects.filter(link=link, aspect="target").order_by("pk")
    assert [(step.old["low"], step.new["low"]) for step in steps] == [("100", "120"), ("120", "150")]
    link.refresh_from_db()
    assert (link.low, link.operator, link.unit) == (150, ">=", "lượt")


def test_deadline_and_owner_are_taken_over_one_by_one(signed, given, ledger_of, head_a, agency_b, head_b, division_1):
    given.deadline, given.agency, given.accountable = date(2023, 3, 31), agency_b, head_b
    given.save()
    link = signed.items.first().links.get()
    assert [found[0] for found in aspects(ledger_of, signed)] == ["deadline", "owner"]
    amend(signed, "01/PL", DAY, accept=[(link.pk, "owner")], by=head_a)
    assert [found[0] for found in aspects(ledger_of, signed)] == ["deadline"]
    amend(signed, "02/PL", DAY, accept=[(link.pk, "deadline")], by=head_a)
    assert aspects(ledger_of, signed) == []
    link.refresh_from_db()
    assert (link.owner, link.accountable, link.deadline) == (agency_b, head_b, date(2023, 3, 31))
    change = AmendmentChange.objects.get(aspect="owner")
    assert (change.old["agency_name"], change.new["agency_name"]) == ("Sở Xây dựng", "Sở Kế hoạch và Đầu tư")
    assert (change.old["person"], change.new["person_name"]) == (None, head_b.full_name)


def test_wordings_deadlines_withdrawals_and_additions(signed, item, ledger_of, head_a):
    linked, own = signed.items.all()
    other = item(kind="ratio", low=80)
    agreed = Agreed(other.pk, terms_on([other])[other.pk])
    made = amend(
        signed, "01/PL", DAY, texts={own.pk: "Giữ kỷ cương", linked.pk: linked.text},
        deadlines={own.pk: date(2022, 9, 30)}, withdraw=[linked.pk], note="Theo biên bản họp",
        add=[NewItem("Số hóa hồ sơ", "assigned", links=(agreed,)), NewItem("Ban hành đề án", "document", DAY)],
        by=head_a,
    )  # fmt: skip
    found = [(change.item.order, str(change.aspect), change.old, change.new) for change in made.changes.all()]
    assert found == [
        (1, "withdrawn", {"text": linked.text}, {}),
        (2, "text", {"text": "Nâng cao đạo đức công vụ"}, {"text": "Giữ kỷ cương"}),
        (2, "deadline", {"on": None}, {"on": "2022-09-30"}),
        (3, "added", {}, {"text": "Số hóa hồ sơ"}),
        (4, "added", {}, {"text": "Ban hành đề án"}),
    ]
    assert [(one.order, one.text) for one in ledger_of(signed)] == [
        (2, "Giữ kỷ cương"), (3, "Số hóa hồ sơ"), (4, "Ban hành đề án"),
    ]  # fmt: skip
    assert signed.items.get(order=3).added_by == made
    trail = AuditEvent.objects.get(action="commitment-amended")
    assert (trail.by, trail.reason, len(trail.new["changes"])) == (head_a, "Theo biên bản họp", 5)


@pytest.mark.parametrize(
    ("number", "day"),
    [("", DAY), ("01/PL", DAY), ("02/PL", date(2022, 1, 31)), ("02/PL", date(2999, 1, 1))],
    ids=["no number", "a number twice", "before the signing", "in the future"],
)
def test_an_amendment_with_a_wrong_number_or_date_is_refused(signed, head_a, number, day):
    own = signed.items.last()
    amend(signed, "01/PL", DAY, texts={own.pk: "Một"}, by=head_a)
    with pytest.raises(CannotChange):
        amend(signed, number, day, texts={own.pk: "Hai"}, by=head_a)
    own.refresh_from_db()
    assert (own.text, Amendment.objects.count()) == ("Một", 1)


def test_an_amendment_that_changes_nothing_is_refused(signed, head_a):
    linked, own = signed.items.all()
    link = linked.links.get()
    for wrong in (
        {},
        {"texts": {own.pk: own.text}, "deadlines": {own.pk: None}},
        {"accept": [(link.pk, "target")]},
        {"texts": {own.pk: " "}},
        {"texts": {own.pk: "Khác"}, "withdraw": [own.pk]},
        {"withdraw": [99999]},
        {"deadlines": {linked.pk: DAY}},
    ):
        with pytest.raises(CannotChange):
            amend(signed, "01/PL", DAY, by=head_a, **wrong)
    assert not Amendment.objects.exists()
    own.refresh_from_db()
    assert (own.text, own.withdrawn_by) == ("Nâng cao đạo đức công vụ", None)


def test_a_draft_is_not_amended_and_what_is_withdrawn_stays_withdrawn(commit, signed, division_2, head_a):
    draft = commit(division_2, items=["Một"], signed=False)
    with pytest.raises(CannotChange):
        amend(draft, "01/PL", DAY, texts={draft.items.get().pk: "Hai"}, by=head_a)
    own = signed.items.last()
    amend(signed, "01/PL", DAY, withdraw=[own.pk], by=head_a)
    with pytest.raises(CannotChange):
        amend(signed, "02/PL", DAY, withdraw=[own.pk], by=head_a)
    own.refresh_from_db()
    assert own.withdrawn_by.number == "01/PL"


# --- what the form offers ----------------------------------------------------------------------------------------


def posted_of(signed, **more):
    said = {"number": "01/PL", "dated_on": "2022-06-15"}
    return said | {f"text-{item.pk}": item.text for item in signed.items.all()} | more


def test_the_form_lists_every_difference_with_both_values_and_since_when(signed, retarget):
    retarget(120)
    (drift,) = offered(signed).drifts
    assert (drift.aspect, drift.words) == (
        "target",
        "mức giao đã ký: ≥ 100\xa0lượt · hiện nay: ≥ 120\xa0lượt, từ tháng 6/2022",
    )
    assert list(drifts_of(signed)) == [(drift.link, "target")]


def test_what_moved_again_after_the_form_was_opened_is_not_taken_over(signed, retarget):
    retarget(120)
    shown = offered(signed).drifts[0].value
    assert AmendForm(posted_of(signed, accept=[shown]), amending=offered(signed)).is_valid()
    retarget(130)
    form = AmendForm(posted_of(signed, accept=[shown]), amending=offered(signed))
    assert list(form.errors) == ["accept"]


def test_what_moves_again_while_an_amendment_is_recorded_is_not_taken_over(signed, retarget, head_a, ledger_of):
    retarget(120)
    form = AmendForm(
        posted_of(signed, accept=[offered(signed).drifts[0].value]), amending=offered(signed)
    )  # fmt: skip
    assert form.is_valid()
    retarget(150, 8)
    with pytest.raises(CannotChange, match="Xem lại các điểm lệch"):
        amend(signed, by=head_a, **form.said(lambda keys: {}))
    assert aspects(ledger_of, signed) == [("target", 100, 150)]
    assert not Amendment.objects.exists()


def test_a_wording_that_another_amendment_changed_meanwhile_is_not_turned_back(signed, head_a):
    own = signed.items.get(order=2)
    typed = posted_of(signed, add_text="Thêm", seen=AmendForm(amending=offered(signed)).seen)
    amend(signed, "01/PL", DAY, texts={own.pk: "Nội dung mới"}, by=head_a)
    form = AmendForm(typed | {"number": "02/PL"}, amending=offered(signed))
    assert not form.is_valid()
    assert form.errors[f"text-{own.pk}"] == ["Hiện đang lưu: Nội dung mới"]
    assert form[f"text-{own.pk}"].value() == "Nâng cao đạo đức công vụ"
    assert AmendForm(typed | {"number": "02/PL", "seen": form.seen}, amending=offered(signed)).is_valid()


def test_the_form_says_at_the_field_what_is_wrong(signed, head_a):
    amend(signed, "01/PL", DAY, withdraw=[signed.items.last().pk], by=head_a)
    kept = signed.items.first()
    for more, field in (
        ({}, "number"),
        ({"number": "02", "dated_on": "2022-01-31"}, "dated_on"),
        ({"number": "02", "dated_on": "2999-01-31"}, "dated_on"),
        ({"number": "02", f"text-{kept.pk}": ""}, f"text-{kept.pk}"),
        ({"number": "02", "add_deadline": "2022-12-31"}, "add_text"),
        ({"number": "02", "add_text": "Mới", "add_way": "assigned"}, "add_way"),
    ):
        form = AmendForm(posted_of(signed, **more), amending=offered(signed))
        assert list(form.errors) == [field], more


def test_line_ends_of_a_browser_are_no_change(commit, division_1):
    signed = commit(division_1, items=["Dòng một\nDòng hai"])
    key = signed.items.get().pk
    form = AmendForm(posted_of(signed, **{f"text-{key}": "Dòng một\r\nDòng hai"}), amending=offered(signed))
    assert form.is_valid()
    said = form.said(lambda keys: {})
    assert (said["texts"], said["deadlines"], said["withdraw"], said["add"]) == ({}, {}, [], [])


def test_an_added_item_takes_the_terms_in_force_now(signed, item, retarget):
    other = item(kind="ratio", low=80)
    posted = posted_of(signed, add_text="Số hóa", add_way="assigned", add_assignments=[str(other.pk)])
    form = AmendForm(posted, amending=offered(signed))
    assert form.is_valid(), form.errors
    (new,) = form.said(lambda keys: terms_on([other]))["add"]
    assert (new.text, new.links[0].assignment, new.links[0].terms.low) == ("Số hóa", other.pk, Decimal(80))
