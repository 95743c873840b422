"""What belongs to a province belongs to no department: forms, models, actions and the database say so."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.databases import guards
from agencies.models import Agency, PeerGroup, Reorganisation
from agencies.tree.actions import add_alias, add_phrase
from commitments.models import TrustRoot
from kpis.catalogue.actions import keep
from kpis.models import DayOff, Phrase, Plan
from reports.models import Publication, Wording
from steering.models import Meeting
from tests import factories
from workbooks.models import HeadingAlias, ImportRun

TABLES = {model._meta.db_table: model for model in apps.get_models()}
BELONGING = sorted(guards.guarded_tables())


@pytest.fixture
def one_of_each(plan, months, province, agency_a, officer):
    """One row in every table that belongs to a province."""
    now, of = timezone.now(), {"province": province}
    for made in (factories.IndicatorFactory, factories.DocumentFactory, factories.CauseFactory):
        made(**of)
    add_alias(agency_a, "Sở XD tỉnh", by=None)
    DayOff.objects.create(on="2022-05-02", **of)
    Phrase.objects.create(text="Chưa đúng", **of)
    add_phrase(province, "các ngành", agencies=[agency_a], by=None)
    HeadingAlias.objects.create(kind="agencies", heading="Đơn vị", column="name", **of)
    ImportRun.objects.create(kind="agencies", file_name="x", size=1, sha256="a", uploaded_at=now, **of)
    Reorganisation.objects.create(kind="end", effective_on="2022-07-01", decision="01/QĐ", made_at=now, **of)
    PeerGroup.objects.create(code="nhom-rieng", name="Nhóm riêng", **of)
    Meeting.objects.create(period=months[9], held_on="2022-10-20", chair="Chủ tịch", planned_at=now, **of)
    Wording.objects.create(key="lead", text="Báo cáo", at=now, **of)
    Publication.objects.create(
        period=months[9], code="vinh-phuc", year=2022, month=9, content={}, proposed_at=now, proposed_by=officer, **of
    )
    TrustRoot.objects.create(
        name="Gốc", subject="CN=Gốc", sha256="a" * 64, valid_from=now, valid_to=now, added_at=now, **of
    )


@pytest.mark.parametrize("table", BELONGING)
def test_the_database_keeps_a_department_out(one_of_each, agency_b, table):
    model = TABLES[table]
    row = model.objects.exclude(province=None).first()
    with pytest.raises(IntegrityError, match=guards.WHY), transaction.atomic():
        model.objects.filter(pk=row.pk).update(province=agency_b)
    row.pk, row.province = None, agency_b
    with pytest.raises(IntegrityError, match=guards.WHY), transaction.atomic():
        model.objects.bulk_create([row])


@pytest.mark.parametrize("table", BELONGING)
def test_a_model_knows_it_before_the_database_does(one_of_each, agency_b, table):
    row = TABLES[table].objects.exclude(province=None).first()
    row.province = agency_b
    with pytest.raises(ValidationError) as refused:
        row.clean_fields(exclude={field.name for field in row._meta.fields} - {"province"})
    assert set(refused.value.message_dict) == {"province"}


def test_an_action_refuses_it_in_words(agency_a):
    with pytest.raises(ValidationError) as refused:
        keep(Plan(), by=None, province=agency_a, year=2022, name="Kế hoạch của sở")
    assert set(refused.value.message_dict) == {"province"}
    assert not Plan.objects.exists()


def test_the_administration_offers_provinces_alone(administrator, client, agency_a, province):
    administrator.is_staff = administrator.is_superuser = True
    administrator.save()
    client.force_login(administrator)
    url = reverse("admin:kpis_plan_add")
    field = client.get(url).context["adminform"].form.fields["province"]
    assert list(field.queryset) == [province]
    page = client.post(url, {"province": agency_a.pk, "year": 2022, "name": "Kế hoạch của sở"})
    assert "province" in page.context["adminform"].form.errors
    assert not Plan.objects.exists()


def test_migrating_lifts_the_guard_and_sets_it_again(db):
    def standing():
        with connection.cursor() as cursor:
            names = {
                "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
                "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
            }
            cursor.execute(names[connection.vendor])
            return {name for (name,) in cursor.fetchall() if name.endswith("_to_a_province")}

    expected = {f"{table}_{moment}_to_a_province" for table in BELONGING for moment in guards.MOMENTS}
    assert standing() == expected
    guards.lift(using="default")
    assert standing() == set()
    call_command("migrate", verbosity=0)
    assert standing() == expected


def test_whatever_belongs_to_a_province_is_guarded():
    assert Agency._meta.db_table in BELONGING
    assert len(BELONGING) == 17
