"""The way to a board of an agency."""

from django.utils.translation import gettext as _

from agencies.enums import Level
from agencies.models import Agency
from agencies.rights.access import grants, is_within, visible_paths
from dashboards.scope import Scope
from dxtracker.lib.crumbs import Crumb


def agency_crumbs(scope: Scope, agency: Agency, page: str = "") -> tuple[Crumb, ...]:
    """From the list of agencies to one, the agency above a division between; with `page`, on to a page below it."""
    above = [agency.parent] if agency.level == Level.DIVISION and agency.parent else []
    steps = [agency_crumb(scope, one) for one in (*above, agency)]
    own = (steps.pop(), Crumb(page)) if page else (Crumb(agency.name),)
    return (list_crumb(scope), *steps[: len(above)], *own)


def list_crumb(scope: Scope) -> Crumb:
    """The list of agencies, which leads nobody there who reads divisions alone: it is empty for them."""
    reads = any(grant.agency.level != Level.DIVISION for grant in grants(scope.reader))
    return Crumb(_("Agencies"), scope.url("agencies") if reads else "")


def agency_crumb(scope: Scope, agency: Agency, board: str = "agency") -> Crumb:
    """An agency on the way, with the way to its board for who may read it."""
    reads = is_within(agency.path, visible_paths(scope.reader))
    return Crumb(agency.short_name or agency.name, scope.url(board, agency.code) if reads else "")
