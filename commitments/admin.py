"""Commitments to look at: what is signed changes by actions alone, on pages of their own."""

from django.contrib import admin

from agencies.reference.administration import ReadOnlyAdmin, ReadOnlyInline
from commitments.models import (
    Amendment,
    AmendmentChange,
    Attestation,
    Commitment,
    CommitmentItem,
    Fulfilment,
    ItemLink,
    SignedFile,
    SigningEvent,
    TrustRoot,
)  # fmt: skip


class CommitmentItemInline(ReadOnlyInline):
    model = CommitmentItem
    fields = ["order", "text", "way", "deadline", "added_by", "withdrawn_by"]


class ItemLinkInline(ReadOnlyInline):
    model = ItemLink


class AmendmentChangeInline(ReadOnlyInline):
    model = AmendmentChange


class AttestationInline(ReadOnlyInline):
    model = Attestation


@admin.register(SigningEvent)
class SigningEventAdmin(ReadOnlyAdmin):
    list_display = ["name", "agency", "plan", "signed_on", "precision"]
    list_select_related = ["agency", "plan"]


@admin.register(Commitment)
class CommitmentAdmin(ReadOnlyAdmin):
    list_display = ["agency", "event", "tier", "state", "signatory_name", "counterparty_name", "recorded_at"]
    list_select_related = ["agency", "event"]
    list_filter = ["tier", "state"]
    inlines = [CommitmentItemInline]


@admin.register(CommitmentItem)
class CommitmentItemAdmin(ReadOnlyAdmin):
    list_display = ["text", "commitment", "way", "deadline", "added_by", "withdrawn_by"]
    list_select_related = ["commitment__agency", "commitment__event", "added_by", "withdrawn_by"]
    list_filter = ["way"]
    inlines = [ItemLinkInline]


@admin.register(Amendment)
class AmendmentAdmin(ReadOnlyAdmin):
    list_display = ["number", "commitment", "dated_on", "made_at", "made_by"]
    list_select_related = ["commitment__agency", "commitment__event", "made_by"]
    inlines = [AmendmentChangeInline]


@admin.register(Fulfilment)
class FulfilmentAdmin(ReadOnlyAdmin):
    list_display = ["item", "fulfilled_on", "state", "claimed_by", "decided_by"]
    list_select_related = ["item", "claimed_by", "decided_by"]
    list_filter = ["state"]


@admin.register(SignedFile)
class SignedFileAdmin(ReadOnlyAdmin):
    """The file itself is served through rights, on its own page."""

    list_display = ["file_name", "commitment", "verdict", "uploaded_at", "uploaded_by"]
    list_select_related = ["commitment__agency", "commitment__event", "uploaded_by"]
    list_filter = ["verdict"]
    exclude = ["file"]
    inlines = [AttestationInline]


@admin.register(TrustRoot)
class TrustRootAdmin(ReadOnlyAdmin):
    list_display = ["name", "province", "subject", "valid_to", "retired_at"]
    list_select_related = ["province"]
