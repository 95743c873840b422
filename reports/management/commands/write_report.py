"""Write the report of a month, quarter, half-year or year to a file, as the page does."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from agencies.enums import Level
from agencies.models import Agency
from agencies.pages.disk import why_not
from agencies.queries import official_name
from dashboards.scope import Scope
from dxtracker.lib.paper.files import FORMS
from dxtracker.lib.text import printable
from kpis.enums import PeriodState
from kpis.frozen.months import reading_month
from kpis.models import Period
from reports.enums import ReportKind
from reports.writing.page import build, payload
from reports.writing.paper import Issue, paper_of
from reports.writing.queries import scope_of_month


class Command(BaseCommand):
    help = "Writes the official report of a month that is closed (final) or open (a draft)."
    requires_system_checks = []  # they read every address and page, which takes longer than a department's report

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--month", type=int, required=True, choices=range(1, 13), metavar="N")
        parser.add_argument("--agency", metavar="CODE", help="of one agency; without it, of the whole province")
        parser.add_argument("--province", metavar="CODE", help="needed where there are several")
        parser.add_argument("--kind", choices=ReportKind.values, default=ReportKind.MONTH)
        parser.add_argument("--format", choices=("json", *FORMS), required=True)
        parser.add_argument("--output", required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        period = period_asked(options["province"], options["year"], options["month"])
        with translation.override("vi"), reading_month(period):
            scope = scope_of_month(period)
            agency = _agency(scope, options["agency"])
            try:
                report = build(scope, options["kind"], agency)
            except Http404 as error:
                raise CommandError(_("No agency of this code reports to the province.")) from error
            if options["format"] == "json":
                content = as_json(payload(scope, report, agency))
            else:
                content = FORMS[options["format"]].drawn(paper_of(scope, report, agency, Issue()))
        try:
            Path(options["output"]).write_bytes(content)
        except OSError as error:
            raise CommandError(why_not(error)) from error


def as_json(told: dict[str, Any]) -> bytes:
    return (printable(json.dumps(told, ensure_ascii=False, indent=1)) + "\n").encode()


def period_asked(province: str | None, year: int, month: int) -> Period:
    """The month of the province of that code, or of the only one. Raises CommandError."""
    found = Agency.objects.filter(level=Level.PROVINCE)
    if province:
        found = found.filter(code=province)
    codes = list(found.values_list("code", flat=True))
    if not codes:
        raise CommandError(_("There is no province of this code."))
    if len(codes) > 1:
        raise CommandError(_("Say which province with --province: %(codes)s.") % {"codes": ", ".join(codes)})
    rows = Period.objects.filter(plan__province__in=found, plan__year=year, month=month)
    period = rows.exclude(state=PeriodState.PLANNED).select_related("plan__province").first()
    if period is None:
        raise CommandError(_("There is no such month, or it has not begun."))
    return period


def _agency(scope: Scope, code: str | None) -> Agency | None:
    if not code:
        return None
    rows = Agency.objects.filter(province=scope.province, code=code, level=Level.AGENCY).select_related("peer_group")
    found = rows.annotate(name_then=official_name(scope.period.data_to)).first()
    if found is None:
        raise CommandError(_("No agency of this code reports to the province."))
    return found
