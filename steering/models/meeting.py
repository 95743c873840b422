"""A meeting of the committee and the points of its agenda."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.people import PERSON
from agencies.models.tree import PROVINCES
from steering.enums import MeetingState, PointKind


class Meeting(models.Model):
    """A session of a province's committee on a month. Chair and members are written as the paper names them."""

    province = models.ForeignKey(
        "agencies.Agency", models.PROTECT, related_name="+", verbose_name=_("province"), limit_choices_to=PROVINCES
    )
    period = models.ForeignKey("kpis.Period", models.PROTECT, related_name="+", verbose_name=_("month"))
    held_on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    chair = models.CharField(_("chair"), max_length=200)
    members = models.TextField(_("members"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    number = models.CharField(_("number"), max_length=60, blank=True)
    announced_on = models.DateField(_("announced on"), null=True, blank=True)
    signatory = models.CharField(_("who signs"), max_length=120, blank=True)
    signatory_post = models.CharField(_("post of who signs"), max_length=120, blank=True)  # a line on paper each
    planned_at = models.DateTimeField(_("planned at"))
    planned_by = models.ForeignKey(verbose_name=_("planned by"), **PERSON)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.UniqueConstraint(fields=["province", "held_on"], name="meeting_once_a_day"),
            models.CheckConstraint(condition=~Q(chair=""), name="meeting_has_a_chair"),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.ANNOUNCED) | ~Q(number="") & Q(announced_on__isnull=False),
                name="meeting_announced_by_a_number",
            ),
        ]

    def __str__(self):
        return f"{self.held_on:%d/%m/%Y}"


class AgendaPoint(models.Model):
    """One point: what it is about, and the item, indicator (a bottleneck's), agency or conclusion that it names."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="points", verbose_name=_("meeting"))
    order = models.PositiveIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=10, choices=PointKind, default=PointKind.OTHER)
    text = models.TextField(_("text"))
    item = models.ForeignKey(
        "kpis.Assignment", models.PROTECT, verbose_name=_("assigned item"), null=True, blank=True, related_name="+"
    )
    indicator = models.ForeignKey(
        "kpis.Indicator", models.PROTECT, verbose_name=_("indicator"), null=True, blank=True, related_name="+"
    )
    agency = models.ForeignKey(
        "agencies.Agency", models.PROTECT, verbose_name=_("agency"), null=True, blank=True, related_name="+"
    )
    conclusion = models.ForeignKey(
        "steering.Conclusion", models.PROTECT, verbose_name=_("conclusion"), null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["meeting", "order", "pk"]
        verbose_name = _("point of the agenda")
        verbose_name_plural = _("points of the agenda")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="agenda_point_says_something")]

    def __str__(self):
        return self.text
