"""The tables of the import change their app, not their place: what was handed in stays where it is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import workbooks.models

MODELS = ["importrun", "headingalias"]


def rename_types(before, after):
    """Content types follow their models, and with them what rests on them."""

    def rename(apps, schema_editor):
        types = apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias)
        types.filter(app_label=after, model__in=MODELS).delete()
        types.filter(app_label=before, model__in=MODELS).update(app_label=after)

    return rename


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0002_audit_is_append_only"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("kpis", "0007_the_import_moves_out"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="HeadingAlias",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("assignments", "Assigned items and their targets"),
                                    ("agencies", "Agencies and their other names"),
                                    ("figures", "One agency's figures of one month"),
                                    ("commitments", "What was committed to at a signing"),
                                ],
                                max_length=12,
                                verbose_name="what is imported",
                            ),
                        ),
                        ("heading", models.CharField(max_length=200, verbose_name="heading")),
                        ("key", models.CharField(editable=False, max_length=220)),
                        ("column", models.CharField(max_length=20, verbose_name="column")),
                        (
                            "province",
                            models.ForeignKey(
                                limit_choices_to={"level": "province"},
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="agencies.agency",
                                verbose_name="province",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "remembered heading",
                        "verbose_name_plural": "remembered headings",
                        "db_table": "kpis_headingalias",
                        "ordering": ["province", "kind", "heading"],
                        "constraints": [
                            models.UniqueConstraint(fields=("province", "kind", "key"), name="heading_alias_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("assignments", "Assigned items and their targets"),
                                    ("agencies", "Agencies and their other names"),
                                    ("figures", "One agency's figures of one month"),
                                    ("commitments", "What was committed to at a signing"),
                                ],
                                max_length=12,
                                verbose_name="what is imported",
                            ),
                        ),
                        ("subject_id", models.PositiveBigIntegerField(blank=True, null=True)),
                        (
                            "file",
                            models.FileField(max_length=200, upload_to=workbooks.models.by_hash, verbose_name="file"),
                        ),
                        ("file_name", models.CharField(max_length=200, verbose_name="name of the file")),
                        ("size", models.PositiveIntegerField(verbose_name="size")),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("stored", "Stored, not read yet"),
                                    ("failed", "Cannot be read"),
                                    ("previewed", "Read, to be confirmed"),
                                    ("done", "Imported"),
                                    ("undone", "Undone"),
                                ],
                                default="stored",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("problem", models.JSONField(default=dict)),
                        ("choices", models.JSONField(default=dict)),
                        ("understood", models.JSONField(default=dict)),
                        ("counts", models.JSONField(default=dict)),
                        ("changes", models.JSONField(default=dict)),
                        ("keeps_good", models.BooleanField(default=False, verbose_name="only the rows without errors")),
                        ("uploaded_at", models.DateTimeField(verbose_name="uploaded at")),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="imported at")),
                        ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agencies.agency",
                                verbose_name="agency",
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
                            "done_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="imported by",
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kpis.period",
                                verbose_name="month",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="imports",
                                to="kpis.plan",
                                verbose_name="plan",
                            ),
                        ),
                        (
                            "province",
                            models.ForeignKey(
                                limit_choices_to={"level": "province"},
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agencies.agency",
                                verbose_name="province",
                            ),
                        ),
                        (
                            "undone_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="undone by",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="uploaded by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "workbook import",
                        "verbose_name_plural": "workbook imports",
                        "db_table": "kpis_importrun",
                        "ordering": ["-uploaded_at", "-pk"],
                        "indexes": [models.Index(fields=["province", "-uploaded_at"], name="import_by_province")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["done", "undone"]), _negated=True),
                                    ("done_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="import_done_is_dated",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "undone"), _negated=True),
                                    models.Q(("undone_at__gte", models.F("done_at")), ("undone_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="import_undone_after_done",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "assignments"), _negated=True),
                                    ("plan__isnull", False),
                                    _connector="OR",
                                ),
                                name="import_items_have_a_plan",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "figures"), _negated=True),
                                    models.Q(("agency__isnull", False), ("period__isnull", False)),
                                    _connector="OR",
                                ),
                                name="import_figures_have_agency_and_month",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "commitments"), _negated=True),
                                    models.Q(
                                        ("agency__isnull", False),
                                        ("plan__isnull", False),
                                        ("subject_id__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="import_commitments_have_agency_and_event",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(rename_types("kpis", "workbooks"), rename_types("workbooks", "kpis")),
    ]
