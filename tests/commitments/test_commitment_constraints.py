from datetime import date

import pytest
from django.db import IntegrityError, transaction

from commitments.models import Commitment, SigningEvent


@pytest.fixture
def commitment(plan, agency_a):
    event = SigningEvent.objects.create(
        plan=plan, agency=agency_a, name="Hội nghị ký cam kết", signed_on=date(2022, 2, 28), precision="month",
        signed_text="cuối tháng 2/2022",
    )  # fmt: skip
    return event.commitments.create(
        agency=agency_a, tier="agency", signatory_name="Nguyễn Văn A", signatory_post="Giám đốc",
        counterparty_name="Ban Thường vụ Tỉnh ủy",
    )  # fmt: skip


def test_an_agency_signs_once_at_an_event(commitment):
    commitment.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        commitment.save(force_insert=True)
    assert Commitment.objects.count() == 1


def test_items_are_numbered_once_and_say_something(commitment):
    commitment.items.create(order=1, text="Ký số văn bản đi")
    for order, text in ((1, "Nội dung khác"), (2, "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            commitment.items.create(order=order, text=text)
    assert commitment.items.count() == 1


def test_a_signed_item_names_the_assigned_items_it_stands_for(commitment, item):
    target = item()
    signed = commitment.items.create(order=1, text="Ký số văn bản đi")
    signed.assignments.add(target, through_defaults={"owner": target.agency})
    assert list(target.commitment_items.all()) == [signed]
