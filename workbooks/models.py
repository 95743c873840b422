"""A workbook that was handed in: the file, what was understood, what its reader was told, what it changed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.people import PERSON
from agencies.models.tree import PROVINCES
from workbooks.enums import ImportKind, ImportState


def by_hash(run: "ImportRun", name: str) -> str:
    """Where a file is kept: by what it holds, never by the name it came under."""
    return f"imports/{run.sha256[:2]}/{run.sha256}"


class ImportRun(models.Model):
    """Stored → previewed → done → undone; `failed` where the file cannot be read at all.

    `choices` is what people said of the file: `mends` {"Sheet!D13": text}, `aliases` {name as written: agency code},
    `columns` {sheet: {column number: role}}, `decisions` {"Sheet!13": "keep" | "skip"}, `document` {number, symbol,
    issued_on, title}. `understood` is the preview (workbooks/kinds/preview.py). `changes` is what undoing needs.
    """

    province = models.ForeignKey(
        "agencies.Agency", models.PROTECT, related_name="+", verbose_name=_("province"), limit_choices_to=PROVINCES
    )
    kind = models.CharField(_("what is imported"), max_length=12, choices=ImportKind)
    plan = models.ForeignKey(
        "kpis.Plan", models.PROTECT, null=True, blank=True, related_name="imports", verbose_name=_("plan")
    )
    agency = models.ForeignKey(
        "agencies.Agency", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    period = models.ForeignKey(
        "kpis.Period", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("month")
    )  # targets: in force from it; figures: the month they belong to
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)  # of the kind's own; commitments: the event
    document = models.ForeignKey(
        "kpis.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by document")
    )
    file = models.FileField(_("file"), upload_to=by_hash, max_length=200)
    file_name = models.CharField(_("name of the file"), max_length=200)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.STORED)
    version = models.PositiveIntegerField(default=1)
    problem = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    understood = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    keeps_good = models.BooleanField(_("only the rows without errors"), default=False)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(verbose_name=_("uploaded by"), **PERSON)
    done_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    done_by = models.ForeignKey(verbose_name=_("imported by"), blank=True, **PERSON)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(verbose_name=_("undone by"), blank=True, **PERSON)

    class Meta:
        db_table = "kpis_importrun"  # where it stood before the import had an app of its own
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("workbook import")
        verbose_name_plural = _("workbook imports")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[ImportState.DONE, ImportState.UNDONE]) | Q(done_at__isnull=False),
                name="import_done_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.UNDONE) | Q(undone_at__isnull=False, undone_at__gte=F("done_at")),
                name="import_undone_after_done",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ImportKind.ASSIGNMENTS) | Q(plan__isnull=False), name="import_items_have_a_plan"
            ),
            models.CheckConstraint(
                condition=~Q(kind=ImportKind.FIGURES) | Q(agency__isnull=False, period__isnull=False),
                name="import_figures_have_agency_and_month",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ImportKind.COMMITMENTS)
                | Q(agency__isnull=False, plan__isnull=False, subject_id__isnull=False),
                name="import_commitments_have_agency_and_event",
            ),
        ]
        indexes = [models.Index(fields=["province", "-uploaded_at"], name="import_by_province")]

    def __str__(self):
        return f"{self.file_name} ({self.get_state_display()})"


class HeadingAlias(models.Model):
    """What a heading means in this province's sheets, remembered from a column that somebody put right."""

    province = models.ForeignKey(
        "agencies.Agency", models.CASCADE, related_name="+", verbose_name=_("province"), limit_choices_to=PROVINCES
    )
    kind = models.CharField(_("what is imported"), max_length=12, choices=ImportKind)
    heading = models.CharField(_("heading"), max_length=200)
    key = models.CharField(max_length=220, editable=False)
    column = models.CharField(_("column"), max_length=20)

    class Meta:
        db_table = "kpis_headingalias"
        ordering = ["province", "kind", "heading"]
        verbose_name = _("remembered heading")
        verbose_name_plural = _("remembered headings")
        constraints = [models.UniqueConstraint(fields=["province", "kind", "key"], name="heading_alias_once")]

    def __str__(self):
        return f"{self.heading}: {self.column}"
