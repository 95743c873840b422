"""The page on which a sheet of committed items is handed in."""

from functools import cached_property

from django.utils.translation import gettext as _

from agencies.models import Agency
from commitments.models import SigningEvent
from commitments.queries import event_day
from commitments.scope import crumbs_of
from dxtracker.lib.crumbs import Crumb
from workbooks.enums import ImportKind
from workbooks.kinds.committed_items.kind import uses
from workbooks.models import ImportRun
from workbooks.runs.list_page import Example, ListedRun, example_of, listed
from workbooks.runs.rights import LIGHT

RUNS = 10


class UploadPage:
    """An event, the agency that the sheet is about, an example, earlier imports of the same: one query."""

    def __init__(self, event: SigningEvent, agency: Agency):
        self.event, self.agency = event, agency

    @property
    def crumbs(self) -> list[Crumb]:
        return crumbs_of(_("Import committed items"))

    @property
    def is_of_event(self) -> bool:
        """Whether the sheet names whose each row is."""
        return self.agency.pk == self.event.agency_id

    @property
    def signed_text(self) -> str:
        return event_day(self.event)

    @property
    def example(self) -> Example:
        return example_of(ImportKind.COMMITMENTS)

    @cached_property
    def runs(self) -> list[ListedRun]:
        rows = ImportRun.objects.filter(kind=ImportKind.COMMITMENTS, **uses(self.event, self.agency)).defer(*LIGHT)
        return listed(rows[:RUNS])
