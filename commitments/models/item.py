"""What was promised: items in the words that were signed, what they are linked to, how they came to be fulfilled."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.people import PERSON
from commitments.enums import Way
from commitments.models.amendment import Amendment
from commitments.models.signing import Commitment
from kpis.enums import ClaimState, Operator
from kpis.models.assignment import TARGET_DIGITS


class CommitmentItem(models.Model):
    """One thing promised, in the words that were signed; linked to assigned items where there are some."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="items", verbose_name=_("commitment"))
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("as signed"))
    way = models.CharField(_("fulfilled"), max_length=9, choices=Way, default=Way.CONFIRMED)
    assignments = models.ManyToManyField(
        "kpis.Assignment",
        through="ItemLink",
        blank=True,
        related_name="commitment_items",
        verbose_name=_("assigned items"),
    )
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    added_by = models.ForeignKey(
        Amendment, models.PROTECT, null=True, blank=True, related_name="added_items", verbose_name=_("added by")
    )
    withdrawn_by = models.ForeignKey(
        Amendment, models.PROTECT, null=True, blank=True, related_name="withdrawn_items", verbose_name=_("withdrawn by")
    )
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["commitment", "order"]
        verbose_name = _("committed item")
        verbose_name_plural = _("committed items")
        constraints = [
            models.UniqueConstraint(fields=["commitment", "order"], name="commitment_item_order_once"),
            models.CheckConstraint(condition=~Q(text=""), name="commitment_item_has_text"),
        ]

    def __str__(self):
        return self.text


class ItemLink(models.Model):
    """An item stands for an assigned item: the terms that are agreed now, as signed or as last amended.

    `operator` is empty where no target was signed. `is_part`: a share of the target was signed, which is held
    against the whole with the other shares, and not against the target itself. `accountable` None: nobody was named.
    """

    item = models.ForeignKey(CommitmentItem, models.CASCADE, related_name="links", verbose_name=_("committed item"))
    assignment = models.ForeignKey(
        "kpis.Assignment", models.PROTECT, related_name="commitment_links", verbose_name=_("assigned item")
    )
    is_part = models.BooleanField(_("a part of it"), default=False)
    operator = models.CharField(_("operator"), max_length=8, choices=Operator, blank=True)
    low = models.DecimalField(_("low"), null=True, blank=True, **TARGET_DIGITS)
    high = models.DecimalField(_("high"), null=True, blank=True, **TARGET_DIGITS)
    baseline = models.DecimalField(_("baseline"), null=True, blank=True, **TARGET_DIGITS)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    raw = models.CharField(_("target as signed"), max_length=400, blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    owner = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", verbose_name=_("lead agency"))
    accountable = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("accountable person"),
    )  # fmt: skip

    class Meta:
        ordering = ["item", "pk"]
        verbose_name = _("link to an assigned item")
        verbose_name_plural = _("links to assigned items")
        constraints = [
            models.UniqueConstraint(fields=["item", "assignment"], name="item_link_once"),
            models.CheckConstraint(
                condition=Q(operator__in=["", Operator.DONE], low=None, high=None)
                | Q(operator=Operator.BETWEEN, low__isnull=False, high__isnull=False)
                | (~Q(operator__in=["", Operator.BETWEEN, Operator.DONE]) & Q(low__isnull=False, high=None)),
                name="item_link_has_the_values_of_its_operator",
            ),
        ]

    def __str__(self):
        return f"{self.item_id} → {self.assignment_id}"


class Fulfilment(models.Model):
    """The word of those who promised that an item of its own way is fulfilled, and what the other party said to it."""

    item = models.ForeignKey(
        CommitmentItem, models.PROTECT, related_name="fulfilments", verbose_name=_("committed item")
    )
    fulfilled_on = models.DateField(_("fulfilled on"))
    document_number = models.CharField(_("number of the document"), max_length=60, blank=True)
    document_on = models.DateField(_("date of the document"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    state = models.CharField(_("state"), max_length=9, choices=ClaimState, default=ClaimState.CLAIMED)
    claimed_at = models.DateTimeField(_("said at"))
    claimed_by = models.ForeignKey(verbose_name=_("said by"), **PERSON)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(verbose_name=_("decided by"), blank=True, **PERSON)
    decision_reason = models.TextField(_("reason"), blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)  # then it is refused, once confirmed
    revoked_by = models.ForeignKey(verbose_name=_("revoked by"), blank=True, **PERSON)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    class Meta:
        ordering = ["item", "claimed_at", "pk"]
        verbose_name = _("fulfilment of an item")
        verbose_name_plural = _("fulfilments of items")
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=~Q(state=ClaimState.REFUSED), name="fulfilment_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.CLAIMED) | Q(decided_at__isnull=False), name="fulfilment_decided_is_dated"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(state=ClaimState.REFUSED), name="fulfilment_revoked_is_refused"
            ),
        ]

    def __str__(self):
        return f"{self.item_id}: {self.get_state_display()}"
