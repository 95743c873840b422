"""What the database itself forbids of commitments: each constraint is broken once."""

from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from agencies.clock import now
from commitments.models import AmendmentChange, Attestation, Commitment, Fulfilment, ItemLink, SignedFile, TrustRoot
from kpis.models import Assignment
from tests.commitments.conftest import link_to

NAMES = {"signatory_name": "A", "signatory_post": "Trưởng phòng", "agency_name": "Phòng", "counterparty_name": "B"}


def refused(act, constraint):
    """The database refuses it by this constraint; of what is unique SQLite names the columns alone."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    said = str(error.value)
    assert constraint in said or said.startswith("UNIQUE constraint failed: commitments_")


def test_an_agency_signs_once_at_an_event(commit, division_1):
    commitment = commit(division_1)
    commitment.pk = None
    refused(lambda: commitment.save(force_insert=True), "commitment_once_an_event")
    assert Commitment.objects.count() == 1


def test_what_is_signed_is_recorded_and_names_its_parties(event_a, division_1):
    draft = {"event": event_a, "agency": division_1, "tier": "division"}
    refused(lambda: Commitment.objects.create(**draft, **NAMES, state="signed"), "commitment_signed_is_recorded")
    nameless = NAMES | {"signatory_name": "", "state": "signed", "recorded_at": now()}
    refused(lambda: Commitment.objects.create(**draft, **nameless), "commitment_signed_has_parties")
    assert Commitment.objects.create(**draft).state == "draft"


def test_items_are_numbered_once_and_say_something(commit, division_1):
    commitment = commit(division_1, items=["Ký số văn bản đi"])
    refused(lambda: commitment.items.create(order=1, text="Nội dung khác"), "commitment_item_order_once")
    refused(lambda: commitment.items.create(order=2, text=""), "commitment_item_has_text")
    assert commitment.items.count() == 1


def test_an_item_is_linked_once_with_the_values_of_its_operator(commit, division_1, item):
    given, other = item(low=100), item(kind="ratio", low=80)
    signed = commit(division_1, items=[given]).items.get()
    refused(lambda: link_to(signed, given), "item_link_once")
    for wrong in ({"operator": ">=", "low": None}, {"operator": "", "low": 5}, {"operator": "between", "high": None}):
        refused(lambda wrong=wrong: link_to(signed, other, **wrong), "item_link_has_the_values_of_its_operator")
    assert ItemLink.objects.count() == 1


def test_what_a_commitment_is_linked_to_cannot_go(commit, division_1, item):
    given = item(low=100)
    commit(division_1, items=[given])
    with pytest.raises(models.ProtectedError):
        given.delete()
    assert Assignment.objects.filter(pk=given.pk).exists()


def test_amendments_are_numbered_and_change_each_aspect_once(commit, division_1, item, head_a):
    commitment = commit(division_1, items=[item(low=100)])
    fields = {"dated_on": date(2022, 6, 1), "made_at": now(), "made_by": head_a}
    amendment = commitment.amendments.create(number="01/PL", **fields)
    refused(lambda: commitment.amendments.create(number="01/PL", **fields), "amendment_number_once")
    refused(lambda: commitment.amendments.create(number="", **fields), "amendment_has_a_number")
    signed = commitment.items.get()
    for constraint, link, aspect in (
        ("amendment_item_aspect_once", None, "text"),
        ("amendment_link_aspect_once", signed.links.get(), "target"),
    ):
        change = {"amendment": amendment, "item": signed, "link": link, "aspect": aspect}
        AmendmentChange.objects.create(**change)
        refused(lambda change=change: AmendmentChange.objects.create(**change), constraint)


def test_an_item_is_said_to_be_fulfilled_once_at_a_time(commit, division_1, fulfilled, head_a):
    signed = commit(division_1, items=["Cắm mốc giới"]).items.get()
    first = fulfilled(signed, state="claimed")
    refused(lambda: fulfilled(signed, state="claimed"), "fulfilment_one_at_a_time")
    rows = Fulfilment.objects.filter(pk=first.pk)
    refused(lambda: rows.update(state="confirmed"), "fulfilment_decided_is_dated")
    rows.update(state="confirmed", decided_at=now(), decided_by=head_a)
    refused(lambda: rows.update(revoked_at=now()), "fulfilment_revoked_is_refused")
    rows.update(state="refused", revoked_at=now())
    assert fulfilled(signed, state="claimed").pk != first.pk


def test_files_are_kept_once_with_their_hash_and_attested_once_by_each(commit, division_1, head_a, clerk_a):
    commitment = commit(division_1)
    fields = {"file_name": "a.pdf", "size": 5, "verdict": "unsigned", "verified_at": now(), "uploaded_at": now()}
    kept = commitment.files.create(sha256="ab", **fields)
    refused(lambda: commitment.files.create(sha256="ab", **fields), "signed_file_once")
    refused(lambda: commitment.files.create(sha256="", **fields), "signed_file_has_a_hash")
    Attestation.objects.create(file=kept, by=head_a, at=now())
    refused(lambda: Attestation.objects.create(file=kept, by=head_a, at=now()), "attestation_once_a_person")
    Attestation.objects.create(file=kept, by=clerk_a, at=now())
    assert (SignedFile.objects.count(), kept.attestations.count()) == (1, 2)


def test_an_authority_is_trusted_once_until_it_is_retired(province):
    fields = {"province": province, "name": "Gốc", "sha256": "ab", "subject": "CN=Gốc"}
    fields |= {"valid_from": now(), "valid_to": now(), "added_at": now()}
    root = TrustRoot.objects.create(**fields)
    refused(lambda: TrustRoot.objects.create(**fields), "trust_root_once")
    TrustRoot.objects.filter(pk=root.pk).update(retired_at=now())
    assert TrustRoot.objects.create(**fields).pk != root.pk


def test_an_item_stands_once_in_a_month_and_is_fulfilled_as_its_state_says(commit, division_1, item):
    row = commit(division_1, items=[item(low=100)]).standings.last()
    rows = type(row).objects.filter(pk=row.pk)
    refused(lambda: rows.update(is_fulfilled=True), "commitment_standing_fulfilled_is_met")
    refused(lambda: rows.update(state="done"), "commitment_standing_fulfilled_is_met")
    refused(lambda: rows.update(is_drifting=True), "commitment_standing_drift_has_an_aspect")
    refused(lambda: rows.update(drifting_since=date(2022, 8, 1)), "commitment_standing_drift_has_an_aspect")
    row.pk = None
    refused(lambda: row.save(force_insert=True), "commitment_standing_once")
    assert rows.get().state == "no_data"


def test_a_roll_up_counts_what_there_is_and_nothing_of_what_is_not_signed(commit, division_1):
    row = commit(division_1, items=["Cắm mốc giới"]).rollups.last()
    rows = type(row).objects.filter(pk=row.pk)
    refused(lambda: rows.update(fulfilled=2), "commitment_rollup_counts_in_order")
    refused(lambda: rows.update(drifting=2), "commitment_rollup_counts_in_order")
    refused(lambda: rows.update(state="draft", fulfilled=1), "commitment_rollup_unsigned_counts_nothing")
    row.pk = None
    refused(lambda: row.save(force_insert=True), "commitment_rollup_once")
    assert (rows.get().items, rows.get().fulfilled) == (1, 0)


def test_every_constraint_of_commitments_is_broken_above():
    written = set(Path(__file__).read_text().split('"'))
    kept = {
        constraint.name
        for model in apps.get_app_config("commitments").get_models()
        for constraint in model._meta.constraints
    }
    assert kept - written == set()
