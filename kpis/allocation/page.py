"""The page on which an agency's item is given to its divisions: a row for each, and what they come to together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import Any

from django import forms
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.clock import today
from agencies.models import Agency
from agencies.pages.days import DayField
from agencies.pages.stored import StoredForm
from dxtracker.lib.crumbs import Crumb
from kpis.allocation.actions import Agreement, Share, agreement, is_summed, is_withdrawn
from kpis.enums import Operator, PeriodState
from kpis.grammar import values
from kpis.grammar.numerals import written
from kpis.grammar.units import is_percent
from kpis.models import Assignment, Entry, Period, Plan, Target
from kpis.review.forms import LONGEST_REASON, FigureField
from kpis.standings.words import quantity, target_text


class PartForm(forms.Form):
    """What one division is given: a tick for a task, else the values of the whole's operator; an empty row is none."""

    def __init__(
        self, posted: Mapping | None = None, *, division: Agency, whole: Assignment, target: Target, **options
    ) -> None:
        super().__init__(posted, prefix=f"part-{division.pk}", **options)
        self.whole, self.operator = whole, target.operator
        if self.operator == Operator.DONE:
            self.fields["given"] = forms.BooleanField(label=_("Given"), required=False)
        else:
            for name, label in self._values(target):
                read = partial(values.number, percent_row=is_percent(target.unit))
                self.fields[name] = FigureField(label=label, read=read, required=False)
                self.fields[name].widget.attrs["inputmode"] = "decimal"
        self.fields["deadline"] = DayField(is_ahead=True, label=_("Deadline"), required=False)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {division.name}"

    def _values(self, target: Target) -> list[tuple[str, str]]:
        if self.operator == Operator.BETWEEN:
            return [("low", _("Low")), ("high", _("High"))]
        return [("low", f"{target.get_operator_display()} … {target.unit}".strip())]

    def clean(self) -> dict[str, Any]:
        """Values that a target may have, and a last day not after the whole's."""
        said = super().clean() or {}
        low, high, day = said.get("low"), said.get("high"), said.get("deadline")
        if low is not None and low < 0:
            self.add_error("low", _("A target is not negative."))
        is_read = "low" not in self.errors and "high" not in self.errors
        if self.operator == Operator.BETWEEN and is_read and not _in_order(low, high):
            self.add_error("high", _("The high value lies above the low one."))
        if day and self.whole.deadline and day > self.whole.deadline:
            self.add_error("deadline", _("A part is done by the deadline of the whole or earlier."))
        return said

    @property
    def is_given(self) -> bool:
        said = self.cleaned_data
        return bool(said.get("given")) or said.get("low") is not None


def _in_order(low: Decimal | None, high: Decimal | None) -> bool:
    """Whether both ends are there, the high above the low, or neither."""
    return low is high is None or (low is not None and high is not None and low < high)


