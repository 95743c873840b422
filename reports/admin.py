"""Reports and what is published, to look at: they are written on pages of their own."""

from django.contrib import admin

from agencies.reference.administration import ReadOnlyAdmin, ReadOnlyInline
from reports.models import IssuedReport, Publication, SignedReport


class SignedReportInline(ReadOnlyInline):
    model = SignedReport
    fields = ["file_name", "sha256", "verdict", "at", "by"]


@admin.register(IssuedReport)
class IssuedReportAdmin(ReadOnlyAdmin):
    list_display = ["number", "agency", "period", "kind", "issued_on", "signatory", "by"]
    list_select_related = ["agency", "period__plan", "by"]
    list_filter = ["kind"]
    exclude = ["content", "docx", "pdf"]
    inlines = [SignedReportInline]


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """A withdrawal stands in its row: when, by whom, why."""

    list_display = ["code", "year", "month", "proposed_by", "published_at", "confirmed_by", "withdrawn_at", "reason"]
    list_select_related = ["proposed_by", "confirmed_by"]
    list_filter = ["code"]
    exclude = ["content"]
