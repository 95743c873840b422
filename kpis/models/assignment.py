"""Items: an indicator given to an agency in a plan, and the targets in force from a period on."""

from collections.abc import Callable

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kpis.enums import Operator
from kpis.models.indicator import Indicator
from kpis.models.plan import Document, Period, Plan

TARGET_DIGITS = {"max_digits": 15, "decimal_places": 3}  # SQLite keeps 15 digits: no more anywhere


class Assignment(models.Model):
    """One lead agency, any number of coordinating ones. Identity is agency + indicator + plan.

    The agency of identity is the one that it was given to (`given_to` where another leads it now, docs/adr/0021).
    """

    get_absolute_url: Callable[[], str]  # the roof says where (dxtracker/pages.py)

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="assignments", verbose_name=_("plan"))
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="assignments", verbose_name=_("agency"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="assignments", verbose_name=_("indicator"))
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    code = models.CharField(_("code"), max_length=40, blank=True)
    section = models.TextField(_("section"), blank=True)
    product = models.TextField(_("product"), blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    is_recurring = models.BooleanField(_("all year round"), default=False)
    applicable_from = models.DateField(_("applies from"), null=True, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=8, decimal_places=3, default=1)
    accountable = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("accountable person"),
    )  # fmt: skip
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("legal basis")
    )
    sort_order = models.PositiveIntegerField(_("order"), default=0)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)
    given_to = models.ForeignKey(
        "agencies.Agency", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("first given to"),
        help_text=_("Where the item has passed to another agency since; part of its identity then."),
    )  # fmt: skip
    applicable_by = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("applies from, by document")
    )
    withdrawn_from = models.ForeignKey(
        Period, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("withdrawn from")
    )
    withdrawn_because = models.TextField(_("reason of the withdrawal"), blank=True, default="", db_default="")
    withdrawn_by = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("withdrawn by document")
    )

    class Meta:
        ordering = ["agency", "sort_order", "pk"]
        verbose_name = _("assigned item")
        verbose_name_plural = _("assigned items")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "agency", "indicator"], condition=Q(given_to=None), name="assignment_once"
            ),
            models.UniqueConstraint(
                fields=["plan", "given_to", "indicator", "agency"],
                condition=Q(given_to__isnull=False),
                name="assignment_passed_on_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_from=None) | ~Q(withdrawn_because=""), name="assignment_withdrawn_for_a_reason"
            ),
            models.CheckConstraint(condition=Q(weight__gt=0), name="assignment_weight_positive"),
            models.CheckConstraint(condition=~Q(pk=F("part_of")), name="assignment_not_part_of_itself"),
        ]
        indexes = [
            models.Index(fields=["plan", "indicator"], name="assignment_by_indicator"),
            models.Index(fields=["agency", "plan"], name="assignment_by_agency"),
        ]

    def __str__(self):
        return f"{self.agency} · {self.indicator}"

    @property
    def title(self) -> str:
        """The indicator's name, with whom the item was given to where another leads it: an heir may hold it twice."""
        name, first = self.indicator.name, self.given_to if self.is_anothers else None
        return f"{name} ({first.short_name or first.name})" if first else name

    @property
    def is_anothers(self) -> bool:
        """Whether it was given to another agency than the one that leads it now: an item may come back."""
        return self.given_to_id not in (None, self.agency_id)


class Handover(models.Model):
    """An item passes from one lead agency to another, from a month on; the months before keep the one that led them."""

    assignment = models.ForeignKey(
        Assignment, models.CASCADE, related_name="handovers", verbose_name=_("assigned item")
    )
    in_force_from = models.ForeignKey(Period, models.PROTECT, related_name="+", verbose_name=_("in force from"))
    before = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", verbose_name=_("agency before"))
    after = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", verbose_name=_("agency after"))
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        ordering = ["assignment", "in_force_from__month"]
        verbose_name = _("handover of an item")
        verbose_name_plural = _("handovers of items")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "in_force_from"], name="handover_once_a_period"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="handover_between_two_agencies"),
        ]

    def __str__(self):
        return f"{self.before} → {self.after}"


class Coordination(models.Model):
    """A coordinating agency of an item; a body outside the tree is kept as written."""

    assignment = models.ForeignKey(
        Assignment, models.CASCADE, related_name="coordinations", verbose_name=_("assigned item")
    )
    agency = models.ForeignKey(
        "agencies.Agency", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    note = models.TextField(_("as written"), blank=True)

    class Meta:
        ordering = ["assignment", "pk"]
        verbose_name = _("coordinating agency")
        verbose_name_plural = _("coordinating agencies")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "agency"], name="coordination_once"),
            models.CheckConstraint(condition=Q(agency__isnull=False) | ~Q(note=""), name="coordination_names_somebody"),
        ]

    def __str__(self):
        return str(self.agency or self.note)


class Target(models.Model):
    """Operator, low, high, unit and the words as written, in force from a period on, by a document.

    `low` holds the value of every operator but `done`; `high` only that of `between`.
    """

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="targets", verbose_name=_("assigned item"))
    in_force_from = models.ForeignKey(Period, models.PROTECT, related_name="+", verbose_name=_("in force from"))
    operator = models.CharField(_("operator"), max_length=8, choices=Operator)
    low = models.DecimalField(_("low"), null=True, blank=True, **TARGET_DIGITS)
    high = models.DecimalField(_("high"), null=True, blank=True, **TARGET_DIGITS)
    baseline = models.DecimalField(_("baseline"), null=True, blank=True, **TARGET_DIGITS)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    raw = models.CharField(_("as written"), max_length=400, blank=True)
    milestones = models.JSONField(
        _("own milestones"), default=dict, db_default=models.Value({}, models.JSONField()), blank=True,
        help_text=_("Month → share of the target wanted by its end, in place of the year's pace."),
    )  # fmt: skip
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by document")
    )
    set_at = models.DateTimeField(_("set at"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("set by")
    )
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["assignment", "in_force_from__month"]
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "in_force_from"], name="target_once_a_period"),
            models.CheckConstraint(
                condition=Q(operator=Operator.DONE, low=None, high=None)
                | Q(operator=Operator.BETWEEN, low__isnull=False, high__isnull=False, high__gt=F("low"))
                | (~Q(operator__in=[Operator.DONE, Operator.BETWEEN]) & Q(low__isnull=False, high=None)),
                name="target_has_the_values_of_its_operator",
            ),
            models.CheckConstraint(condition=Q(low=None) | Q(low__gte=0), name="target_not_negative"),
        ]

    def __str__(self):
        return self.raw or f"{self.get_operator_display()} {self.low}"
