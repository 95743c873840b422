"""Commitments as they were signed."""

from django.contrib import admin

from agencies.admin import AuditedAdmin
from commitments.models import Commitment, CommitmentItem, SigningEvent


class CommitmentItemInline(admin.TabularInline):
    model = CommitmentItem
    extra = 0


@admin.register(SigningEvent)
class SigningEventAdmin(AuditedAdmin):
    list_display = ["name", "agency", "signed_on", "precision"]
    list_select_related = ["agency"]
    raw_id_fields = ["agency"]


@admin.register(Commitment)
class CommitmentAdmin(AuditedAdmin):
    list_display = ["agency", "event", "signatory_name", "counterparty_name"]
    list_select_related = ["agency", "event"]
    raw_id_fields = ["agency", "event"]
    inlines = [CommitmentItemInline]
