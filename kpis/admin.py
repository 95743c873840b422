"""Plans, items and the catalogue in the administration; figures are looked at here and changed by actions alone."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.reference.administration import ReadOnlyAdmin, ReadOnlyInline, ReasonForm, TracedAdmin, told
from kpis.catalogue.actions import keep, remove, set_milestones
from kpis.fields import PercentField, exceed_field, tolerance_field
from kpis.items.actions import edit_item
from kpis.models import (
    Assignment,
    Bottleneck,
    Cause,
    CauseClaim,
    DayOff,
    Document,
    Entry,
    Goal,
    Indicator,
    Milestone,
    Period,
    Phrase,
    Pillar,
    Plan,
    PlanRules,
    Promise,
    Report,
    Target,
)  # fmt: skip
from kpis.plans.forms import stamp
from kpis.plans.queries import RULES, what_would_move
from kpis.standings.foreseen import Foreseen


class CatalogueAdmin(TracedAdmin):
    """A change here moves standings: they are rewritten with it."""

    keep_row = staticmethod(keep)
    remove_row = staticmethod(remove)


class MilestoneForm(forms.ModelForm):
    share = PercentField(label=gettext_lazy("share of the target, %"))


class RulesFormSet(forms.BaseInlineFormSet):
    """The milestones of a plan, read after its thresholds: what both would move is shown before it is written."""

    moves: tuple[Foreseen, ...] = ()
    stamp = ""

    def clean(self) -> None:
        super().clean()
        if any(self.errors) or not self.instance.pk:
            return
        stored = Plan.objects.get(pk=self.instance.pk)
        fields = {name: getattr(self.instance, name) for name in (*RULES, "counts_no_activity")}
        moves = what_would_move(stored, milestones=self.shares(), **fields)
        if moves and self.data.get("seen") != stamp(moves):
            self.moves, self.stamp = moves, stamp(moves)
            raise forms.ValidationError(_("Nothing is written yet. Look below at what this changes, and confirm it."))

    def shares(self) -> dict[int, Decimal]:
        """The milestones that shall be: month → share."""
        kept = [row.cleaned_data for row in self.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]
        return {row["month"]: row["share"] for row in kept}


class MilestoneInline(admin.TabularInline):
    model = Milestone
    form = MilestoneForm
    formset = RulesFormSet
    extra = 0


class PlanForm(ReasonForm):
    """Thresholds are typed as per cent."""

    said_at = {"plan_bottlenecks_in_range": ("bottleneck_least", gettext_lazy("At least one agency."))}
    pace_tolerance = tolerance_field()
    exceed_threshold = exceed_field()
    bottleneck_share = PercentField(
        label=gettext_lazy("bottleneck from this share of the agencies, %"),
        help_text=gettext_lazy("The share of the agencies to which an indicator applies: 50 is half of them."),
    )  # fmt: skip


@admin.register(Plan)
class PlanAdmin(CatalogueAdmin):
    form = PlanForm
    change_form_template = "kpis/plans/admin_change.html"
    list_display = ["name", "province", "year", "calendar", "due_working_days"]
    list_select_related = ["province"]
    raw_id_fields = ["document"]
    fixed_once_added = ("province", "year")
    inlines = [MilestoneInline]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        set_milestones(form.instance, formset.shares(), **told(request, form))


@admin.register(PlanRules)
class PlanRulesAdmin(ReadOnlyAdmin):
    """They change on the page of their year."""

    list_display = ["plan", "month", "pace_tolerance", "exceed_threshold", "reason", "set_by", "set_at"]
    list_select_related = ["plan", "set_by"]


class IndicatorForm(ReasonForm):
    said_at = {
        "indicator_ratio_names_its_parts": (
            "numerator_label", gettext_lazy("A ratio names its numerator and its denominator.")
        ),
    }  # fmt: skip


@admin.register(Indicator)
class IndicatorAdmin(CatalogueAdmin):
    form = IndicatorForm
    list_display = ["code", "name", "pillar", "kind", "unit", "over_time", "over_agencies"]
    list_filter = ["pillar", "kind"]
    search_fields = ["search_text", "name", "code"]
    list_select_related = ["pillar"]
    fixed_once_added = ("province", "code")  # sheets and closed months know an indicator by its code


class TargetInline(ReadOnlyInline):
    """Targets change by an action, from a period on and by a document; here they are read."""

    model = Target


class AssignmentForm(ReasonForm):
    said_at = {"assignment_weight_positive": ("weight", gettext_lazy("A weight is greater than 0."))}


@admin.register(Assignment)
class AssignmentAdmin(TracedAdmin):
    form = AssignmentForm
    list_display = ["indicator", "agency", "plan", "deadline", "weight"]
    list_filter = ["plan", "indicator__pillar"]
    search_fields = ["indicator__search_text", "agency__search_text"]
    list_select_related = ["agency", "indicator", "plan"]
    raw_id_fields = ["accountable", "document", "applicable_by"]
    readonly_fields = [
        "plan", "agency", "indicator", "part_of", "given_to", "withdrawn_from", "withdrawn_because", "withdrawn_by",
        "is_illustrative",
    ]  # fmt: skip
    inlines = [TargetInline]
    keep_row = staticmethod(edit_item)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Pillar)
class PillarAdmin(CatalogueAdmin):
    list_display = ["name", "code", "sort_order"]


@admin.register(Cause)
class CauseAdmin(CatalogueAdmin):
    list_display = ["name", "code", "kind", "remover"]
    list_select_related = ["remover"]
    raw_id_fields = ["remover"]


class DocumentForm(ReasonForm):
    said_at = {"document_has_number_or_title": ("title", gettext_lazy("A document has a number or a title."))}


@admin.register(Document)
class DocumentAdmin(CatalogueAdmin):
    form = DocumentForm
    list_display = ["__str__", "title", "issuer", "issued_on"]
    search_fields = ["number", "symbol", "title"]


@admin.register(Phrase)
class PhraseAdmin(CatalogueAdmin):
    list_display = ["text", "province", "sort_order"]
    list_select_related = ["province"]


@admin.register(DayOff)
class DayOffAdmin(CatalogueAdmin):
    list_display = ["on", "is_worked", "name"]


@admin.register(Bottleneck)
class BottleneckAdmin(ReadOnlyAdmin):
    """Found by rule, confirmed and resolved on pages of their own."""

    list_display = ["indicator", "cause", "owner", "confirmed_on", "due_on", "resolved_on"]
    list_select_related = ["indicator", "cause", "owner"]


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


@admin.register(Goal)
class GoalAdmin(ReadOnlyAdmin):
    """Goals come and go by import."""

    list_display = ["indicator", "agency", "year", "raw", "document"]
    list_select_related = ["indicator", "agency", "document"]
    list_filter = ["year"]


@admin.register(Promise)
class PromiseAdmin(ReadOnlyAdmin):
    list_display = ["assignment", "due_on", "text", "made_at"]
    list_select_related = ["assignment__agency", "assignment__indicator"]
