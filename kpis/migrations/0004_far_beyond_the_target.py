from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpis", "0003_constraints_without_holes")]

    operations = [
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("attainment__gte", 2)), fields=["period", "attainment"], name="standing_far_beyond"
            ),
        ),
    ]
