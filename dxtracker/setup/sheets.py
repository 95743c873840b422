"""The list of agencies to begin with, as a workbook that is edited and handed in again."""

from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.pages.counted import tongue
from dxtracker.lib.xlsx import Column, SheetSpec, write
from dxtracker.setup import start
from workbooks.enums import ImportKind
from workbooks.kinds.template import HEADINGS, WIDTHS


def agencies_to_begin_with(province: Agency) -> bytes:
    """The usual departments and central bodies of a province of today, and its communes where they are known.

    Headings and layout are those of the import of agencies: handed in unchanged, no row is refused.
    """
    language = tongue()
    headings = HEADINGS[ImportKind.AGENCIES].get(language, HEADINGS[ImportKind.AGENCIES]["en"])
    columns = [Column(text, width=width) for text, width in zip(headings, WIDTHS[ImportKind.AGENCIES], strict=True)]
    rows = [
        [row["code"], row["name"], row["short_name"], row["aliases"], row["group"], "", row["unit_code"], str(order)]
        for order, row in enumerate(start.agencies(province.name, province.unit_code), 1)
    ]
    titles = [_("Agencies of %(province)s") % {"province": province.name}]
    note = _("Strike out what is not there, add what is missing, mend the names; then hand the sheet in.")
    sheet = SheetSpec(_("Agencies"), columns, rows, titles=[*titles, note], blank_rows=200, frozen=2)
    return write([sheet], title=titles[0])
