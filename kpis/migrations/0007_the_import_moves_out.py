"""The import leaves for an app of its own (workbooks): its tables stay, only their models move."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kpis", "0006_said_in_vietnamese")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel("HeadingAlias"), migrations.DeleteModel("ImportRun")]
        )
    ]
