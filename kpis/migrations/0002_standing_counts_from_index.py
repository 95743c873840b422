from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpis", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="standing", name="standing_by_agency_state"),
        migrations.RemoveIndex(model_name="standing", name="standing_by_indicator_state"),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["period", "agency", "state", "assignment"], name="standing_by_agency_state"),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["period", "indicator", "state", "agency"], name="standing_by_indicator_state"),
        ),
    ]
