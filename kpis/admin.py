"""Reference data of plans and the catalogue; figures are looked at here and changed by actions alone."""

from django.contrib import admin

from agencies.admin import AuditedAdmin, ReadOnlyAdmin, ReferenceAdmin
from kpis import standings
from kpis.models import (
    Assignment,
    Bottleneck,
    Cause,
    CauseClaim,
    DayOff,
    Document,
    Entry,
    Indicator,
    Milestone,
    Period,
    Phrase,
    Pillar,
    Plan,
    Promise,
    Report,
    Target,
)  # fmt: skip


class JudgedAdmin(AuditedAdmin):
    """A change here moves standings: they are rewritten with it."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        standings.refresh(self.items_of(form.instance))

    def items_of(self, obj):
        raise NotImplementedError


class MilestoneInline(admin.TabularInline):
    model = Milestone
    extra = 0


@admin.register(Plan)
class PlanAdmin(JudgedAdmin):
    list_display = ["name", "province", "year", "calendar", "due_working_days"]
    list_select_related = ["province"]
    raw_id_fields = ["document"]
    inlines = [MilestoneInline]

    def items_of(self, obj):
        return obj.assignments.values_list("pk", flat=True)


@admin.register(Indicator)
class IndicatorAdmin(JudgedAdmin, ReferenceAdmin):
    list_display = ["code", "name", "pillar", "kind", "unit", "over_time", "over_agencies"]
    list_filter = ["pillar", "kind"]
    search_fields = ["search_text", "name", "code"]
    list_select_related = ["pillar"]

    def items_of(self, obj):
        return obj.assignments.values_list("pk", flat=True)


class TargetInline(admin.TabularInline):
    """Targets change by an action, from a period on and by a document; here they are read."""

    model = Target
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Assignment)
class AssignmentAdmin(JudgedAdmin):
    list_display = ["indicator", "agency", "plan", "deadline", "weight"]
    list_filter = ["plan", "indicator__pillar"]
    search_fields = ["indicator__search_text", "agency__search_text"]
    list_select_related = ["agency", "indicator", "plan"]
    raw_id_fields = ["agency", "indicator", "part_of", "accountable", "document"]
    readonly_fields = ["plan", "agency", "indicator"]
    inlines = [TargetInline]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def items_of(self, obj):
        return [obj.pk]


@admin.register(Pillar)
class PillarAdmin(ReferenceAdmin):
    list_display = ["name", "code", "sort_order"]


@admin.register(Cause)
class CauseAdmin(ReferenceAdmin):
    list_display = ["name", "code", "kind", "remover"]
    list_select_related = ["remover"]
    raw_id_fields = ["remover", "province"]


@admin.register(Document)
class DocumentAdmin(ReferenceAdmin):
    list_display = ["__str__", "title", "issuer", "issued_on"]
    search_fields = ["number", "symbol", "title"]


@admin.register(Phrase)
class PhraseAdmin(ReferenceAdmin):
    list_display = ["text", "province", "sort_order"]
    list_select_related = ["province"]


@admin.register(DayOff)
class DayOffAdmin(ReferenceAdmin):
    list_display = ["on", "is_worked", "name"]


@admin.register(Bottleneck)
class BottleneckAdmin(AuditedAdmin):
    list_display = ["indicator", "cause", "owner", "confirmed_on", "due_on", "resolved_on"]
    list_select_related = ["indicator", "cause", "owner"]
    raw_id_fields = ["indicator", "cause", "owner", "confirmed_by"]

    def agency_of(self, obj):
        return obj.plan.province


@admin.register(Period)
class PeriodAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "plan", "data_from", "data_to", "due_on", "state", "checksum"]
    list_select_related = ["plan"]


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ["assignment", "period", "value", "numerator", "denominator", "status", "submitted_at"]
    list_select_related = ["assignment__agency", "assignment__indicator", "period__plan"]
    list_filter = ["status"]


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ["agency", "period", "signed_by", "submitted_at", "late_days"]
    list_select_related = ["agency", "period__plan", "signed_by"]


@admin.register(CauseClaim)
class CauseClaimAdmin(ReadOnlyAdmin):
    list_display = ["assignment", "cause", "outcome", "state", "holds_from", "holds_until"]
    list_select_related = ["assignment__agency", "assignment__indicator", "cause"]


@admin.register(Promise)
class PromiseAdmin(ReadOnlyAdmin):
    list_display = ["assignment", "due_on", "text", "made_at"]
    list_select_related = ["assignment__agency", "assignment__indicator"]
