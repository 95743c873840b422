"""Provinces, their agencies, people and catalogues: what stays the same from year to year."""

from collections.abc import Iterator
from itertools import islice

from django.contrib.auth.hashers import make_password

from agencies.enums import Level, Role
from agencies.models import Agency, AgencyName, Membership, PeerGroup, User
from agencies.models.tree import STEP
from benchmarks.country.pattern import PILLARS, kind_of
from benchmarks.country.size import DIVISIONS, Size, next_key
from dxtracker.lib.text import fold
from kpis.models import Cause, Indicator, Pillar

GROUPS = (("so-ban-nganh", "Sở, ban, ngành"), ("co-quan-trung-uong", "Cơ quan ngành dọc"), ("cap-huyen", "Cấp huyện"))
CAUSES = (("chua-co-phan-mem", "Phần mềm chưa trích xuất được số liệu"), ("cham-kinh-phi", "Kinh phí cấp chậm"))
BATCH = 1000


def write_places(size: Size) -> None:
    """Everything of the provinces but their years."""
    groups = [
        PeerGroup.objects.get_or_create(code=code, defaults={"name": name, "sort_order": order})[0]
        for order, (code, name) in enumerate(GROUPS, 1)
    ]
    agencies = list(_agencies(size, groups))
    Agency.objects.bulk_create(agencies, batch_size=BATCH)
    names = (AgencyName(agency=a, name=a.name, short_name=a.short_name) for a in agencies)
    AgencyName.objects.bulk_create(names, batch_size=BATCH)
    _write_people(size, agencies)
    _write_catalogue(size, [a for a in agencies if a.level == Level.PROVINCE])


def _agencies(size: Size, groups: list[PeerGroup]) -> Iterator[Agency]:
    """Every province's block: itself, its agencies, the divisions of its first agency."""
    key = next_key(Agency)
    last = Agency.objects.filter(parent=None).order_by("-path").values_list("path", flat=True).first()
    first = int(last or 0) + 1
    for number, code in enumerate(size.codes):
        province = _node(key, None, first + number, code, f"Tỉnh {code} (minh họa)", Level.PROVINCE)
        yield province
        below = [
            _node(key + n, province, n, f"CQ{n:03}", f"Cơ quan số {n} tỉnh {code}", Level.AGENCY)
            for n in range(1, size.agencies + 1)
        ]
        for n, agency in enumerate(below, 1):
            agency.peer_group = groups[n % len(groups)]
        yield from below
        for n in range(1, DIVISIONS + 1):
            name = f"Phòng số {n} tỉnh {code}"
            yield _node(key + size.agencies + n, below[0], n, f"CQ001-{n}", name, Level.DIVISION)
        key += size.places


def _node(key: int, parent: Agency | None, number: int, code: str, name: str, level: str) -> Agency:
    return Agency(
        pk=key,
        province=(parent.province or parent) if parent else None,
        parent=parent,
        path=(parent.path if parent else "") + str(number).zfill(STEP),
        level=level,
        code=code,
        name=name,
        short_name=code,
        sort_order=number,
        is_illustrative=True,
        search_text=fold(f"{name} {code} {code}"),
    )


def _write_people(size: Size, agencies: list[Agency]) -> None:
    """The officer of each province (scale-T01 …) and the heads of its agencies; nobody can log in with a password."""
    key, locked, remaining = next_key(User), make_password(None), iter(agencies)
    people, roles = [], []
    for code in size.codes:
        for place in islice(remaining, size.places):
            if place.level == Level.DIVISION:
                continue
            is_officer = place.level == Level.PROVINCE
            name = f"scale-{code}" if is_officer else f"scale-{code}-{place.code}"
            people.append(
                User(pk=key, username=name, full_name=f"Người dùng {name}", password=locked, is_illustrative=True)
            )
            roles.append(Membership(user_id=key, agency=place, role=Role.OFFICER if is_officer else Role.AGENCY_HEAD))
            key += 1
    User.objects.bulk_create(people, batch_size=BATCH)
    Membership.objects.bulk_create(roles, batch_size=BATCH)


def _write_catalogue(size: Size, provinces: list[Agency]) -> None:
    pillars = [
        Pillar.objects.get_or_create(code=code, defaults={"name": name, "sort_order": order})[0]
        for order, (code, name) in enumerate(PILLARS, 1)
    ]
    key, rows, causes = next_key(Indicator), [], []
    for province in provinces:
        rows += [_indicator(key + item, province, item, pillars) for item in range(size.items)]
        causes += [Cause(province=province, code=code, name=name, kind="objective") for code, name in CAUSES]
        key += size.items
    Indicator.objects.bulk_create(rows, batch_size=BATCH)
    first = next_key(Cause)
    for number, cause in enumerate(causes):
        cause.pk = first + number
    Cause.objects.bulk_create(causes, batch_size=BATCH)


def _indicator(key: int, province: Agency, item: int, pillars: list[Pillar]) -> Indicator:
    kind, code = kind_of(item), f"CT{item + 1:03}"
    name = f"Chỉ tiêu minh họa {code}"
    is_ratio = kind.kind == "ratio"
    return Indicator(
        pk=key,
        province=province,
        code=code,
        name=name,
        pillar=pillars[item % len(pillars)],
        kind=kind.kind,
        unit=kind.unit,
        over_time=kind.over_time,
        over_agencies=kind.over_agencies,
        numerator_label="số đạt" if is_ratio else "",
        denominator_label="tổng số" if is_ratio else "",
        sort_order=item + 1,
        is_illustrative=True,
        search_text=fold(f"{name} {code}"),
    )
