"""What every page's frame shows: province, sections by role, crumbs, the demonstration's day, the person."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from agencies.access import can_somewhere, grants
from agencies.enums import Level, Role
from agencies.models import User
from agencies.reading import live
from agencies.roles import Permission
from workbooks.runs.rights import may_import

# The names of the pages that belong to a section.
PROVINCE = frozenset({"province", "freshness", "promises", "excluded"})
AGENCY = frozenset({"agencies", "agency", "year", "item"})
ROWS = frozenset({"rows"})
COMMITMENTS = frozenset({"commitments", "agency-commitments", "commitment", "dossier"})
MOST_SHOWN = 6  # sections beside each other; with more, the second ones fold into a menu


@dataclass(frozen=True)
class Section:
    label: str
    url: str
    is_current: bool
    is_second: bool = False
    waits: str = ""  # under which its count is asked for


@dataclass(frozen=True)
class Frame:
    person: User | None = None
    role: str = ""
    province: str = ""
    sections: tuple[Section, ...] = ()
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
    held = grants(user)
    scope = getattr(request, "scope", None)
    province = scope.province.name if scope else next((g.agency.province or g.agency for g in held), "")
    roles = dict.fromkeys(f"{Role(g.role).label} · {g.agency.short_name or g.agency.name}" for g in held)
    return Frame(
        person=user,
        role=", ".join(roles),
        province=str(province),
        sections=_sections(request, held, scope.query if scope else ""),
        demonstration_today=today,
    )


def _sections(request: HttpRequest, held, query: str) -> tuple[Section, ...]:
    """The sections that the person's roles open, the current one marked; links keep the month."""
    if not held:
        return ()
    match = request.resolver_match
    name = (match.url_name if match else "") or ""
    writing = match is not None and match.namespace == "commitments"  # their names are also those of other pages
    reading = [
        Section(
            label,
            url + (query if url != reverse("home") else ""),
            names is COMMITMENTS if writing else name in names,
            is_second=names is ROWS,
        )
        for label, url, names in _boards(held)
    ]
    _month, mark, province = query.partition("&province=")
    return (
        *reading,
        *_work(cast(User, request.user), "" if writing else name, f"?province={province}" if mark else ""),
    )


def _boards(held) -> list[tuple[str, str, frozenset[str]]]:
    """What is read: each section's label, address, and the names of the pages that belong to it."""
    divisions_only = all(g.agency.level == Level.DIVISION for g in held)
    whole = any(g.agency.level == Level.PROVINCE for g in held)
    first = PROVINCE if whole else AGENCY - {"agencies"} if divisions_only else frozenset[str]()
    links = [(_("Overview"), reverse("dashboards:province") if whole else reverse("home"), first)]
    if not divisions_only:
        links.append((_("Agencies"), reverse("dashboards:agencies"), AGENCY))
    links.append((_("Indicators"), reverse("dashboards:indicators"), frozenset({"indicators", "indicator"})))
    links.append((_("Items"), reverse("dashboards:rows"), ROWS))
    links.append((_("Commitments"), reverse("dashboards:commitments"), COMMITMENTS))
    return links


def _work(user: User, name: str, query: str) -> list[Section]:
    """What is done, by right: entering, reviewing, months, imports, administration; `query` keeps the province."""
    found = []
    if can_somewhere(user, Permission.ENTER):
        found.append(Section(_("Entry"), reverse("kpis:entry-home"), name.startswith("entry"), waits="entry"))
    if can_somewhere(user, Permission.REVIEW):
        is_here = name.startswith(("review", "cause"))
        found.append(Section(_("Review"), reverse("kpis:review") + query, is_here, waits="review"))
    if can_somewhere(user, Permission.STEER):
        found.append(Section(_("Reporting months"), reverse("kpis:months") + query, name == "months", is_second=True))
    if may_import(user):
        found.append(
            Section(_("Excel import"), reverse("workbooks:imports") + query, name.startswith("import"), is_second=True)
        )
    if can_somewhere(user, Permission.AUDIT):
        found.append(Section(_("Trail"), reverse("dashboards:audit") + query, name == "audit", is_second=True))
    if user.is_staff and can_somewhere(user, Permission.ADMINISTER):
        found.append(Section(_("Administration"), reverse("admin:index"), False, is_second=True))
    return found
