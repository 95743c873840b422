"""Keys of sessions begin with whose they are: those that do not are ended, and who was logged in logs in once more."""

from django.db import migrations


def end_the_old(apps, _editor):
    apps.get_model("sessions", "Session").objects.exclude(session_key__contains="-").delete()


class Migration(migrations.Migration):
    dependencies = [("agencies", "0013_a_role_above_provinces"), ("sessions", "0001_initial")]
    operations = [migrations.RunPython(end_the_old, migrations.RunPython.noop)]
