"""The letter of reminder to the agencies that have not reported a month, in the layout of Nghị định 30/2020.

Official letters are Vietnamese. The number, the name and the seal are left to the office that issues it.
"""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from agencies.clock import now, today
from agencies.pages.counted import Counted
from dashboards.boards.freshness.page import FreshnessBoard, FreshRow
from dashboards.scope import Scope
from dashboards.tables import day_words, period_code
from dxtracker.lib.paper.blocks import Head, Paper, Paragraph, Signature, Table, official_day, place_of

WIDTHS_MM = (12, 74, 24, 24, 26)
SILENT = Counted(
    "By %(today)s, %(n)s of %(total)s agency had not sent its report through the system, namely:",
    "By %(today)s, %(n)s of %(total)s agencies had not sent their report through the system, namely:",
)


def draft(scope: Scope, board: FreshnessBoard) -> Paper:
    """The letter about the silent agencies of `board`; official letters are Vietnamese."""
    with translation.override("vi"):
        return Paper(
            title=_subject(scope),
            made_at=now().replace(tzinfo=None),
            blocks=(
                _head(scope),
                Paragraph(_("To: the agencies named in the list below"), align="centre"),
                *(Paragraph(text) for text in _opening(scope, board)),
                Table(_headings(), _rows(board.silent), WIDTHS_MM, centred=(0, 2, 3, 4)),
                Paragraph(_closing()),
                _signature(),
            ),
        )


def file_name(scope: Scope) -> str:
    """The file's name without its ending: don-doc-2022-11."""
    return f"don-doc-{period_code(scope.period)}"


def _subject(scope: Scope) -> str:
    return _("Re: reminder of the report on digital transformation, %(month)s") % {"month": scope.period.within}


def _head(scope: Scope) -> Head:
    return Head(
        superior=_("People's Committee of %(province)s") % {"province": scope.province.name},
        issuer=_("Steering committee for digital transformation"),
        number=_("No.:         /BCĐ"),
        subject=_subject(scope),
        place_and_day=f"{place_of(scope.province.name)}, {official_day(today())}",
    )


def _opening(scope: Scope, board: FreshnessBoard) -> tuple[str, ...]:
    period = scope.period
    values = {
        "plan": scope.plan.name,
        "month": period.within,
        "from": day_words(period.data_from),
        "to": day_words(period.data_to),
        "due": day_words(period.due_on),
        "today": day_words(today()),
        "n": f"{len(board.silent):02d}",
        "total": board.total,
    }
    return (
        _("By %(plan)s, the report for %(month)s (figures from %(from)s to %(to)s) is due on %(due)s.") % values,
        SILENT.of(board.total, **values),
    )


def _headings() -> tuple[str, ...]:
    return (
        _("Serial number"),
        _("Agency"),
        _("Items due"),
        _("Working days late"),
        _("Late months this year"),
    )


def _rows(silent: Sequence[FreshRow]) -> list[list[str]]:
    return [
        [str(place), row.report.name, str(row.report.due), str(row.report.late_days), str(row.late_this_year)]
        for place, row in enumerate(silent, 1)
    ]


def _closing() -> str:
    request = _(
        "The steering committee asks the heads of these agencies to have the figures finished, to sign the report and "
        "to send it through the system within two working days of this letter, so that the province's report is "
        "drawn up in time."
    )
    return request.rstrip(".") + "./."


def _signature() -> Signature:
    return Signature(
        authority=_("On behalf of the steering committee"),
        name="",
        heading=_("Recipients:"),
        recipients=(_("- As above;"), _("- Head of the steering committee (to report);"), _("- Archive: office.")),
    )
