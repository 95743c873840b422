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
from agencies.roles import Permission
from kpis.imports.rights import may_import

COMMITMENTS = {"commitments", "agency-commitments", "commitment"}


@dataclass(frozen=True)
class Section:
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Frame:
    person: User | None = None
    role: str = ""
    province: str = ""
    sections: tuple[Section, ...] = ()
    demonstration_today: date | None = None


def frame(request: HttpRequest) -> dict[str, Any]:
    """`frame` for templates; nothing is asked of the database until a page uses it."""
    return {"frame": SimpleLazyObject(lambda: frame_of(request))}


def frame_of(request: HttpRequest) -> Frame:
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
    divisions_only = all(g.agency.level == Level.DIVISION for g in held)
    whole = any(g.agency.level == Level.PROVINCE for g in held)
    first = reverse("dashboards:province") if whole else reverse("home")
    province = {"province", "freshness", "promises", "excluded"}
    links = [(_("Overview"), first, province if whole else {"agency", "year", "item"} if divisions_only else set())]
    if not divisions_only:
        links.append((_("Agencies"), reverse("dashboards:agencies"), {"agencies", "agency", "year", "item"}))
    links.append((_("Indicators"), reverse("dashboards:indicators"), {"indicators", "indicator"}))
    links.append((_("Items"), reverse("dashboards:rows"), {"rows"}))
    links.append((_("Commitments"), reverse("dashboards:commitments"), COMMITMENTS))
    match = request.resolver_match
    name = (match.url_name if match else "") or ""
    writing = match is not None and match.namespace == "commitments"  # their names are also those of other pages
    user = cast(User, request.user)
    found = [
        Section(
            label,
            url + (query if url != reverse("home") else ""),
            names is COMMITMENTS if writing else name in names,
        )
        for label, url, names in links
    ]
    if can_somewhere(user, Permission.ENTER):
        found.append(Section(_("Entry"), reverse("kpis:entry-home"), name.startswith("entry")))
    if can_somewhere(user, Permission.REVIEW):
        found.append(Section(_("Review"), reverse("kpis:review"), name.startswith(("review", "cause"))))
    if can_somewhere(user, Permission.STEER):
        found.append(Section(_("Reporting months"), reverse("kpis:months"), name == "months"))
    if may_import(user):
        found.append(Section(_("Excel import"), reverse("kpis:imports"), name.startswith("import")))
    if user.is_staff and can_somewhere(user, Permission.ADMINISTER):
        found.append(Section(_("Administration"), reverse("admin:index"), False))
    return tuple(found)
