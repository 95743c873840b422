"""Every constraint of the import is broken once, on both databases."""

from pathlib import Path

from django.apps import apps
from django.db import models

from agencies.clock import now
from tests.databases import refused
from workbooks.models import HeadingAlias, ImportRun

AT = now()


def test_an_import_is_dated_knows_its_plan_and_is_undone_after_it_was_done(province, plan):
    whole = {"province": province, "kind": "agencies", "file_name": "a.xlsx", "size": 1, "uploaded_at": AT}
    for fields, constraint in (
        ({"state": "done"}, "import_done_is_dated"),
        ({"state": "undone", "done_at": AT}, "import_undone_after_done"),
        ({"kind": "assignments"}, "import_items_have_a_plan"),
        ({"kind": "figures", "plan": plan}, "import_figures_have_agency_and_month"),
        ({"kind": "commitments", "plan": plan}, "import_commitments_have_agency_and_event"),
    ):
        with refused(constraint):
            ImportRun.objects.create(**whole | fields)


def test_a_heading_is_explained_once(province):
    fields = {"province": province, "kind": "assignments", "key": "chỉ tiêu"}
    HeadingAlias.objects.create(**fields)
    with refused("heading_alias_once"):
        HeadingAlias.objects.create(**fields)


def test_every_constraint_of_the_app_is_broken_above():
    written = set(Path(__file__).read_text().split('"'))
    kept = {
        constraint.name
        for model in apps.get_app_config("workbooks").get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint | models.UniqueConstraint)
    }
    assert kept - written == set()