class TermsForm(StoredForm):
    """From which month on, and that a difference is known; `held` is what the divisions hold by now."""

    month = forms.TypedChoiceField(label=gettext_lazy("In force from"), coerce=int)
    reason = forms.CharField(
        label=gettext_lazy("Reason, where there is one"), max_length=LONGEST_REASON, required=False
    )
    anyway = forms.BooleanField(label=gettext_lazy("Give it all the same"), required=False)

    def __init__(self, *args, periods: list[Period], held: Iterable[Assignment], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.held = held
        months: Any = self.fields["month"]
        months.choices = [(p.month, p.label) for p in periods]

    def stored(self) -> Any:
        """Every part with its deadline and targets: whom the page does not show is taken back."""
        return [
            (row.pk, row.part_of_id, row.deadline, row.withdrawn_from_id,
             sorted((goal.pk, goal.low, goal.high) for goal in row.targets.all()))
            for row in self.held
        ]  # fmt: skip

    def kept_fields(self) -> list[str]:
        """None: what stands is beside each row."""
        return []


@dataclass(frozen=True)
class PartRow:
    """A division with what it holds: its part, or an item of the same indicator that is no part yet."""

    division: Agency
    held: Assignment | None
    stands: Target | None
    form: PartForm

    @property
    def now(self) -> str:
        """The target that stands."""
        return target_text(self.stands) if self.stands else ""

    @property
    def is_part(self) -> bool:
        return self.held is not None and self.held.part_of_id is not None

    @property
    def item_url(self) -> str:
        return self.held.get_absolute_url() if self.held else ""

    @property
    def is_kept(self) -> bool:
        """Whether figures were entered for it: then it cannot be taken back."""
        return self.is_part and self.held.has_entries  # type: ignore[union-attr]


class AllocationSheet:
    """The page of one item, empty or with what was posted; five queries."""

    def __init__(self, whole: Assignment, posted: Mapping | None = None) -> None:
        self.whole, self.posted = whole, posted
        self.targets = list(whole.targets.select_related("in_force_from"))
        self.periods = open_to_parts(whole.plan, self.targets)
        first = {"month": self.periods[0].month} if self.periods else {}
        self.held = list(_held(whole))
        self.terms = TermsForm(posted, periods=self.periods, held=self.held, initial=first)
        self.rows = self._rows(self.target) if self.target else []

    @cached_property
    def period(self) -> Period | None:
        """The month chosen, else the first that may be."""
        chosen = self.terms.cleaned_data.get("month") if self.posted is not None and self.terms.is_valid() else None
        return next((p for p in self.periods if p.month == chosen), self.periods[0] if self.periods else None)

    @cached_property
    def target(self) -> Target | None:
        """The whole's target in force in that month."""
        return in_force(self.targets, self.period.month) if self.period else None

    @property
    def target_text(self) -> str:
        return target_text(self.target)

    @property
    def is_task(self) -> bool:
        return self.target is not None and self.target.operator == Operator.DONE

    @property
    def is_summed(self) -> bool:
        return is_summed(self.whole.indicator)

    @property
    def item_url(self) -> str:
        return self.whole.get_absolute_url()

    @property
    def crumbs(self) -> list[Crumb]:
        agency = self.whole.agency
        return [
            Crumb(agency.short_name or agency.name, agency.get_absolute_url()),
            Crumb(_("Give to divisions"), reverse("kpis:allocations", args=[agency.code])),
            Crumb(self.whole.indicator.name),
        ]

    def _rows(self, target: Target) -> list[PartRow]:
        """A row for each division that is alive, or that holds a part already; none for a part that was withdrawn."""
        held = {row.agency_id: row for row in self.held}
        gone = [key for key, row in held.items() if self.period and is_withdrawn(row, self.period)]
        parts = [key for key, row in held.items() if row.part_of_id]
        children = Agency.objects.filter(parent=self.whole.agency_id)
        alive = children.alive_on(today()).values("pk")
        found = children.filter(Q(pk__in=alive) | Q(pk__in=parts)).exclude(pk__in=gone).order_by("sort_order", "path")
        return [self._row(division, held.get(division.pk), target) for division in found]

    def _row(self, division: Agency, held: Assignment | None, target: Target) -> PartRow:
        month = self.period.month if self.period else 1
        stands = in_force(list(held.targets.all()), month) if held else None
        initial: dict[str, Any] = {"deadline": self.whole.deadline}
        if held and held.part_of_id and stands:
            initial = {"given": True, "deadline": held.deadline}
            percent = is_percent(stands.unit)
            initial |= {name: _typed(getattr(stands, name), percent) for name in ("low", "high")}
        form = PartForm(self.posted, division=division, whole=self.whole, target=target, initial=initial)
        return PartRow(division, held, stands, form)

    def is_valid(self) -> bool:
        """Whether all was understood; where each part must do what the whole must, a weaker one is refused."""
        forms_valid = [row.form.is_valid() for row in self.rows]
        if not (self.terms.is_valid() and all(forms_valid)):
            return False
        weaker = {share.division.pk for share in self.agreement.weaker}
        for row in self.rows:
            if row.division.pk in weaker:
                row.form.add_error(
                    "low", _("Weaker than the agency's target: %(target)s.") % {"target": self.target_text}
                )
        return not weaker

    @property
    def shares(self) -> list[Share]:
        """What was posted, in the order of the rows."""
        said = [(row.division, row.form.cleaned_data) for row in self.rows if row.form.is_given]
        return [Share(division, s.get("low"), s.get("high"), s.get("deadline")) for division, s in said]

    @property
    def standing_shares(self) -> list[Share]:
        """What the parts stand at, for a page on which nothing was posted."""
        parts = [(row.division, row.stands) for row in self.rows if row.is_part and row.stands]
        return [Share(division, stands.low, stands.high) for division, stands in parts]

    @property
    def agreement(self) -> Agreement:
        if self.target is None:
            return Agreement()
        shares = self.standing_shares if self.posted is None else self.shares
        return agreement(self.whole.indicator, self.target, shares)

    @property
    def said(self) -> list[str]:
        """How the parts stand to the whole, in words; empty without parts."""
        is_readable = self.posted is None or all(row.form.is_valid() for row in self.rows)
        if self.target is None or not is_readable:
            return []
        found, unit = self.agreement, self.target.unit
        lines = [] if found.low is None else [_sum_words(found.low, self.target.low, unit)]
        if found.high is not None:
            lines.append(_sum_words(found.high, self.target.high, unit))
        lines += [
            _("%(name)s: weaker than the agency's target.") % {"name": share.division.name} for share in found.weaker
        ]
        return lines

    @property
    def differs(self) -> bool:
        """Whether the tick is asked for: sums that do not come to the whole."""
        return bool(self.said) and self.agreement.differs


def open_to_parts(plan: Plan, targets: list[Target]) -> list[Period]:
    """The months from which parts may be given: after the last closed one, with a target of the whole in force."""
    periods = list(plan.periods.order_by("month"))
    closed = max((p.month for p in periods if p.is_closed), default=0)
    since = min((target.in_force_from.month for target in targets), default=13)
    return [p for p in periods if p.month > closed and p.month >= since]


def in_force(targets: list[Target], month: int) -> Target | None:
    """The target in force in a month, else the first that will be."""
    rows = sorted(targets, key=lambda target: target.in_force_from.month)
    earlier = [target for target in rows if target.in_force_from.month <= month]
    return earlier[-1] if earlier else next(iter(rows), None)


def _held(whole: Assignment):
    """The items of this indicator that the agency's divisions hold, with their targets: two queries."""
    entries = Entry.objects.filter(assignment=OuterRef("pk"))
    rows = Assignment.objects.filter(plan=whole.plan_id, indicator=whole.indicator_id, agency__parent=whole.agency_id)
    rows = rows.filter(Q(part_of=whole) | Q(part_of=None)).annotate(has_entries=Exists(entries))
    return rows.select_related("withdrawn_from").prefetch_related("targets__in_force_from").order_by("pk")


def _sum_words(difference: Decimal, whole: Decimal | None, unit: str) -> str:
    of = {"sum": quantity((whole or Decimal(0)) + difference, unit), "whole": quantity(whole, unit)}
    of["difference"] = quantity(abs(difference), unit)
    if not difference:
        return _("The parts add up to the agency's %(whole)s.") % of
    if difference > 0:
        return _("The parts add up to %(sum)s, %(difference)s more than the agency's %(whole)s.") % of
    return _("The parts add up to %(sum)s, %(difference)s less than the agency's %(whole)s.") % of


def _typed(value: Decimal | None, in_percent: bool) -> str:
    """A value as it is typed: "1.200", "62,5"."""
    return "" if value is None else written(value.normalize(), is_percent=in_percent)


@dataclass(frozen=True)
class Given:
    """One item of the agency: what it must reach, and how many divisions hold a part of it."""

    name: str
    target: str
    parts: int
    url: str


def given_of(agency: Agency, plan: Plan) -> list[Given]:
    """The agency's items of a plan that are still asked, with the number of such parts: two queries."""
    asked = Q(withdrawn_from=None) | Q(withdrawn_from__state=PeriodState.PLANNED)
    parts = Q(parts__withdrawn_from=None) | Q(parts__withdrawn_from__state=PeriodState.PLANNED)
    rows = Assignment.objects.filter(asked, agency=agency, plan=plan).select_related("indicator__pillar")
    rows = rows.annotate(given=Count("parts", filter=parts)).prefetch_related("targets__in_force_from")
    return [
        Given(
            row.indicator.name,
            target_text(in_force(list(row.targets.all()), 12)),
            row.given,  # type: ignore[attr-defined]
            reverse("kpis:allocation", args=[row.pk]),
        )
        for row in rows.order_by("indicator__pillar__sort_order", "sort_order", "pk")
    ]
