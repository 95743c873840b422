"""Changes to the tree: each atomic, each with its audit event."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now
from agencies.enums import Level
from agencies.models import Agency, AgencyAlias, AgencyName, PeerGroup, PhraseAlias, User
from agencies.models.tree import STEP
from dxtracker.lib.text import same_name_key

# Who judges by the days of agencies, on the floors above: told of the keys of those whose days have changed.
judges: list[Callable[[Collection[int]], object]] = []

EDITED = {"short_name", "peer_group", "unit_code", "sort_order", "active_from", "active_to"}


def next_path(parent: Agency | None) -> str:
    """The path of the next child of `parent` (None: the next province). Raises ValueError after 9999 children."""
    prefix = parent.path if parent else ""
    depth = len(prefix) + STEP
    siblings = Agency.objects.filter(parent=parent)
    last = siblings.order_by("-path").values_list("path", flat=True).first()
    number = int(last[-STEP:]) + 1 if last else 1
    if number >= 10**STEP:
        raise ValueError("too many children")
    return prefix + str(number).zfill(depth - len(prefix))


def hold_province(province: int) -> None:
    """Hold a province (key) and all its agencies, in one order, until the transaction ends; none is formed meanwhile.

    Who writes to several agencies one after the other holds all of them first: two who do never wait for each other.
    """
    whole = Agency.objects.filter(Q(pk=province) | Q(province=province)).order_by("pk")
    list(whole.select_for_update(no_key=True).values_list("pk"))


@transaction.atomic
def add_agency(*, parent: Agency | None, name: str, code: str, level: str, by: User | None, **fields) -> Agency:
    """Add a node under `parent` with its first name. Further `fields` are those of Agency.

    The event belongs to the province: it must not be what keeps a node that was added by mistake from being removed.
    """
    if parent is not None:
        parent = Agency.objects.select_for_update(no_key=True).get(pk=parent.pk)
    agency = Agency.objects.create(
        parent=parent,
        province=(parent.province or parent) if parent else None,
        path=next_path(parent),
        name=name,
        code=code,
        level=level if parent else Level.PROVINCE,
        **fields,
    )
    AgencyName.objects.create(agency=agency, name=name, short_name=agency.short_name, valid_from=agency.active_from)
    new = {"code": code, "name": name}
    record(agency, "agency-added", by=by, at=now(), agency=agency.root_id, new=new)
    return agency


@transaction.atomic
def rename_agency(
    agency: Agency, *, name: str, short_name: str, valid_from: date, by: User | None, reason: str
) -> Agency:
    """Give `agency` a new name from a day on; the names before keep their days.

    Raises ValidationError for a day on which the present name has not begun or an earlier one still holds.
    """
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    agency.refresh_from_db(fields=["name", "short_name"])
    names = agency.names.all()
    if names.filter(Q(valid_from__gte=valid_from) | Q(valid_to__gte=valid_from)).exists():
        raise ValidationError(_("A name begins after the one before it."))
    names.filter(valid_to=None).update(valid_to=valid_from - timedelta(days=1))
    AgencyName.objects.create(agency=agency, name=name, short_name=short_name, valid_from=valid_from)
    old = {"name": agency.name, "short_name": agency.short_name}
    agency.name, agency.short_name = name, short_name
    agency.save(update_fields=["name", "short_name", "search_text"])
    new = {"name": name, "short_name": short_name, "valid_from": valid_from}
    record(agency, "agency-renamed", by=by, at=now(), agency=agency, old=old, new=new, reason=reason)
    return agency


@transaction.atomic
def edit_agency(agency: Agency, *, by: User | None, reason: str = "", **fields) -> Agency:
    """Change fields of `agency` (short_name, peer_group, unit_code, sort_order, active_from, active_to).

    A new short name is that of the present official name too; a new official name is rename_agency's. Fields that
    stay as they are leave no trace. Raises ValueError for a field that is not among these.
    """
    if unknown := fields.keys() - EDITED:
        raise ValueError(f"not edited here: {', '.join(sorted(unknown))}")
    if "active_to" in fields:  # whose items are judged anew by it may be other agencies'
        hold_province(agency.root_id)
    agency = Agency.objects.select_for_update(of=["self"], no_key=True).select_related("peer_group").get(pk=agency.pk)
    new = {name: value for name, value in fields.items() if getattr(agency, name) != value}
    if not new:
        return agency
    old = {name: getattr(agency, name) for name in new}
    for name, value in new.items():
        setattr(agency, name, value)
    agency.save(update_fields=[*new, "search_text"])
    if "short_name" in new:
        agency.names.filter(valid_to=None).update(short_name=agency.short_name)
    record(agency, "agency-edited", by=by, at=now(), agency=agency, old=old, new=new, reason=reason)
    if "active_to" in new:
        days_changed([agency.pk])
    return agency


def days_changed(agencies: Collection[int]) -> None:
    """Let what rests on the days of `agencies` (keys) be judged anew, in the same transaction."""
    for judge in judges:
        judge(agencies)


@transaction.atomic
def add_alias(agency: Agency, alias: str, *, by: User | None, reason: str = "") -> AgencyAlias:
    """Remember another way in which sheets write `agency`. Raises ValidationError where it is somebody's already."""
    Agency.objects.select_for_update(no_key=True).get(pk=agency.root_id)  # two who add the same: one finds it there
    if AgencyAlias.objects.filter(province_id=agency.root_id, key=same_name_key(alias)).exists():
        raise ValidationError(_("An agency of this province is written so already."))
    row = AgencyAlias.objects.create(province_id=agency.root_id, agency=agency, alias=alias)
    record(
        row,
        "alias-added",
        by=by,
        at=now(),
        agency=agency.root_id,
        new={"agency": agency.code, "alias": alias},
        reason=reason,
    )
    return row


@transaction.atomic
def remove_alias(row: AgencyAlias, *, by: User | None) -> None:
    """Forget a way of writing an agency; sheets that were read with it stay as they were understood.

    Twice does nothing more.
    """
    if AgencyAlias.objects.select_for_update(no_key=True).filter(pk=row.pk).order_by().first() is None:
        return
    old = {"agency": row.agency.code, "alias": row.alias}
    record(row, "alias-removed", by=by, at=now(), agency=row.province_id, old=old)
    row.delete()


@transaction.atomic
def add_phrase(
    province: Agency,
    phrase: str,
    *,
    group: PeerGroup | None = None,
    agencies: Iterable[Agency] = (),
    by: User | None,
    reason: str = "",
) -> PhraseAlias:
    """Remember what a phrase for many bodies means in a province's sheets: a peer group, else these agencies."""
    named = [] if group else list(agencies)
    row = PhraseAlias.objects.create(province=province, phrase=phrase, group=group)
    row.agencies.set(named)
    meaning = group.code if group else [agency.code for agency in named]
    new = {"phrase": phrase, "means": meaning}
    record(row, "phrase-explained", by=by, at=now(), agency=province, new=new, reason=reason)
    return row
