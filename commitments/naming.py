"""What was committed to and rests on a document: the part of this floor on the page of a document."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agencies.models import Agency
from commitments.models import Amendment, ItemLink
from dxtracker.lib.text import same_name_key
from kpis.documents.page import MOST, Line, Section, keys_of
from kpis.models import Document


def resting_on(document: Document, seen: QuerySet[Agency]) -> Iterator[Section]:
    """Committed items that stand for items of the document, and amendments of its number; two queries."""
    by = Q(assignment__document=document) | Q(assignment__targets__document=document)
    links = ItemLink.objects.filter(by, item__commitment__agency__in=seen).distinct()
    rows = links.select_related("item__commitment__agency", "item__commitment__event").order_by("pk")[:MOST]
    lines = {
        row.item_id: Line(
            row.item.text,
            row.item.commitment.agency.name,
            row.item.commitment.event.name,
            row.item.commitment.get_absolute_url(),
        )
        for row in rows
    }
    yield Section(_("Commitments"), list(lines.values()))
    if document.number:
        wanted = keys_of(document)
        acts = Amendment.objects.filter(number__contains=document.number, commitment__agency__in=seen)
        named = [act for act in acts.select_related("commitment__agency") if same_name_key(act.number) in wanted]
        yield Section(
            _("Amendments of this number"),
            [Line(act.number, act.commitment.agency.name, url=act.commitment.get_absolute_url()) for act in named],
        )
