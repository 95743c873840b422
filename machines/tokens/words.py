"""What an agency is called where a system acts for it."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.enums import Level
from agencies.models import Agency


def called(agency: Agency, *, is_short: bool = False) -> str:
    """Its name, of a division with its agency's, of one that has ended with its last day."""
    about = [_name(agency.parent, is_short)] if agency.level == Level.DIVISION and agency.parent else []
    if agency.active_to and agency.has_ended_by(today()):
        about.append(_("ended on %(day)s") % {"day": date_format(agency.active_to, "SHORT_DATE_FORMAT")})
    return f"{_name(agency, is_short)} ({'; '.join(about)})" if about else _name(agency, is_short)


def _name(agency: Agency, is_short: bool) -> str:
    return (agency.short_name if is_short and agency.level != Level.PROVINCE else "") or agency.name
