"""What every page's frame shows: province, sections by role, crumbs, the demonstration's day, the person."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from agencies.databases.reading import live
from agencies.enums import Level, Role
from agencies.models import Agency, User
from agencies.rights.access import above_provinces, can_compare, can_somewhere, grants, provinces
from agencies.rights.roles import PERMISSIONS, Permission
from commitments.fulfilment.queries import decides
from dxtracker.frame.sections import section_of
from dxtracker.frame.staying import province_of_page
from workbooks.runs.rights import may_import

MOST_SHOWN = 6  # sections beside each other; with more, the second ones fold into a menu


@dataclass(frozen=True)
class Section:
    key: str
    label: str
    url: str
    is_current: bool = False
    is_second: bool = False
    waits: str = ""  # under which its count is asked for


@dataclass(frozen=True)
class Place:
    """A province in which the person holds a role, and the way to the person's work there."""

    name: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Frame:
    person: User | None = None
    role: str = ""
    province: str = ""
    provinces: tuple[Place, ...] = ()  # to choose between; none where there is one
    sections: tuple[Section, ...] = ()
    administers: bool = False
    searches: bool = False  # whether there is anything inside a province that the person may find
    demonstration_today: date | None = None

    @property
    def shown(self) -> tuple[Section, ...]:
        """The sections that stand beside each other on a wide screen."""
        return tuple(section for section in self.sections if section not in self.folded)

    @property
    def waits(self) -> bool:
        """Whether a section has a count, which the page asks for once it stands."""
        return any(section.waits for section in self.sections)

    @property
    def folded(self) -> tuple[Section, ...]:
        """Those behind "more"; none where all have room."""
        if len(self.sections) <= MOST_SHOWN:
            return ()
        return tuple(section for section in self.sections if section.is_second)

    @property
    def is_folded_current(self) -> bool:
        return any(section.is_current for section in self.folded)


def frame(request: HttpRequest) -> dict[str, Any]:
    """`frame` for templates; nothing is asked of the database until a page uses it."""
    return {"frame": SimpleLazyObject(lambda: frame_of(request))}


def frame_of(request: HttpRequest) -> Frame:
    with live():  # the frame is of today, whichever month the page shows
        return _frame_of(request)


def _frame_of(request: HttpRequest) -> Frame:
    today = settings.DX_TODAY if settings.DX_DEMONSTRATION else None
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Frame(demonstration_today=today)
    held, compares = grants(user), can_compare(user)
    scope = getattr(request, "scope", None)
    own, province = provinces(user), province_of_page(request, user) or ""
    roles = dict.fromkeys(
        [
            *(str(Role(role).label) for role in sorted(above_provinces(user))),
            *(f"{Role(g.role).label} · {g.agency.short_name or g.agency.name}" for g in held),
        ]
    )
    return Frame(
        person=user,
        role=", ".join(roles),
        province=str(province),
        provinces=_places(own, province, compares),
        sections=_sections(request, held, scope.query if scope else "", compares),
        administers=can_somewhere(user, Permission.ADMINISTER),
        searches=bool(held),
        demonstration_today=today,
    )


def _places(own: list[Agency], current: Agency | str, compares: bool) -> tuple[Place, ...]:
    """What there is to choose between: the person's provinces, and above them the country; nothing where it is one."""
    found = [_place(one, current) for one in own]
    if compares:
        is_country = isinstance(current, Agency) and current.pk is None
        found.insert(0, Place(_("The whole country"), reverse("dashboards:country"), is_country))
    return tuple(found) if len(found) > 1 else ()


def _place(province: Agency, current: Agency | str) -> Place:
    query = urlencode({"province": province.code})
    return Place(province.name, f"{reverse('home')}?{query}", province == current)


def _sections(request: HttpRequest, held, query: str, compares: bool) -> tuple[Section, ...]:
    """The sections that the person's roles open, the current one marked; links keep the month."""
    open_ones: tuple[Section, ...] = ()
    if held:
        user = cast(User, request.user)
        open_ones = (*_boards(user, held, query), *_work(user))
    if compares:
        country = reverse("dashboards:country") + query.partition("province=")[0].rstrip("?&")
        open_ones = (Section("country", _("The whole country"), country), *open_ones)
    match = request.resolver_match
    current = section_of(match.namespace, match.url_name or "", {one.key for one in open_ones}) if match else ""
    return tuple(replace(one, is_current=one.key == current) for one in open_ones)


def _boards(user: User, held, query: str) -> list[Section]:
    """What is read: the boards of who reads the province, an agency, a division; `query` keeps the month."""
    whole = any(g.agency.level == Level.PROVINCE for g in held)
    first = reverse("dashboards:province") + query if whole else reverse("home")
    committed = reverse("dashboards:commitments") + query
    found = [Section("overview", _("Overview"), first)]
    if any(g.agency.level != Level.DIVISION for g in held):
        found.append(Section("agencies", _("Agencies"), reverse("dashboards:agencies") + query))
    return [
        *found,
        Section("indicators", _("Indicators"), reverse("dashboards:indicators") + query),
        Section("matrix", _("Matrix"), reverse("dashboards:matrix") + query),
        Section("rows", _("Items"), reverse("dashboards:rows") + query, is_second=True),
        Section("commitments", _("Commitments"), committed, waits="commitments" if decides(user) else ""),
        _steering(held, whole),
    ]


def _steering(held, whole: bool) -> Section:
    """Meetings of who reads the province; what was concluded for who reads an agency."""
    acts = any(not PERMISSIONS[g.role].isdisjoint({Permission.ENTER, Permission.REVIEW}) for g in held)
    waits = "meetings" if acts else ""
    if whole:
        return Section("meetings", _("Meetings"), reverse("steering:meetings"), is_second=True, waits=waits)
    return Section("meetings", _("Conclusions"), reverse("steering:conclusions"), is_second=True, waits=waits)


def _work(user: User) -> list[Section]:
    """What is done, by right: entering, reviewing, months, imports, administration."""
    found = []
    if can_somewhere(user, Permission.ENTER):
        found.append(Section("entry", _("Entry"), reverse("kpis:entry-home"), waits="entry"))
    if can_somewhere(user, Permission.REVIEW):
        found.append(Section("review", _("Review"), reverse("kpis:review"), waits="review"))
    if can_somewhere(user, Permission.STEER):
        found.append(Section("months", _("Reporting months"), reverse("kpis:months"), is_second=True))
    if can_somewhere(user, Permission.STEER):
        found.append(Section("plans", _("Plans"), reverse("kpis:plans"), is_second=True))
    if may_import(user):
        found.append(Section("imports", _("Excel import"), reverse("workbooks:imports"), is_second=True))
    if can_somewhere(user, Permission.ADMINISTER):
        found.append(Section("tree", _("The tree of agencies"), reverse("tree:tree"), is_second=True))
    if can_somewhere(user, Permission.AUDIT):
        found.append(Section("trail", _("Trail"), reverse("dashboards:audit"), is_second=True))
    if can_somewhere(user, Permission.APPOINT):
        found.append(Section("people", _("People"), reverse("agencies:people"), is_second=True))
    if user.is_staff and can_somewhere(user, Permission.ADMINISTER):
        found.append(Section("administration", _("Administration"), reverse("admin:index"), is_second=True))
    return found
