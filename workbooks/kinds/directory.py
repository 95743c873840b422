"""The agencies of a province as sheets may write them, read for workbooks/reading/agencies/names.py."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from agencies.enums import Level
from agencies.models import Agency, AgencyAlias, AgencyName, PeerGroup, PhraseAlias
from dxtracker.lib.text import same_name_key
from workbooks.reading.agencies import names

OUTSIDE = "-"  # a body of which somebody said that it is none of the province's


def directory_of(province: Agency, day: date, learned: Mapping[str, str] | None = None) -> names.Directory:
    """Names, short names, codes and aliases of the agencies alive on `day`, and the peer groups as they were then.

    Former names count too: a sheet may lag behind a renaming. `learned` are names that somebody has just given to
    an agency (name → code), before they are kept as aliases; to a group ("@code"), to several
    ("A|B"), or to nobody here ("-"). Six queries.
    """
    alive = list(Agency.objects.filter(province=province).alive_on(day).select_related("peer_group"))
    of = {agency.pk: agency.code for agency in alive}
    reporting = [agency for agency in alive if agency.level == Level.AGENCY]
    found: dict[str, dict[str, None]] = defaultdict(dict)
    inside: dict[str, dict[str, str]] = defaultdict(dict)
    for agency in alive:
        for text in (agency.name, agency.short_name, agency.code):
            if agency.level == Level.DIVISION and agency.parent_id in of:
                inside[of[agency.parent_id]].setdefault(same_name_key(text), agency.code)
            elif agency.level != Level.DIVISION and text:
                found[same_name_key(text)][agency.code] = None
    own = {agency.pk for agency in reporting}
    written = AgencyName.objects.filter(agency__in=own).values_list("agency", "name", "short_name")
    spellings = [(agency, text) for agency, *texts in written for text in texts if text]
    spellings += AgencyAlias.objects.filter(province=province, agency__in=own).values_list("agency", "alias")
    for key, text in spellings:
        found[same_name_key(text)][of[key]] = None
    groups = _groups(reporting)
    phrases = _remembered_phrases(province, reporting)
    outside = {same_name_key(text): () for text, meaning in (learned or {}).items() if meaning == OUTSIDE}
    for text, meaning in (learned or {}).items():
        if meaning == OUTSIDE:
            continue
        if meaning.startswith("@") or "|" in meaning:
            phrases[same_name_key(text)] = _meant(meaning, reporting)
        else:
            found[same_name_key(text)] = {meaning: None}
    return names.Directory(
        names={key: tuple(codes) for key, codes in found.items() if key},
        groups=groups | {key: codes for key, codes in phrases.items() if codes} | outside,
        group_names=tuple(dict.fromkeys(a.peer_group.name for a in reporting if a.peer_group)),
        official={agency.code: agency.name for agency in sorted(alive, key=_protocol_order)},
        divisions={code: dict(keys) for code, keys in inside.items()},
    )


def offered_names(province: Agency, *, is_whole: bool = False) -> list[str]:
    """Official names to choose from where an agency is asked for; groups too, or divisions where `is_whole`."""
    rows = Agency.objects.filter(province=province).order_by("sort_order", "path")
    if is_whole:
        return [province.name, *dict.fromkeys(rows.values_list("name", flat=True))]
    groups = [
        f"Các {name[:1].lower()}{name[1:]}" for name in PeerGroup.objects.of(province).values_list("name", flat=True)
    ]
    return [*rows.filter(level=Level.AGENCY).values_list("name", flat=True), *groups]


def _meant(meaning: str, reporting: list[Agency]) -> tuple[str, ...]:
    """The codes of "@group" or "A|B", in the order of protocol."""
    codes = set(meaning.split("|"))
    named = [a for a in reporting if a.code in codes or (a.peer_group and f"@{a.peer_group.code}" == meaning)]
    return tuple(agency.code for agency in sorted(named, key=_protocol_order))


def _remembered_phrases(province: Agency, reporting: list[Agency]) -> dict[str, tuple[str, ...]]:
    """Phrases explained before: key → codes of the agencies that live."""
    rows = PhraseAlias.objects.filter(province=province).select_related("group").prefetch_related("agencies")
    return {
        row.key: _meant(f"@{row.group.code}" if row.group else "|".join(a.code for a in row.agencies.all()), reporting)
        for row in rows
    }


def _groups(reporting: list[Agency]) -> dict[str, tuple[str, ...]]:
    members: dict[tuple[str, str], list[Agency]] = defaultdict(list)
    for agency in reporting:
        if agency.peer_group:
            members[agency.peer_group.code, agency.peer_group.name].append(agency)
    return {
        key: tuple(agency.code for agency in sorted(group, key=_protocol_order))
        for (code, name), group in members.items()
        for key in names.group_keys(code, name)
    }


def _protocol_order(agency: Agency) -> tuple[int, str]:
    return agency.sort_order, agency.path
