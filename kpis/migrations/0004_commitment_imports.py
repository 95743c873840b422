"""Workbooks of what was committed to: the signing they belong to."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_audit_is_append_only"),
        ("kpis", "0003_the_month"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="subject_id",
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="headingalias",
            name="kind",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="importrun",
            name="kind",
            field=models.CharField(
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
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "commitments"), _negated=True),
                    models.Q(("agency__isnull", False), ("plan__isnull", False), ("subject_id__isnull", False)),
                    _connector="OR",
                ),
                name="import_commitments_have_agency_and_event",
            ),
        ),
    ]
