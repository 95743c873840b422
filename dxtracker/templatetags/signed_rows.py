"""The rows of the tables of commitments, drawn at once: a province has up to 250 of them on a page."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dxtracker.lib import numbers, svg
from dxtracker.lib.large import apart
from kpis.enums import State

register = template.Library()


@register.simple_tag
def signed_rows(rows: Iterable[Any], here: str = "", common: Any = None) -> SafeString:
    """Rows of dashboards.boards.commitments.rows; `here` is the page, to which no row leads.

    What is as `common` says (dashboards.boards.commitments.tiers) stands in the line of the event, and in no row.

    Written here for what it saves: 250 rows take 1.6 ms, and 49 ms as markup of a template, medians in turns.
    """
    made = _Rows(here, common)
    return mark_safe(apart("".join(map(made.row, rows))))  # noqa: S308  -- every text is escaped below


class _Rows:
    """What all rows share: words, signs, and the mark of each kind of signature, said once for the whole table."""

    def __init__(self, here: str, common: Any) -> None:
        self.here, self.common = here, common
        self.below = escape(_("and its divisions"))
        who, done, note = map(escape, (_("Signatory"), _("Fulfilled"), _("To note")))
        self.party = escape(_("Counterparty"))
        self.who = f'<td data-label="{who}"'
        self.note = f'<td class="note-cell{{}}" data-label="{note}" data-dx-value="'
        self.done = f'<td class="r num{{}} done-cell" data-label="{done}" data-dx-value="'
        draft, nobody = escape(_("draft")), escape(_("not signed"))
        waiting = svg.icon(State.BEHIND.icon)
        self.draft = f'<span class="state behind">{waiting}{draft}</span>'
        missing = f'<span class="state behind">{waiting}{nobody}</span>'
        self.missing = f'<td class="broad" colspan="3">{missing}</td>'
        self.flag, self.moved = svg.icon("icon-flag"), escape(_("%(n)s drifting"))
        self.marks: dict[Any, str] = {}

    def row(self, row: Any) -> str:
        cells = self._cells(row) if row.id else self.missing
        return f'<tr class="{row.state}">{self._name(row)}{cells}</tr>\n'

    def _name(self, row: Any) -> str:
        link = f'<a href="{escape(row.url or row.agency_url)}">{escape(row.agency_name)}</a>'
        if row.has_divisions and row.agency_url != self.here:
            link += f' <a class="notice" href="{escape(row.agency_url)}">{self.below}</a>'
        return f'<th scope="row">{link}</th>'

    def _cells(self, row: Any) -> str:
        notes = "".join(self._notes(row))
        weight = row.drifting if row.is_signed else -1
        return (
            f"{self.who}>{escape(row.signatory) or numbers.NOTHING}"
            f'<span class="notice">{escape(row.signatory_post)}</span></td>{self._figures(row)}'
            f'{self.note.format("" if notes else " nothing")}{weight}">{notes}</td>'
        )

    def _figures(self, row: Any) -> str:
        if not row.is_signed:
            return f'{self.done.format(" quiet")}-1">{numbers.NOTHING}/{row.items}</td>'
        return (
            f'{self.done.format("")}{row.order}"><a href="{escape(row.url)}"><b>{row.fulfilled}</b>/{row.items}</a>'
            f"{svg.measure_bar(row.share, row.bar_state)}</td>"
        )

    def _notes(self, row: Any) -> Iterable[str]:
        """What of a row differs from most of its event: drift and a draft first."""
        if not row.is_signed:
            yield self.draft
        elif row.drifting:
            yield f'<a class="drift" href="{escape(row.url)}">{self.flag}{self.moved % {"n": row.drifting}}</a>'
        if self.common is None or row.signature != self.common.signature:
            yield self._mark(row)
        if row.counterparty and (self.common is None or row.counterparty != self.common.counterparty):
            yield f'<span class="notice">{self.party}: {escape(row.counterparty)}</span>'

    def _mark(self, row: Any) -> str:
        if row.signature not in self.marks:
            look, word = row.look, escape(str(row.signature.label))
            self.marks[row.signature] = f'<span class="state {look}">{svg.icon(State(look).icon)}{word}</span>'
        return self.marks[row.signature]
