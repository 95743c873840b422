"""The administration shows what was signed and lets nobody touch it."""

from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse

from commitments.amendments.actions import amend
from commitments.fulfilment.actions import claim_fulfilment

OURS = [model for model in admin.site._registry if model._meta.app_label == "commitments"]


@pytest.fixture
def everything(commit, division_1, item, head_a, clerk_a):
    commitment = commit(division_1, items=[item(), "Một", "Hai"])
    claim_fulfilment(commitment.items.get(order=2), fulfilled_on=date(2022, 5, 1), by=clerk_a)
    amend(commitment, "01/PL", date(2022, 6, 1), withdraw=[commitment.items.get(order=3).pk], by=head_a)
    commitment.files.create(
        file="commitments/x", file_name="x.pdf", sha256="a" * 64, size=1, verdict="unsigned",
        verified_at="2022-03-01T00:00Z", uploaded_at="2022-03-01T00:00Z",
    )  # fmt: skip
    return commitment


def test_everything_that_is_kept_can_be_looked_at():
    names = {model.__name__ for model in OURS}
    assert names == {"SigningEvent", "Commitment", "CommitmentItem", "Amendment", "Fulfilment", "SignedFile",
                     "TrustRoot"}  # fmt: skip


def test_rows_are_shown_with_what_hangs_on_them_and_not_changed(superuser, client, everything):
    shown = 0
    for model in OURS:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert client.get(reverse(f"{name}_add")).status_code == 403
        for row in model.objects.all()[:1]:
            shown += 1
            url = reverse(f"{name}_change", args=[row.pk])
            assert client.get(url).status_code == 200
            assert client.post(url, {"text": "Khác", "name": "Khác"}).status_code == 403
            assert client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert shown == 6
    assert everything.items.count() == 3


def test_the_file_itself_is_not_linked_past_its_rights(superuser, client, everything):
    page = client.get(reverse("admin:commitments_signedfile_change", args=[everything.files.get().pk]))
    assert "commitments/x" not in page.content.decode()
