"""Commitments recorded so far were signed: their links take the terms that stand now, their parties today's names.

One whose parties are not all named becomes a draft, for nobody can have signed it so.
"""

from django.db import migrations
from django.utils import timezone

TERMS = ("operator", "low", "high", "baseline", "unit", "raw")


def carry_over(apps, schema_editor):
    Commitment = apps.get_model("commitments", "Commitment")
    Item = apps.get_model("commitments", "CommitmentItem")
    Link = apps.get_model("commitments", "ItemLink")
    for row in Commitment.objects.select_related("agency", "event__agency"):
        is_signed = all((row.signatory_name, row.signatory_post, row.counterparty_name))
        row.state, row.recorded_at = ("signed", timezone.now()) if is_signed else ("draft", None)
        row.agency_name, row.counterparty_agency_name = row.agency.name, row.event.agency.name
        row.save(update_fields=["state", "recorded_at", "agency_name", "counterparty_agency_name"])
    links = []
    for pair in Item.assignments.through.objects.select_related("assignment").order_by("pk"):
        assignment = pair.assignment
        target = assignment.targets.order_by("in_force_from__month").last()
        terms = {name: getattr(target, name) for name in TERMS} if target else {}
        links.append(
            Link(
                item_id=pair.commitmentitem_id, assignment=assignment, deadline=assignment.deadline,
                owner_id=assignment.agency_id, accountable_id=assignment.accountable_id, **terms,
            )
        )  # fmt: skip
    Link.objects.bulk_create(links, batch_size=500)
    Item.objects.filter(pk__in={link.item_id for link in links}).update(way="assigned")


class Migration(migrations.Migration):
    dependencies = [("commitments", "0003_what_was_signed")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
