import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0002_audit_is_append_only"),
        ("agencies", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pillar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name in English")),
                ("sort_order", models.PositiveIntegerField(default=0, verbose_name="order")),
            ],
            options={
                "verbose_name": "pillar",
                "verbose_name_plural": "pillars",
                "ordering": ["sort_order", "code"],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(blank=True, max_length=60, verbose_name="kind")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="number")),
                ("symbol", models.CharField(blank=True, max_length=40, verbose_name="symbol")),
                ("issuer", models.CharField(blank=True, max_length=200, verbose_name="issuer")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="issued on")),
                ("title", models.TextField(blank=True, verbose_name="subject")),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="province",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "ordering": ["-issued_on", "number", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number", ""), ("title", ""), _negated=True),
                        name="document_has_number_or_title",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("name", models.TextField(verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("number", "Measure: a number"),
                            ("ratio", "Measure: a ratio"),
                            ("deliverable", "Deliverable"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=60, verbose_name="unit")),
                (
                    "over_time",
                    models.CharField(
                        choices=[
                            ("cumulative", "Running total is typed"),
                            ("sum", "Months are typed and added"),
                            ("latest", "Latest"),
                            ("average", "Average"),
                            ("max", "Maximum"),
                        ],
                        default="cumulative",
                        max_length=12,
                        verbose_name="over time",
                    ),
                ),
                (
                    "over_agencies",
                    models.CharField(
                        choices=[
                            ("sum", "Sum"),
                            ("ratio", "Ratio of the sums"),
                            ("average", "Average"),
                            ("all", "All of them"),
                        ],
                        default="sum",
                        max_length=8,
                        verbose_name="over agencies",
                    ),
                ),
                ("numerator_label", models.CharField(blank=True, max_length=200, verbose_name="numerator")),
                ("denominator_label", models.CharField(blank=True, max_length=200, verbose_name="denominator")),
                ("definition", models.TextField(blank=True, verbose_name="definition")),
                ("sort_order", models.PositiveIntegerField(default=0, verbose_name="order")),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
                ("search_text", models.TextField(default="", editable=False)),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="province",
                    ),
                ),
                (
                    "pillar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="kpis.pillar",
                        verbose_name="pillar",
                    ),
                ),
            ],
            options={
                "verbose_name": "indicator",
                "verbose_name_plural": "indicators",
                "ordering": ["sort_order", "code"],
                "constraints": [
                    models.UniqueConstraint(fields=("province", "code"), name="indicator_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "ratio"), _negated=True),
                            models.Q(
                                models.Q(("numerator_label", ""), _negated=True),
                                models.Q(("denominator_label", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="indicator_ratio_names_its_parts",
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="indicator_has_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "calendar",
                    models.CharField(
                        choices=[("fifteenth", "From the 15th to the 14th"), ("month", "Calendar month")],
                        default="fifteenth",
                        max_length=12,
                        verbose_name="calendar",
                    ),
                ),
                (
                    "due_working_days",
                    models.PositiveSmallIntegerField(default=3, verbose_name="working days until due"),
                ),
                (
                    "pace_tolerance",
                    models.DecimalField(decimal_places=4, default=0, max_digits=5, verbose_name="pace tolerance"),
                ),
                (
                    "exceed_threshold",
                    models.DecimalField(decimal_places=4, default=0, max_digits=5, verbose_name="exceeded beyond"),
                ),
                (
                    "evidence_multiple",
                    models.DecimalField(
                        decimal_places=2, default=2, max_digits=6, verbose_name="evidence wanted from this multiple"
                    ),
                ),
                (
                    "counts_no_activity",
                    models.BooleanField(default=False, verbose_name="no activity stays in the denominator"),
                ),
                ("shows_score", models.BooleanField(default=False, verbose_name="shows the weighted score")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kpis.document",
                        verbose_name="legal basis",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="agencies.agency",
                        verbose_name="province",
                    ),
                ),
            ],
            options={
                "verbose_name": "plan",
                "verbose_name_plural": "plans",
                "ordering": ["-year"],
                "constraints": [
                    models.UniqueConstraint(fields=("province", "year"), name="plan_once_a_year"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("exceed_threshold__gte", 0), ("pace_tolerance__gte", 0), ("pace_tolerance__lt", 1)
                        ),
                        name="plan_thresholds_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(blank=True, max_length=40, verbose_name="code")),
                ("section", models.CharField(blank=True, max_length=200, verbose_name="section")),
                ("product", models.TextField(blank=True, verbose_name="product")),
                ("deadline", models.DateField(blank=True, null=True, verbose_name="deadline")),
                ("is_recurring", models.BooleanField(default=False, verbose_name="all year round")),
                ("applicable_from", models.DateField(blank=True, null=True, verbose_name="applies from")),
                ("weight", models.DecimalField(decimal_places=3, default=1, max_digits=8, verbose_name="weight")),
                ("sort_order", models.PositiveIntegerField(default=0, verbose_name="order")),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
                (
                    "accountable",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="accountable person",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "part_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="kpis.assignment",
                        verbose_name="part of",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kpis.document",
                        verbose_name="legal basis",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="kpis.indicator",
                        verbose_name="indicator",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="kpis.plan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "assigned item",
                "verbose_name_plural": "assigned items",
                "ordering": ["agency", "sort_order", "pk"],
                "indexes": [models.Index(fields=["plan", "indicator"], name="assignment_by_indicator")],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "agency", "indicator"), name="assignment_once"),
                    models.CheckConstraint(condition=models.Q(("weight__gt", 0)), name="assignment_weight_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("pk", models.F("part_of")), _negated=True),
                        name="assignment_not_part_of_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("name", models.TextField(verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("objective", "Objective"), ("subjective", "Subjective")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="province",
                    ),
                ),
                (
                    "remover",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency able to remove it",
                    ),
                ),
            ],
            options={
                "verbose_name": "cause",
                "verbose_name_plural": "causes",
                "ordering": ["code"],
                "constraints": [models.UniqueConstraint(fields=("province", "code"), name="cause_code_once")],
            },
        ),
        migrations.CreateModel(
            name="CauseClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("missed", "Explains a missed target"),
                            ("not_measurable", "Cannot be measured"),
                            ("not_applicable", "Does not apply"),
                        ],
                        max_length=16,
                        verbose_name="outcome",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("holds_from", models.DateField(verbose_name="holds from")),
                ("holds_until", models.DateField(blank=True, null=True, verbose_name="holds until")),
                (
                    "state",
                    models.CharField(
                        choices=[("claimed", "Claimed"), ("confirmed", "Confirmed"), ("refused", "Refused")],
                        default="claimed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("claimed_at", models.DateTimeField(verbose_name="claimed at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("decision_reason", models.TextField(blank=True, verbose_name="reason of the decision")),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="kpis.assignment"
                    ),
                ),
                (
                    "cause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="kpis.cause"
                    ),
                ),
                (
                    "claimed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="claimed by",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
            ],
            options={
                "verbose_name": "claimed cause",
                "verbose_name_plural": "claimed causes",
                "ordering": ["assignment", "holds_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("holds_until", None), ("holds_until__gte", models.F("holds_from")), _connector="OR"
                        ),
                        name="claim_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "claimed"), ("decided_at__isnull", False), _connector="OR"),
                        name="claim_decided_is_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            ("claimed_by", None),
                            models.Q(("claimed_by", models.F("decided_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="claim_nobody_confirms_their_own",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Coordination",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="as written")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="coordinations", to="kpis.assignment"
                    ),
                ),
            ],
            options={
                "verbose_name": "coordinating agency",
                "verbose_name_plural": "coordinating agencies",
                "ordering": ["assignment", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("assignment", "agency"), name="coordination_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agency__isnull", False), models.Q(("note", ""), _negated=True), _connector="OR"
                        ),
                        name="coordination_names_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DayOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="day")),
                ("is_worked", models.BooleanField(default=False, verbose_name="worked")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "verbose_name": "day off or swapped",
                "verbose_name_plural": "days off and swapped",
                "ordering": ["on"],
                "constraints": [models.UniqueConstraint(fields=("province", "on"), name="day_off_once")],
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.PositiveSmallIntegerField(verbose_name="month")),
                ("data_from", models.DateField(verbose_name="figures from")),
                ("data_to", models.DateField(verbose_name="figures to")),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Not yet open"), ("open", "Open"), ("closed", "Closed")],
                        default="planned",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="opened at")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                ("checksum", models.CharField(blank=True, max_length=64, verbose_name="checksum")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="kpis.plan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "period",
                "verbose_name_plural": "periods",
                "ordering": ["plan", "month"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "month"), name="period_once_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(("month__gte", 1), ("month__lte", 12)), name="period_month_1_to_12"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("data_to__gte", models.F("data_from"))), name="period_ends_after_it_begins"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("data_to"))), name="period_due_after_its_end"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(models.Q(("checksum", ""), _negated=True), ("closed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="period_closed_has_checksum",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="value"),
                ),
                (
                    "numerator",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="numerator"
                    ),
                ),
                (
                    "denominator",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="denominator"
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=60, verbose_name="unit as reported")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, verbose_name="number of the document issued"),
                ),
                ("document_on", models.DateField(blank=True, null=True, verbose_name="date of the document issued")),
                ("is_no_activity", models.BooleanField(default=False, verbose_name="no activity")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "verified_value",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="verified value"
                    ),
                ),
                (
                    "verified_numerator",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="verified numerator"
                    ),
                ),
                (
                    "verified_denominator",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="verified denominator"
                    ),
                ),
                ("verified_reason", models.TextField(blank=True, verbose_name="why it was corrected")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Awaiting review"),
                            ("returned", "Returned"),
                            ("approved", "Recorded"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("typed_at", models.DateTimeField(verbose_name="typed at")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="submitted at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="kpis.assignment"
                    ),
                ),
                (
                    "cause",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kpis.cause",
                        verbose_name="cause",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="submitted by",
                    ),
                ),
                (
                    "typed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="typed by",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="kpis.period"
                    ),
                ),
            ],
            options={
                "verbose_name": "entry",
                "verbose_name_plural": "entries",
                "ordering": ["assignment", "period__month"],
                "indexes": [models.Index(fields=["period", "status"], name="entry_by_period_status")],
                "constraints": [
                    models.UniqueConstraint(fields=("assignment", "period"), name="entry_once_a_period"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("denominator", None), ("numerator", None)),
                            models.Q(
                                ("denominator__gte", models.F("numerator")),
                                ("denominator__isnull", False),
                                ("numerator__gte", 0),
                                ("numerator__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="entry_ratio_parts_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verified_denominator", None), ("verified_numerator", None)),
                            models.Q(
                                ("verified_denominator__gte", models.F("verified_numerator")),
                                ("verified_denominator__isnull", False),
                                ("verified_numerator__gte", 0),
                                ("verified_numerator__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="entry_verified_parts_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verified_numerator", None), ("verified_value", None)),
                            models.Q(("verified_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="entry_verified_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_no_activity", False),
                            models.Q(
                                ("document_number", ""),
                                ("value", None),
                                models.Q(("denominator", None), ("denominator", 0), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="entry_no_activity_has_no_figure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "approved"), _negated=True),
                            ("decided_by", None),
                            models.Q(
                                models.Q(
                                    ("typed_by", None),
                                    models.Q(("decided_by", models.F("typed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("submitted_by", None),
                                    models.Q(("decided_by", models.F("submitted_by")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="entry_nobody_approves_their_own",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("move", models.CharField(max_length=20, verbose_name="move")),
                (
                    "from_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Awaiting review"),
                            ("returned", "Returned"),
                            ("approved", "Recorded"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "to_status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Awaiting review"),
                            ("returned", "Returned"),
                            ("approved", "Recorded"),
                        ],
                        max_length=10,
                    ),
                ),
                ("old", models.JSONField(default=dict)),
                ("new", models.JSONField(default=dict)),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="kpis.entry"
                    ),
                ),
            ],
            options={
                "verbose_name": "event of an entry",
                "verbose_name_plural": "events of entries",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("file", "File"), ("document", "Document")], max_length=8, verbose_name="kind"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("file", models.FileField(blank=True, upload_to="evidence/%Y/%m", verbose_name="file")),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.PositiveBigIntegerField(blank=True, null=True)),
                ("content_type", models.CharField(blank=True, max_length=100)),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                ("document_on", models.DateField(blank=True, null=True, verbose_name="date")),
                ("added_at", models.DateTimeField(verbose_name="added at")),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="kpis.entry"
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
                "ordering": ["entry", "added_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "file"),
                                models.Q(("file", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            models.Q(
                                ("file", ""), ("kind", "document"), models.Q(("document_number", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="evidence_is_a_file_or_a_document",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.PositiveSmallIntegerField(verbose_name="month")),
                ("share", models.DecimalField(decimal_places=4, max_digits=5, verbose_name="share of the target")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="milestones", to="kpis.plan"
                    ),
                ),
            ],
            options={
                "verbose_name": "milestone",
                "verbose_name_plural": "milestones",
                "ordering": ["plan", "month"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "month"), name="milestone_once_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(("month__gte", 1), ("month__lte", 12), ("share__gte", 0), ("share__lte", 1)),
                        name="milestone_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Bottleneck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("confirmed_on", models.DateField(verbose_name="confirmed on")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="to be resolved by")),
                ("resolved_on", models.DateField(blank=True, null=True, verbose_name="resolved on")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="owner",
                    ),
                ),
                (
                    "cause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bottlenecks", to="kpis.cause"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bottlenecks", to="kpis.indicator"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bottlenecks",
                        to="kpis.plan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "bottleneck",
                "verbose_name_plural": "bottlenecks",
                "ordering": ["plan", "confirmed_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "indicator", "cause"), name="bottleneck_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("resolved_on", None), ("resolved_on__gte", models.F("confirmed_on")), _connector="OR"
                        ),
                        name="bottleneck_resolved_after_confirmed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("text", models.CharField(blank=True, max_length=200, verbose_name="as written")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="promises", to="kpis.assignment"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
            ],
            options={
                "verbose_name": "promise",
                "verbose_name_plural": "promises",
                "ordering": ["assignment", "made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Reopening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("reason", models.TextField(verbose_name="reason")),
                ("until", models.DateTimeField(verbose_name="until")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed again at")),
                ("checksum_before", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reopenings", to="kpis.period"
                    ),
                ),
            ],
            options={
                "verbose_name": "reopening",
                "verbose_name_plural": "reopenings",
                "ordering": ["at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)), fields=("period",), name="reopening_one_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="reopening_has_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("at"))), name="reopening_is_time_boxed"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signed_post", models.CharField(blank=True, max_length=120, verbose_name="post")),
                ("submitted_at", models.DateTimeField(verbose_name="submitted at")),
                ("late_days", models.PositiveSmallIntegerField(default=0, verbose_name="working days late")),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="agencies.agency"
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="kpis.period"
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="signed by",
                    ),
                ),
                (
                    "typed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="typed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "monthly report",
                "verbose_name_plural": "monthly reports",
                "ordering": ["period", "agency"],
                "constraints": [models.UniqueConstraint(fields=("agency", "period"), name="report_once_a_period")],
            },
        ),
        migrations.CreateModel(
            name="RollUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("total", models.PositiveIntegerField(default=0)),
                ("done_all", models.PositiveIntegerField(default=0)),
                ("applicable", models.PositiveIntegerField(default=0)),
                ("exceeded", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("done_late", models.PositiveIntegerField(default=0)),
                ("on_track", models.PositiveIntegerField(default=0)),
                ("behind", models.PositiveIntegerField(default=0)),
                ("overdue", models.PositiveIntegerField(default=0)),
                ("no_data", models.PositiveIntegerField(default=0)),
                ("not_measurable", models.PositiveIntegerField(default=0)),
                ("no_activity", models.PositiveIntegerField(default=0)),
                ("not_applicable", models.PositiveIntegerField(default=0)),
                ("due", models.PositiveIntegerField(default=0)),
                ("fresh", models.PositiveIntegerField(default=0)),
                ("late_promises", models.PositiveIntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rollups", to="agencies.agency"
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rollups",
                        to="kpis.period",
                    ),
                ),
            ],
            options={
                "verbose_name": "roll-up",
                "verbose_name_plural": "roll-ups",
                "indexes": [
                    models.Index(fields=["period", "agency", "done_all", "applicable"], name="rollup_for_the_year")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("period", "agency"), name="rollup_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("total__gte", models.F("applicable")), ("applicable__gte", models.F("done_all"))
                        ),
                        name="rollup_counts_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "operator",
                    models.CharField(
                        choices=[
                            (">", ">"),
                            (">=", "≥"),
                            ("<", "<"),
                            ("<=", "≤"),
                            ("=", "="),
                            ("between", "between"),
                            ("done", "done"),
                        ],
                        max_length=8,
                        verbose_name="operator",
                    ),
                ),
                (
                    "low",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="low"),
                ),
                (
                    "high",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="high"),
                ),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=15, null=True, verbose_name="baseline"
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=60, verbose_name="unit")),
                ("raw", models.CharField(blank=True, max_length=400, verbose_name="as written")),
                ("set_at", models.DateTimeField(verbose_name="set at")),
                ("is_illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="targets", to="kpis.assignment"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kpis.document",
                        verbose_name="by document",
                    ),
                ),
                (
                    "in_force_from",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kpis.period",
                        verbose_name="in force from",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "target",
                "verbose_name_plural": "targets",
                "ordering": ["assignment", "in_force_from__month"],
                "constraints": [
                    models.UniqueConstraint(fields=("assignment", "in_force_from"), name="target_once_a_period"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("high", None), ("low", None), ("operator", "done")),
                            models.Q(
                                ("high__gt", models.F("low")),
                                ("high__isnull", False),
                                ("low__isnull", False),
                                ("operator", "between"),
                            ),
                            models.Q(
                                models.Q(("operator__in", ["done", "between"]), _negated=True),
                                ("high", None),
                                ("low__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="target_has_the_values_of_its_operator",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("low", None), ("low__gte", 0), _connector="OR"), name="target_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("exceeded", "Exceeded"),
                            ("done", "Done"),
                            ("done_late", "Done late"),
                            ("on_track", "On track"),
                            ("behind", "Behind"),
                            ("overdue", "Overdue"),
                            ("no_data", "No data"),
                            ("not_measurable", "Not measurable"),
                            ("no_activity", "No activity"),
                            ("not_applicable", "Not applicable"),
                        ],
                        max_length=16,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("before_start", "Before it applies"),
                            ("exempt", "Confirmed as not applicable"),
                            ("nothing_happened", "Nothing to measure in the period"),
                            ("beyond_target", "Beyond the target"),
                            ("target_met", "Target met"),
                            ("met_late", "Met after the deadline"),
                            ("issued", "Document issued"),
                            ("cause_confirmed", "Cannot be measured, cause confirmed"),
                            ("past_deadline", "Deadline passed"),
                            ("never_reported", "Nothing reported yet"),
                            ("below_pace", "Below the pace"),
                            ("above_pace", "At or above the pace"),
                            ("beyond_limit", "Beyond the limit"),
                            ("in_progress", "Under way, deadline ahead"),
                            ("no_target", "No target in force"),
                        ],
                        max_length=16,
                        verbose_name="reason",
                    ),
                ),
                ("value", models.DecimalField(decimal_places=12, max_digits=30, null=True)),
                ("numerator", models.DecimalField(decimal_places=3, max_digits=15, null=True)),
                ("denominator", models.DecimalField(decimal_places=3, max_digits=15, null=True)),
                ("attainment", models.DecimalField(decimal_places=12, max_digits=30, null=True)),
                ("expected", models.DecimalField(decimal_places=12, max_digits=30, null=True)),
                ("change", models.DecimalField(decimal_places=12, max_digits=30, null=True)),
                (
                    "reporting",
                    models.CharField(
                        choices=[
                            ("fresh", "Reported this month"),
                            ("carried", "Carried from an earlier month"),
                            ("none", "Never reported"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standings",
                        to="kpis.assignment",
                    ),
                ),
                (
                    "cause",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kpis.cause",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kpis.entry",
                    ),
                ),
                (
                    "entry_period",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kpis.period",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kpis.indicator",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standings",
                        to="kpis.period",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kpis.target",
                    ),
                ),
            ],
            options={
                "verbose_name": "standing",
                "verbose_name_plural": "standings",
                "indexes": [
                    models.Index(fields=["period", "agency", "state", "assignment"], name="standing_by_agency_state"),
                    models.Index(fields=["period", "indicator", "state", "agency"], name="standing_by_indicator_state"),
                    models.Index(
                        condition=models.Q(("attainment__gte", 2)),
                        fields=["period", "attainment"],
                        name="standing_far_beyond",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("assignment", "period"), name="standing_once")],
            },
        ),
    ]
