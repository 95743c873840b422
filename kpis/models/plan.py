"""One year's programme of one province: calendar, thresholds, periods, the documents everything rests on."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.clock import today
from agencies.models.tree import PROVINCES
from kpis.enums import Calendar, PeriodState

FIRST_YEAR, LAST_YEAR = 2000, 2100  # outside of them a year is a slip of the pen
MOST_DUE_DAYS = 60
A_YEAR = _("A year from %(first)s to %(last)s.")
DUE_DAYS = _("A number of working days from 0 to %(n)s.")


class Documents(models.Manager["Document"]):
    """The newest first, of unknown day last; left to itself PostgreSQL puts these first, SQLite last."""

    def get_queryset(self) -> models.QuerySet["Document"]:
        return super().get_queryset().order_by(F("issued_on").desc(nulls_last=True), "number", "pk")


class Document(models.Model):
    """A legal basis: number, symbol, kind, issuer, date; each may be unknown, not all of number and title."""

    province = models.ForeignKey(
        "agencies.Agency", models.PROTECT, related_name="+", verbose_name=_("province"), limit_choices_to=PROVINCES
    )
    kind = models.CharField(_("kind"), max_length=60, blank=True)
    number = models.CharField(_("number"), max_length=40, blank=True)
    symbol = models.CharField(_("symbol"), max_length=40, blank=True)
    issuer = models.CharField(_("issuer"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    title = models.TextField(_("subject"), blank=True)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    objects = Documents()

    class Meta:
        ordering = ["-issued_on", "number", "pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [models.CheckConstraint(condition=~Q(number="", title=""), name="document_has_number_or_title")]

    def __str__(self):
        sign = "/".join(part for part in (self.number, self.symbol) if part) or self.title
        return " ".join(part for part in (self.kind, sign) if part)


class Rules(models.Model):
    """What a year is judged and counted by. Thresholds are shares: 0.10 is ten per cent."""

    pace_tolerance = models.DecimalField(_("pace tolerance"), max_digits=5, decimal_places=4, default=0)
    exceed_threshold = models.DecimalField(_("exceeded beyond"), max_digits=5, decimal_places=4, default=0)
    evidence_multiple = models.DecimalField(
        _("evidence wanted from this multiple"), max_digits=6, decimal_places=2, default=2
    )
    counts_no_activity = models.BooleanField(_("no activity stays in the denominator"), default=False)
    shows_score = models.BooleanField(_("shows the weighted score"), default=False)
    bottleneck_least = models.PositiveSmallIntegerField(_("bottleneck from so many agencies"), default=3)
    bottleneck_share = models.DecimalField(
        _("bottleneck from this share of the agencies"), max_digits=5, decimal_places=4, default=Decimal("0.5")
    )

    class Meta:
        abstract = True


THRESHOLDS_IN_RANGE = Q(pace_tolerance__gte=0, pace_tolerance__lt=1, exceed_threshold__gte=0)
BOTTLENECKS_IN_RANGE = Q(bottleneck_least__gte=1, bottleneck_share__gt=0, bottleneck_share__lte=1)


class Plan(Rules):
    """A year with the rules that it began with; those that came later stand in PlanRules."""

    province = models.ForeignKey(
        "agencies.Agency", models.PROTECT, related_name="plans", verbose_name=_("province"), limit_choices_to=PROVINCES
    )
    year = models.PositiveSmallIntegerField(_("year"))
    name = models.CharField(_("name"), max_length=200)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("legal basis")
    )
    calendar = models.CharField(_("calendar"), max_length=12, choices=Calendar, default=Calendar.FIFTEENTH)
    due_working_days = models.PositiveSmallIntegerField(_("working days until due"), default=3)
    shares: "Mapping[int, Decimal] | None" = None  # its milestones (month → share), where they were read with it
    as_begun: "Plan | None" = None  # where this one carries the rules of a later month (kpis.queries.ruled)

    class Meta:
        ordering = ["-year"]
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.UniqueConstraint(fields=["province", "year"], name="plan_once_a_year"),
            models.CheckConstraint(condition=THRESHOLDS_IN_RANGE, name="plan_thresholds_in_range"),
            models.CheckConstraint(condition=BOTTLENECKS_IN_RANGE, name="plan_bottlenecks_in_range"),
        ]

    def __str__(self):
        return self.name

    def clean(self) -> None:
        """A year and a number of days that somebody can have meant."""
        if self.year is not None and not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValidationError({"year": A_YEAR % {"first": FIRST_YEAR, "last": LAST_YEAR}})
        if self.due_working_days is not None and self.due_working_days > MOST_DUE_DAYS:
            raise ValidationError({"due_working_days": DUE_DAYS % {"n": MOST_DUE_DAYS}})


class PlanRules(Rules):
    """The rules of a year from a month on, until the next such row; before the first those of the plan hold.

    `milestones` are all of them: month → share of the target, both as text.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="later_rules", verbose_name=_("plan"))
    month = models.PositiveSmallIntegerField(_("from month"))
    milestones = models.JSONField(_("milestones"), default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    set_at = models.DateTimeField(_("set at"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("set by")
    )

    class Meta:
        ordering = ["plan", "month"]
        verbose_name = _("rules of a year from a month on")
        verbose_name_plural = _("rules of years from a month on")
        constraints = [
            models.UniqueConstraint(fields=["plan", "month"], name="rules_once_a_month"),
            models.CheckConstraint(condition=Q(month__gte=2, month__lte=12), name="rules_month_2_to_12"),
            models.CheckConstraint(condition=THRESHOLDS_IN_RANGE, name="rules_thresholds_in_range"),
            models.CheckConstraint(condition=BOTTLENECKS_IN_RANGE, name="rules_bottlenecks_in_range"),
        ]

    def __str__(self):
        return f"{self.plan}: {self.month}"


class Milestone(models.Model):
    """The share of a year's target that a plan wants by the end of a month, in place of the straight line."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="milestones", verbose_name=_("plan"))
    month = models.PositiveSmallIntegerField(_("month"))
    share = models.DecimalField(_("share of the target"), max_digits=5, decimal_places=4)

    class Meta:
        ordering = ["plan", "month"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.UniqueConstraint(fields=["plan", "month"], name="milestone_once_a_month"),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12, share__gte=0, share__lte=1),
                name="milestone_in_range",
            ),
        ]

    def __str__(self):
        return f"{self.month}: {self.share}"


class Period(models.Model):
    """A reporting month of a plan. Closed, its standings are frozen and `checksum` is what reports print."""

    get_absolute_url: Callable[[], str]  # the roof says where (dxtracker/pages.py)
    has_items: bool = True  # whether any item stands in it, where that was read with it
    version: int | None = None  # of its province, where it was read with it (agencies/versions/)

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="periods", verbose_name=_("plan"))
    month = models.PositiveSmallIntegerField(_("month"))
    data_from = models.DateField(_("figures from"))
    data_to = models.DateField(_("figures to"))
    due_on = models.DateField(_("due on"))
    rules = models.ForeignKey(
        PlanRules, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rules of the month"),
        help_text=_("Empty: those that the year began with."),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=8, choices=PeriodState, default=PeriodState.PLANNED)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    checksum = models.CharField(_("checksum"), max_length=64, blank=True)

    class Meta:
        ordering = ["plan", "month"]
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        constraints = [
            models.UniqueConstraint(fields=["plan", "month"], name="period_once_a_month"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="period_month_1_to_12"),
            models.CheckConstraint(condition=Q(data_to__gte=F("data_from")), name="period_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(due_on__gte=F("data_to")), name="period_due_after_its_end"),
            models.CheckConstraint(
                condition=~Q(state=PeriodState.CLOSED) | (~Q(checksum="") & Q(closed_at__isnull=False)),
                name="period_closed_has_checksum",
            ),
        ]

    def __str__(self):
        return f"{self.month}/{self.plan.year}"

    @property
    def label(self) -> str:
        """How a month is named on screen: "Tháng 10/2022"."""
        return gettext("Month %(month)s/%(year)s") % {"month": self.month, "year": self.plan.year}

    @property
    def within(self) -> str:
        """How a month is named inside a sentence: "tháng 10/2022"."""
        return gettext("month %(month)s/%(year)s") % {"month": self.month, "year": self.plan.year}

    @property
    def is_begun(self) -> bool:
        """Whether it was opened ever: of a month that was not, nothing is judged and nothing can be counted."""
        return self.state != PeriodState.PLANNED

    @property
    def is_open(self) -> bool:
        """Whether figures still come: what is shown of it is provisional."""
        return self.state == PeriodState.OPEN

    @property
    def is_closed(self) -> bool:
        """Whether its figures are frozen, until it is opened again."""
        return self.state == PeriodState.CLOSED

    @property
    def seen_on(self) -> date:
        """The day up to which it is known: today while an open month runs, else the last day of its figures."""
        return min(self.data_to, today()) if self.is_open else self.data_to

    @property
    def last_day_over(self) -> date:
        """The last of its days that has passed: what was promised for it has been kept or broken."""
        return min(self.data_to, today() - timedelta(days=1)) if self.is_open else self.data_to


class Reopening(models.Model):
    """A dated, reasoned, time-boxed act of the standing body on a closed period."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="reopenings")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    until = models.DateTimeField(_("until"))
    closed_at = models.DateTimeField(_("closed again at"), null=True, blank=True)
    checksum_before = models.CharField(max_length=64)

    class Meta:
        ordering = ["at"]
        verbose_name = _("reopening")
        verbose_name_plural = _("reopenings")
        constraints = [
            models.UniqueConstraint(fields=["period"], condition=Q(closed_at=None), name="reopening_one_at_a_time"),
            models.CheckConstraint(condition=~Q(reason=""), name="reopening_has_reason"),
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="reopening_is_time_boxed"),
        ]

    def __str__(self):
        return f"{self.period}: {self.reason}"


class DayOff(models.Model):
    """An administrator's own day: off, or worked although the calendar says off (swapped days)."""

    province = models.ForeignKey(
        "agencies.Agency", models.CASCADE, related_name="+", verbose_name=_("province"), limit_choices_to=PROVINCES
    )
    on = models.DateField(_("day"))
    is_worked = models.BooleanField(_("worked"), default=False)
    name = models.CharField(_("name"), max_length=120, blank=True)

    class Meta:
        ordering = ["on"]
        verbose_name = _("day off or swapped")
        verbose_name_plural = _("days off and swapped")
        constraints = [models.UniqueConstraint(fields=["province", "on"], name="day_off_once")]

    def __str__(self):
        return f"{self.on:%d/%m/%Y}"
