from django.db import migrations, models


class Migration(migrations.Migration):
    """An agency's items of a year are found by both: by either alone a saved row went through six thousand."""

    dependencies = [
        ("kpis", "0016_months_beside_others"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["agency", "plan"], name="assignment_by_agency"),
        ),
    ]
