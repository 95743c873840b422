"""Meetings to look at: they are written on pages of their own."""

from django.contrib import admin

from agencies.reference.administration import ReadOnlyAdmin, ReadOnlyInline
from steering.models import AgendaPoint, Conclusion, Meeting, Outcome, Question


class AgendaPointInline(ReadOnlyInline):
    model = AgendaPoint
    fields = ["order", "kind", "text"]


class OutcomeInline(ReadOnlyInline):
    model = Outcome
    fields = ["text", "link", "file_name", "at", "by", "is_accepted", "decided_by", "reason"]


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    list_display = ["held_on", "province", "period", "chair", "state", "number"]
    list_select_related = ["province", "period__plan"]
    list_filter = ["state"]
    inlines = [AgendaPointInline]


@admin.register(Conclusion)
class ConclusionAdmin(ReadOnlyAdmin):
    list_display = ["text", "meeting", "agency", "person", "due_on", "course", "done_on"]
    list_select_related = ["meeting", "agency", "person"]
    list_filter = ["course"]
    inlines = [OutcomeInline]


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ["text", "item", "period", "asked_at", "asked_by", "answered_at"]
    list_select_related = ["item__agency", "item__indicator", "period__plan", "asked_by"]
