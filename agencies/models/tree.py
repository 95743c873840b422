"""The tree of agencies: nodes that have a life, names that change with time, aliases, successions.

`path` is a materialised path of digits, four for each level. Digits sort alike under every collation, so that a
subtree is one index range on SQLite and on PostgreSQL (docs/adr/0007).
"""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.enums import Level, Reorganising, SuccessionKind
from dxtracker.lib.text import fold, same_name_key

STEP = 4
PATH_LENGTH = 6 * STEP
PROVINCES = {"level": Level.PROVINCE}


class PeerGroupQuerySet(models.QuerySet):
    def of(self, province: "Agency"):
        """The groups that a province knows: those of everybody, and its own."""
        return self.filter(Q(province=None) | Q(province=province))


class PeerGroup(models.Model):
    """Agencies that are compared with each other: departments, central bodies, districts, communes.

    Without a province it is everybody's, and nobody's to change.
    """

    province = models.ForeignKey(
        "agencies.Agency", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("province"),
        limit_choices_to=PROVINCES,
    )  # fmt: skip
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    sort_order = models.PositiveIntegerField(_("order"), default=0)

    objects = PeerGroupQuerySet.as_manager()

    class Meta:
        ordering = ["sort_order", "code"]
        verbose_name = _("peer group")
        verbose_name_plural = _("peer groups")

    def __str__(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name


class AgencyQuerySet(models.QuerySet):
    def within(self, node: "Agency"):
        """The node and everything below it: one range of the path index."""
        return self.filter(path__gte=node.path, path__lte=node.path_end)

    def alive_on(self, day: date):
        return self.filter(Q(active_from=None) | Q(active_from__lte=day), Q(active_to=None) | Q(active_to__gte=day))

    def reporting_level(self):
        """Agencies that report to the province themselves: not the province, not their divisions."""
        return self.filter(level=Level.AGENCY)


class Agency(models.Model):
    """A node of the tree. Never deleted: it ends (`active_to`), and a succession says what came after."""

    get_absolute_url: Callable[[], str]  # the roof says where (dxtracker/pages.py)

    province = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("province"),
        limit_choices_to=PROVINCES,
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    path = models.CharField(max_length=PATH_LENGTH, unique=True, editable=False)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    code = models.CharField(_("code"), max_length=40)
    unit_code = models.CharField(_("official unit code"), max_length=10, blank=True)
    name = models.CharField(_("name"), max_length=200, help_text=_("The latest one; earlier names stay in the list."))
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    peer_group = models.ForeignKey(
        PeerGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agencies",
        verbose_name=_("peer group"),
    )
    sort_order = models.PositiveIntegerField(_("order"), default=0)
    active_from = models.DateField(_("active from"), null=True, blank=True)
    active_to = models.DateField(_("active to"), null=True, blank=True)
    is_illustrative = models.BooleanField(_("illustrative"), default=False)
    search_text = models.CharField(max_length=400, editable=False, default="")

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["sort_order", "path"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        constraints = [
            models.UniqueConstraint(fields=["province", "code"], name="agency_code_once_in_province"),
            models.UniqueConstraint(fields=["code"], condition=Q(province=None), name="province_code_once"),
            models.CheckConstraint(
                condition=Q(level=Level.PROVINCE, parent=None, province=None)
                | (~Q(level=Level.PROVINCE) & Q(parent__isnull=False, province__isnull=False)),
                name="agency_only_a_province_is_a_root",
            ),
            models.CheckConstraint(
                condition=Q(active_from=None) | Q(active_to=None) | Q(active_to__gte=F("active_from")),
                name="agency_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["province", "level", "sort_order"], name="agency_by_province_level")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.search_text = fold(f"{self.name} {self.short_name} {self.code}")
        super().save(*args, **kwargs)

    @property
    def path_end(self) -> str:
        return self.path + "9" * (PATH_LENGTH - len(self.path))

    @property
    def root_id(self) -> int:
        """The province this node belongs to: itself where it is one."""
        return self.province_id or self.pk

    def has_ended_by(self, day: date) -> bool:
        """Whether its last day lies before `day`: then nothing is asked of it any more."""
        return self.active_to is not None and self.active_to < day

    def is_within(self, node: "Agency") -> bool:
        return self.path.startswith(node.path)


class AgencyName(models.Model):
    """A name and the days on which it was the official one; a report of 2022 prints the name of 2022."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="names", verbose_name=_("agency"))
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        ordering = ["agency", "valid_from"]
        verbose_name = _("name of an agency")
        verbose_name_plural = _("names of agencies")
        constraints = [
            models.UniqueConstraint(fields=["agency", "valid_from"], name="agency_name_begins_once"),
            models.UniqueConstraint(
                fields=["agency"], condition=Q(valid_from=None), name="agency_name_one_without_beginning"
            ),
            models.UniqueConstraint(fields=["agency"], condition=Q(valid_to=None), name="agency_name_one_without_end"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="agency_name_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return self.name


class AgencyAlias(models.Model):
    """Another way in which sheets write an agency; compared by `key` (tone placement and case do not matter)."""

    province = models.ForeignKey(
        Agency, models.CASCADE, related_name="+", verbose_name=_("province"), limit_choices_to=PROVINCES
    )
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="aliases", verbose_name=_("agency"))
    alias = models.CharField(_("alias"), max_length=200)
    key = models.CharField(max_length=220, editable=False)

    class Meta:
        ordering = ["agency", "alias"]
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [models.UniqueConstraint(fields=["province", "key"], name="alias_once_in_province")]

    def __str__(self):
        return self.alias

    def save(self, *args, **kwargs):
        self.key = same_name_key(self.alias)
        super().save(*args, **kwargs)


class PhraseAlias(models.Model):
    """What a phrase for many bodies ("các bộ, ngành") means in a province's sheets: a peer group, or some agencies."""

    province = models.ForeignKey(
        Agency, models.CASCADE, related_name="+", verbose_name=_("province"), limit_choices_to=PROVINCES
    )
    phrase = models.CharField(_("as written"), max_length=200)
    key = models.CharField(max_length=220, editable=False)
    group = models.ForeignKey(
        PeerGroup, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("peer group")
    )
    agencies = models.ManyToManyField(Agency, related_name="+", blank=True, verbose_name=_("agencies"))

    class Meta:
        ordering = ["province", "phrase"]
        verbose_name = _("remembered phrase")
        verbose_name_plural = _("remembered phrases")
        constraints = [models.UniqueConstraint(fields=["province", "key"], name="phrase_alias_once")]

    def __str__(self):
        return self.phrase

    def save(self, *args, **kwargs):
        self.key = same_name_key(self.phrase)
        super().save(*args, **kwargs)


class Succession(models.Model):
    """What became of an agency, from which day, by which legal basis. A code is no identity."""

    predecessor = models.ForeignKey(Agency, models.PROTECT, related_name="successions", verbose_name=_("agency before"))
    successor = models.ForeignKey(Agency, models.PROTECT, related_name="origins", verbose_name=_("agency after"))
    kind = models.CharField(_("kind"), max_length=8, choices=SuccessionKind)
    effective_on = models.DateField(_("effective on"))
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    reorganisation = models.ForeignKey(
        "agencies.Reorganisation", models.PROTECT, null=True, blank=True, related_name="successions",
        verbose_name=_("reorganisation"),
    )  # fmt: skip

    class Meta:
        ordering = ["effective_on", "pk"]
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "effective_on"], name="succession_written_once"
            ),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_of_two_agencies"),
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.successor}"


class Reorganisation(models.Model):
    """A decision that merged, split or ended agencies on a day; `changes` is what taking it back needs, row by row."""

    province = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name=_("province"), limit_choices_to=PROVINCES
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Reorganising)
    effective_on = models.DateField(_("effective on"))
    decision = models.CharField(_("decision"), max_length=200)
    changes = models.JSONField(_("what it changed"), default=dict)
    made_at = models.DateTimeField(_("recorded at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("recorded by")
    )
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("taken back by"),
    )  # fmt: skip

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("reorganisation")
        verbose_name_plural = _("reorganisations")

    def __str__(self):
        return f"{self.get_kind_display()}, {self.decision}"
