"""Links go through their table of terms; what is signed is recorded and names its parties."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commitments", "0004_carry_over")]

    operations = [
        migrations.RemoveField(model_name="commitmentitem", name="assignments"),
        migrations.AddField(
            model_name="commitmentitem",
            name="assignments",
            field=models.ManyToManyField(
                blank=True, related_name="commitment_items", through="commitments.ItemLink", to="kpis.assignment"
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "signed"), _negated=True), ("recorded_at__isnull", False), _connector="OR"
                ),
                name="commitment_signed_is_recorded",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "signed"), _negated=True),
                    models.Q(
                        models.Q(("signatory_name", ""), _negated=True),
                        models.Q(("signatory_post", ""), _negated=True),
                        models.Q(("agency_name", ""), _negated=True),
                        models.Q(("counterparty_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="commitment_signed_has_parties",
            ),
        ),
    ]
