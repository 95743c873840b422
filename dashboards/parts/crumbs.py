"""The way to a board of an agency."""

from django.utils.translation import gettext as _

from agencies.enums import Level
from agencies.models import Agency
from dashboards.scope import Scope
from dxtracker.lib.crumbs import Crumb


def agency_crumbs(scope: Scope, agency: Agency, page: str = "") -> tuple[Crumb, ...]:
    """From the list of agencies to one, the agency above a division between; with `page`, on to a page below it."""
    above = [agency.parent] if agency.level == Level.DIVISION and agency.parent else []
    steps = [Crumb(one.short_name or one.name, scope.url("agency", one.code)) for one in (*above, agency)]
    own = (steps.pop(), Crumb(page)) if page else (Crumb(agency.name),)
    return (Crumb(_("Agencies"), scope.url("agencies")), *steps[: len(above)], *own)
