"""The dossier on paper, in the layout of Nghị định 30/2020: who, the year in short, and the tables as annexes.

Official papers are Vietnamese. Who signs it and its number are left to the office that issues it.
"""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from agencies.clock import now, today
from dashboards.boards.dossier import words
from dashboards.boards.dossier.items import GivenItem
from dashboards.boards.dossier.page import Dossier
from dashboards.scope import Scope
from dxtracker.lib.paper.blocks import (
    TABLE,
    Annex,
    Block,
    Head,
    Paper,
    Paragraph,
    Signature,
    Table,
    Title,
    official_day,
    place_of,
)
from dxtracker.lib.paper.fitting import for_words
from kpis.standings.words import state_words

PROMISED_MM = (11, 66, 32, 24, 28, 38, 48)

GIVEN_MM = (22, 66, 30, 26, 26, 25, 24, 28)

EXCUSES_MM = (22, 62, 60, 26, 26, 51)

PROOFS_MM = (22, 75, 28, 40, 28, 54)


def draw(scope: Scope, board: Dossier) -> Paper:
    """The dossier: the page of who and what it says, then the annexes sideways."""
    with translation.override("vi"):
        blocks: list[Block] = [
            _head(scope, board),
            Title(_("Inputs to the appraisal of %(year)s") % {"year": board.year}, _about(board)),
            Paragraph(_time_of(scope)),
        ]
        for heading, lines in _sections(board):
            blocks.append(Paragraph(heading, bold=True, is_kept=True))
            blocks += [Paragraph(text) for text in lines]
        *notes, checksum = words.notes_of(board)
        blocks += [Paragraph(text, italic=True, is_kept=True) for text in notes]
        blocks.append(Paragraph(checksum, italic=True, is_kept=True, align="left"))  # one long word
        blocks.append(_signature())
        for number, (title, headings, rows, widths, centred) in enumerate(_annexes(board)):
            name = _("Annex %(number)s") % {"number": _ROMAN[number]}
            blocks.append(Annex(name, title, words.whose(board), is_sideways=True))
            shown = rows or [["–"] * len(headings)]
            blocks.append(Table(headings, shown, for_words(widths, shown, TABLE), centred))
        return Paper(_title(board), blocks, now().replace(tzinfo=None))


_ROMAN = ("I", "II", "III", "IV")

AnnexRows = tuple[str, tuple[str, ...], list[list[str]], Sequence[float], Sequence[int]]


def _title(board: Dossier) -> str:
    return f"{_('Inputs to the appraisal of %(year)s') % {'year': board.year}} · {board.name}"


def _about(board: Dossier) -> str:
    return _("of the head of %(agency)s") % {"agency": board.name}


def _head(scope: Scope, board: Dossier) -> Head:
    superior, issuer = words.superior_of(scope, board.agency)
    return Head(
        superior=superior,
        issuer=issuer,
        number=_("No.: %(number)s") % {"number": "         /HS"},
        subject="",
        place_and_day=f"{place_of(scope.province.name)}, {official_day(today())}",
    )


def _time_of(scope: Scope) -> str:
    """Of when the figures are, and whether they may still change."""
    period = scope.period
    values = {
        "period": period.within,
        "from": words.day_or_dash(period.data_from),
        "to": words.day_or_dash(period.data_to),
        "state": _("period closed") if period.is_closed else _("period open, figures may change"),
    }
    return _("Figures of %(period)s: data from %(from)s to %(to)s, %(state)s.") % values


def _sections(board: Dossier) -> tuple[tuple[str, list[str]], ...]:
    facts = [f"{what}: {text}" for what, text in words.facts_of(board)]
    broken = [
        f"{one.name}: {'; '.join(map(words.promise_words, one.words))}" for one in board.items if one.words
    ]  # fmt: skip
    return (
        (_("I. The head and the year in figures"), facts),
        (_("II. Promises for items not done"), broken or [_("None.")]),
    )


def _annexes(board: Dossier) -> tuple[AnnexRows, ...]:
    return _promised(board), _given(board), _excuses(board), _proofs(board)


def _promised(board: Dossier) -> AnnexRows:
    headings = (_("Serial number"), _("What is committed to"), _("Level committed to"), _("Time limit"), _("State"),
                _("Fulfilled on, by document; assigned items"), _("Left what was signed"))  # fmt: skip
    rows = [
        [str(one.order), one.text, one.level, words.day_or_dash(one.deadline), state_words(one.state, one.state_reason),
         _joined(words.day_or_dash(one.fulfilled_on) if one.fulfilled_on else "", one.document_number,
                 words.day_or_dash(one.document_on) if one.document_on else "", ", ".join(one.codes)),
         "\n".join(words.drift_texts(one))]
        for paper in board.papers for one in paper.items
    ]  # fmt: skip
    return _("What was committed to"), headings, rows, PROMISED_MM, (0, 3)


def _given(board: Dossier) -> AnnexRows:
    headings = (_("Code"), _("Item"), _("Target"), _("Result"), _("State"), _("Deadline"), _("First met in"),
                _("Sent late"))  # fmt: skip
    return _("Assigned items"), headings, [_item(one) for one in board.items], GIVEN_MM, (5,)


def _item(one: GivenItem) -> list[str]:
    return [
        one.code, one.name, one.target_text, one.value_text, state_words(one.state, one.state_reason),
        words.day_or_dash(one.deadline), one.met_in.label if one.met_in else "–",
        "\n".join(words.late_words(one)),
    ]  # fmt: skip


def _excuses(board: Dossier) -> AnnexRows:
    headings = (_("Code"), _("Item"), _("Cause"), _("From"), _("Until"), _("Decided by"))
    rows = [
        [one.code, one.name, one.cause, words.day_or_dash(one.since), words.day_or_dash(one.until),
         _joined(one.decided_by, words.day_or_dash(one.decided_on), one.reason)]
        for one in board.excuses
    ]  # fmt: skip
    return _("Objective causes"), headings, rows, EXCUSES_MM, (3, 4)


def _proofs(board: Dossier) -> AnnexRows:
    headings = (_("Code"), _("Item"), _("Month"), _("Number of the document"), _("Date of the document"),
                _("Name of the file or document"))  # fmt: skip
    rows = [
        [one.code, one.name, proof.period.label, proof.number, words.day_or_dash(proof.on), proof.title]
        for one in board.items for proof in one.proofs
    ]  # fmt: skip
    return _("Evidence"), headings, rows, PROOFS_MM, (4,)


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _signature() -> Signature:
    return Signature(
        authority="",
        name="",
        heading=_("Recipients:"),
        recipients=(_("- The authority that appraises;"), _("- The person named above;"), _("- Archive: office.")),
    )
