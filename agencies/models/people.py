"""People and the roles they hold. Personal accounts only; a role is data with a beginning and an end."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Language, LinkKind, Role

if TYPE_CHECKING:
    from agencies.models.tree import Agency

# Who did something, as the rows of every app name them: always somebody, or nobody where it was not done by a person.
SOMEBODY = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}
PERSON = SOMEBODY | {"null": True}


class User(AbstractUser):
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("full name"), max_length=120)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.VIETNAMESE)
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)
    is_system = models.BooleanField(_("a system, not a person"), default=False, db_default=False, editable=False)

    REQUIRED_FIELDS = ["email", "full_name"]
    reads_in: int | None = None  # the province (key) of the page that is open, as its first question of rights says

    class Meta:
        ordering = ["username"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self):
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name


def in_force_on(day: date, of: str = "") -> Q:
    """Whether a membership is in force on a day; `of` leads to it from another table: "memberships__"."""
    begun = Q(**{f"{of}since": None}) | Q(**{f"{of}since__lte": day})
    return begun & (Q(**{f"{of}until": None}) | Q(**{f"{of}until__gte": day}))


class MembershipQuerySet(models.QuerySet):
    def in_force_on(self, day: date):
        return self.filter(in_force_on(day))

    def of_people(self):
        """Not those of systems, which nobody writes to, asks or names."""
        return self.filter(user__is_system=False)


class Membership(models.Model):
    """A person's role at an agency; `until` is its last day. Acting heads carry the number of the decision.

    A role above the provinces is held at none.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    agency = models.ForeignKey(
        "agencies.Agency", models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("agency")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    post = models.CharField(_("post"), max_length=120, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    is_acting = models.BooleanField(_("acting"), default=False)
    decision_number = models.CharField(_("number of the decision"), max_length=60, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["agency", "role", "since"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="membership_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(is_acting=False) | ~Q(decision_number=""), name="membership_acting_by_decision"
            ),
            models.UniqueConstraint(
                fields=["user", "agency", "role"], condition=Q(until=None), name="membership_open_once"
            ),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(until=None, agency=None), name="membership_above_open_once"
            ),
            models.CheckConstraint(
                condition=Q(agency=None, role=Role.COUNTRY) | (Q(agency__isnull=False) & ~Q(role=Role.COUNTRY)),
                name="membership_above_provinces_at_none",
                violation_error_message=_("Every role is held at an agency, but the one above provinces."),
            ),
        ]

    def __str__(self):
        place = f" · {self.agency}" if self.agency else ""
        return f"{self.user} · {self.get_role_display()}{place}"

    def clean(self) -> None:
        """The constraint of the same in words: it is met by forms, sheets, the administration and commands alike."""
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": _("The last day is before the first.")})

    @property
    def place(self) -> "Agency":
        """The agency of a role that is held at one; raises ValueError for one above provinces."""
        if self.agency is None:
            raise ValueError("a role above provinces is held at no agency")
        return self.agency


class FailedLogin(models.Model):
    """A wrong password at the door, kept for a day: whose name, from where, and a short keyed hash of what was tried.

    The hash is too short to lead back to a password, and long enough to tell that many names were tried with one.
    """

    at = models.DateTimeField(_("at"), db_index=True)
    name = models.CharField(_("user name"), max_length=150)
    address = models.GenericIPAddressField(_("address"))
    tried = models.CharField(_("hash of the password tried"), max_length=6)

    class Meta:
        ordering = ["at"]
        verbose_name = _("failed login")
        verbose_name_plural = _("failed logins")

    def __str__(self):
        return f"{self.name} · {self.address}"


class OneTimeLink(models.Model):
    """A link with which a person chooses a password, once and until a moment. Only a keyed hash of it is kept.

    `asked_from` is the address from which a forgotten password was reported.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="links", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=10, choices=LinkKind)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"), db_index=True)
    made_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )
    asked_from = models.GenericIPAddressField(_("address"), null=True, blank=True)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("one-time link")
        verbose_name_plural = _("one-time links")

    def __str__(self):
        return f"{self.get_kind_display()} · {self.user}"
