"""Rows with believable defaults. The tree and its roles go through the actions, so that paths and names are right."""

import factory
from django.db import transaction
from django.utils import timezone
from factory.django import DjangoModelFactory, Password

from agencies.models import Agency, Membership, PeerGroup, User
from agencies.people.actions import grant_role
from agencies.tree.actions import add_agency
from kpis.entry.actions import _hold_open, _submitted
from kpis.models import Cause, CauseClaim, Document, Indicator, Pillar, Plan

PASSWORD = "minhhoa-2022"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"nguoi{n}")
    full_name = factory.Sequence(lambda n: f"Nguyễn Văn Minh Họa {n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.vn")
    password = Password(PASSWORD)


class PeerGroupFactory(DjangoModelFactory):
    class Meta:
        model = PeerGroup
        django_get_or_create = ["code"]

    code = "so-ban-nganh"
    name = "Sở, ban, ngành"


class ProvinceFactory(DjangoModelFactory):
    """A root of the tree; AgencyFactory and DivisionFactory take `parent`."""

    class Meta:
        model = Agency

    parent = None
    name = factory.Sequence(lambda n: f"Tỉnh Minh Họa {n}")
    code = factory.Sequence(lambda n: f"tinh-{n}")
    level = "province"

    @classmethod
    def _create(cls, model_class, *args, **fields):
        return add_agency(by=None, **fields)


class AgencyFactory(ProvinceFactory):
    parent = factory.SubFactory(ProvinceFactory)
    name = factory.Sequence(lambda n: f"Sở Minh Họa {n}")
    code = factory.Sequence(lambda n: f"so-{n}")
    level = "agency"


class DivisionFactory(ProvinceFactory):
    parent = factory.SubFactory(AgencyFactory)
    name = factory.Sequence(lambda n: f"Phòng Minh Họa {n}")
    code = factory.Sequence(lambda n: f"phong-{n}")
    level = "division"


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    agency = factory.SubFactory(AgencyFactory)
    role = "agency_clerk"

    @classmethod
    def _create(cls, model_class, *args, **fields):
        return grant_role(by=None, **fields)


class PlanFactory(DjangoModelFactory):
    """A plan without periods: kpis.periods.actions.plan_periods writes them."""

    class Meta:
        model = Plan

    province = factory.SubFactory(ProvinceFactory)
    year = 2022
    name = factory.LazyAttribute(lambda plan: f"Kế hoạch chuyển đổi số năm {plan.year}")


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = Document

    province = factory.SubFactory(ProvinceFactory)
    kind = "Kế hoạch"
    number = factory.Sequence(lambda n: str(n + 1))
    symbol = "KH-UBND"
    title = "Kế hoạch minh họa"


class PillarFactory(DjangoModelFactory):
    class Meta:
        model = Pillar
        django_get_or_create = ["code"]

    code = "chinh-quyen-so"
    name = "Chính quyền số"


class IndicatorFactory(DjangoModelFactory):
    """A running number by default; `kind="ratio"` or `kind="deliverable"` for the others."""

    class Meta:
        model = Indicator

    province = factory.SubFactory(ProvinceFactory)
    code = factory.Sequence(lambda n: f"CT{n:03}")
    name = factory.LazyAttribute(lambda indicator: f"Chỉ tiêu minh họa {indicator.code}")
    pillar = factory.SubFactory(PillarFactory)
    kind = "number"
    unit = factory.LazyAttribute(lambda indicator: {"ratio": "%", "number": "lượt"}.get(indicator.kind, ""))
    over_agencies = factory.LazyAttribute(
        lambda indicator: {"ratio": "ratio", "number": "sum"}.get(indicator.kind, "all")
    )
    numerator_label = factory.LazyAttribute(lambda indicator: "đạt" if indicator.kind == "ratio" else "")
    denominator_label = factory.LazyAttribute(lambda indicator: "tổng số" if indicator.kind == "ratio" else "")


class CauseFactory(DjangoModelFactory):
    class Meta:
        model = Cause

    province = factory.SubFactory(ProvinceFactory)
    code = factory.Sequence(lambda n: f"nguyen-nhan-{n}")
    name = "Phần mềm chưa trích xuất được báo cáo"
    kind = "objective"


class CauseClaimFactory(DjangoModelFactory):
    class Meta:
        model = CauseClaim

    cause = factory.SubFactory(CauseFactory)
    outcome = "missed"
    holds_from = factory.LazyFunction(lambda: timezone.localdate().replace(year=2022, month=1, day=1))
    claimed_at = factory.LazyFunction(timezone.now)


@transaction.atomic
def submit_report(agency, period, *, by, post="", acting_decision=""):
    """What is typed of a month is sent, whoever signs and however much is missing of it (else: send_month)."""
    _hold_open([period.pk], [agency.pk])
    return _submitted(agency, period, by, post, acting_decision)
