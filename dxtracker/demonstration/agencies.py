"""The province, its 31 agencies, the divisions of three of them, their other names."""

from agencies.enums import Level
from agencies.models import Agency, AgencyAlias, PeerGroup
from agencies.tree.actions import add_agency
from dxtracker.demonstration import sheets
from dxtracker.lib.text import same_name_key

PROVINCE = "VINHPHUC"
PEER_GROUPS = (
    ("so_ban_nganh", "Sở, ban, ngành", "Departments"),
    ("trung_uong", "Cơ quan Trung ương trên địa bàn", "Central bodies in the province"),
    ("huyen", "UBND các huyện, thành phố", "Districts and cities"),
)


def load() -> dict[str, Agency]:
    """All agencies by code, the province among them."""
    province = add_agency(
        parent=None,
        name="Tỉnh Vĩnh Phúc",
        short_name="Vĩnh Phúc",
        code=PROVINCE,
        unit_code="26",
        level=Level.PROVINCE,
        by=None,
    )
    found = {PROVINCE: province}
    groups = {code: _peer_group(n, code, name, english) for n, (code, name, english) in enumerate(PEER_GROUPS, 1)}
    listed = sheets.rows("agencies")
    for row in listed:
        found[row["code"]] = add_agency(
            parent=province,
            name=row["name"],
            short_name=row["short_name"],
            code=row["code"],
            unit_code=row["unit_code"],
            level=Level.AGENCY,
            peer_group=groups[row["peer_group"]],
            sort_order=int(row["sort_order"]),
            by=None,
        )
    _add_divisions(found)
    _add_aliases(found, listed)
    return found


def _peer_group(order: int, code: str, name: str, english: str) -> PeerGroup:
    defaults = {"name": name, "name_en": english, "sort_order": order}
    return PeerGroup.objects.get_or_create(code=code, defaults=defaults)[0]


def _add_divisions(found: dict[str, Agency]) -> None:
    for order, row in enumerate(sheets.rows("divisions"), 1):
        found[row["code"]] = add_agency(
            parent=found[row["parent"]],
            name=row["name"],
            code=row["code"],
            level=Level.DIVISION,
            sort_order=order,
            is_illustrative=sheets.is_illustrative(row),
            by=None,
        )


def _add_aliases(found: dict[str, Agency], listed: list[dict[str, str]]) -> None:
    """Every other spelling, unless its key is already the name of an agency or somebody's alias."""
    taken = {same_name_key(row[field]) for row in listed for field in ("name", "short_name")}
    aliases = []
    for row in listed:
        for alias in filter(None, row["aliases"].split("|")):
            key = same_name_key(alias)
            if key not in taken:
                taken.add(key)
                agency = found[row["code"]]
                aliases.append(AgencyAlias(province=found[PROVINCE], agency=agency, alias=alias, key=key))
    AgencyAlias.objects.bulk_create(aliases)
