"""A commitment on paper, in the layout of Nghị định 30/2020: two parties, what is agreed now, two signatures.

Official papers are Vietnamese, whatever the language of the page. What is not known yet is left to be filled in.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from agencies.clock import now
from agencies.models import Agency
from commitments.drift.terms import Terms
from commitments.enums import Precision, Tier
from commitments.models import Amendment, Commitment, CommitmentItem, ItemLink
from commitments.words import agreed_terms, written_target
from dxtracker.lib.paper.blocks import (
    Block,
    Head,
    Paper,
    Paragraph,
    Party,
    Signatures,
    Table,
    Title,
    official_day,
    place_of,
)
from dxtracker.lib.paper.blocks import file_name as plain_name

WIDTHS_MM = (11, 69, 30, 27, 23)
COUNCILS = ("UBND ", "Ủy ban nhân dân ")
CENTRAL = "trung_uong"  # the peer group of those who answer to a ministry


def printable() -> QuerySet[Commitment]:
    """Commitments with all that their paper names: six queries for one at most."""
    links = ItemLink.objects.select_related("assignment__indicator", "owner", "accountable")
    items = CommitmentItem.objects.filter(withdrawn_by=None).order_by("order").select_related("added_by")
    items = items.prefetch_related(Prefetch("links", links), "changes__amendment")
    rows = Commitment.objects.select_related("event__plan__document", "event__agency", "agency__province")
    rows = rows.select_related("agency__parent", "agency__peer_group")
    return rows.prefetch_related("amendments", Prefetch("items", items))


def draw(commitment: Commitment) -> Paper:
    """The paper of a commitment of `printable`: a draft to be signed, or the terms agreed now."""
    with translation.override("vi"):
        blocks: list[Block] = [_head(commitment), Title(_("Written commitment"), _subject(commitment))]
        blocks += [Paragraph(text, italic=True) for text in _grounds(commitment)]
        for heading, lines in _parties(commitment):
            blocks.append(Paragraph(heading, bold=True, is_kept=True))
            blocks += [Paragraph(text) for text in lines]
        rows = [_row(place, item, commitment) for place, item in enumerate(commitment.items.all(), 1)]
        blocks += [
            Paragraph(_contents(commitment), bold=True, is_kept=True),
            Table(_headings(), rows, WIDTHS_MM, centred=(0, 3)),
            *(Paragraph(text) for text in _amended(commitment)),
            *(Paragraph(text, is_kept=True) for text in _closing(commitment)),
            Signatures(*_signing(commitment), _("Recipients:"), _recipients()),
        ]
        return Paper(_title(commitment), blocks, now().replace(tzinfo=None))


def file_name(commitment: Commitment) -> str:
    """The file's name without its ending: ban-cam-ket-SXD-VP-2022."""
    return plain_name("ban-cam-ket", commitment.agency.code, commitment.event.plan.year)


def _title(commitment: Commitment) -> str:
    return f"{_('Written commitment')} · {_promising(commitment)} · {commitment.event.plan.year}"


def _subject(commitment: Commitment) -> str:
    return _("On carrying out the tasks of digital transformation in %(year)s") % {"year": commitment.event.plan.year}


def _promising(commitment: Commitment) -> str:
    """The agency that promises, by its name on that day."""
    return commitment.agency_name or commitment.agency.name


def _head(commitment: Commitment) -> Head:
    province = commitment.agency.province or commitment.agency
    return Head(
        superior=_superior(commitment, province),
        issuer=_promising(commitment),
        number=_("No.: %(number)s") % {"number": commitment.number or "         /CK"},
        subject="",
        place_and_day=f"{place_of(province.name)}, {_day_of(commitment)}",
    )


def _superior(commitment: Commitment, province: Agency) -> str:
    """The body above the one that promises: a division's agency, the province's committee; none above a council."""
    agency = commitment.agency
    if commitment.tier == Tier.DIVISION:
        return commitment.counterparty_agency_name or commitment.event.agency.name
    if _promising(commitment).startswith(COUNCILS) or (agency.peer_group and agency.peer_group.code == CENTRAL):
        return ""
    return _("People's Committee of %(province)s") % {"province": province.name}


def _day_of(commitment: Commitment) -> str:
    """The day of signing as exactly as it is known; of a draft the year alone."""
    event = commitment.event
    if not commitment.is_signed:
        return official_day(event.signed_on, "year")
    if event.precision == Precision.DAY:
        return official_day(event.signed_on)
    return official_day(event.signed_on, "month" if event.precision == Precision.MONTH else "year")


def _grounds(commitment: Commitment) -> tuple[str, ...]:
    """What it rests on: the plan and, where it is known, the document that laid it down."""
    plan = commitment.event.plan
    act = _(" laid down by %(document)s") % {"document": plan.document} if plan.document else ""
    return (_("By the %(plan)s%(act)s;") % {"plan": plan.name, "act": act},)


def _parties(commitment: Commitment) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Both parties with person, post and agency as of that day; a line for what is known."""
    dots = "…" * 20
    return (
        (
            _("I. Who commits"),
            _lines(
                (_("Full name"), commitment.signatory_name or dots),
                (_("Post"), commitment.signatory_post or dots),
                (_("Agency, unit"), _promising(commitment)),
            ),
        ),
        (
            _("II. To whom"),
            _lines(
                (_("Body") if _is_body(commitment) else _("Full name"), commitment.counterparty_name or dots),
                (_("Post"), commitment.counterparty_post),
                (_("Agency, unit"), "" if _is_body(commitment) else commitment.counterparty_agency_name),
            ),
        ),
    )


def _lines(*pairs: tuple[str, str]) -> tuple[str, ...]:
    return tuple(f"{label}: {said}" for label, said in pairs if said)


def _is_body(commitment: Commitment) -> bool:
    """Whether the other party is a body and no person: heads of agencies promise to the Party's standing board."""
    return commitment.tier == Tier.AGENCY and not commitment.counterparty_post


def _contents(commitment: Commitment) -> str:
    return _("III. What is committed to in %(year)s") % {"year": commitment.event.plan.year}


def _headings() -> tuple[str, ...]:
    return (_("Serial number"), _("What is committed to"), _("Level committed to"), _("Time limit"), _("Notes"))


def _row(place: int, item: CommitmentItem, commitment: Commitment) -> list[str]:
    """An item on the terms that are agreed now, each linked item in a line of its own."""
    links = [(link, agreed_terms(link)) for link in item.links.all()]
    days = [terms.deadline for _link, terms in links] if links else [item.deadline]
    return [
        str(place),
        item.text,
        "\n".join(filter(None, (_level(link, terms, len(links) > 1) for link, terms in links))),
        "\n".join(dict.fromkeys(_short(day) for day in days if day)),
        "\n".join(dict.fromkeys(_notes(item, [terms for _link, terms in links], commitment))),
    ]


def _level(link: ItemLink, terms: Terms, is_named: bool) -> str:
    """The level as it is written; empty where none was signed."""
    if not terms.operator:
        return ""
    share = _(" (a part of it)") if link.is_part else ""
    name = f"{link.assignment.indicator.name}: " if is_named else ""
    return f"{name}{written_target(terms)}{share}"


def _notes(item: CommitmentItem, agreed: Sequence[Terms], commitment: Commitment) -> list[str]:
    """By which amendment it came or was changed; who is accountable besides who signs; whether it is illustrative."""
    said = []
    if item.added_by:
        said.append(_("Added by annex %(number)s") % {"number": item.added_by.number})
    changed = dict.fromkeys(change.amendment.number for change in item.changes.all())
    said += [_("Changed by annex %(number)s") % {"number": number} for number in changed
             if not (item.added_by and number == item.added_by.number)]  # fmt: skip
    for terms in agreed:
        if terms.accountable and terms.accountable != commitment.signatory_id:
            said.append(_("Accountable: %(name)s") % {"name": terms.accountable_name})
    marked = _("illustrative")
    return said + ([marked.capitalize()] if item.is_illustrative and marked not in item.text else [])


def _amended(commitment: Commitment) -> tuple[str, ...]:
    """A line that names the amendments whose terms are printed; none where there are none."""
    named = "; ".join(_named(row) for row in commitment.amendments.all())
    return (_("The terms above are those agreed after: %(amendments)s.") % {"amendments": named},) if named else ()


def _named(amendment: Amendment) -> str:
    return _("annex %(number)s of %(day)s") % {"number": amendment.number, "day": _short(amendment.dated_on)}


def _closing(commitment: Commitment) -> tuple[str, ...]:
    responsible = _(
        "I take responsibility before %(receiver)s and before the law for carrying out what is committed to above. The "
        "results are one of the grounds for the appraisal at the end of the year."
    ) % {"receiver": _receiver(commitment)}
    copies = _("This commitment is made in two copies of equal worth; each party keeps one.")
    return responsible, copies.rstrip(".") + "./."


def _receiver(commitment: Commitment) -> str:
    """The other party as a sentence names it: the post with its agency, else the name."""
    post, agency = commitment.counterparty_post, commitment.counterparty_agency_name
    if not post:
        return commitment.counterparty_name or "…" * 10
    return post if agency in post else f"{post} {agency}"


def _signing(commitment: Commitment) -> tuple[Party, Party]:
    """Who commits on the left, the other party on the right; who signs for a body is left to be filled in."""
    promising = Party(_("The one who commits"), commitment.signatory_post, commitment.signatory_name)
    if _is_body(commitment):
        post = _("On behalf of %(body)s") % {"body": commitment.counterparty_name}
        return promising, Party(_("Who receives the commitment"), post, "")
    receiving = Party(
        _("Who receives the commitment"), commitment.counterparty_post, commitment.counterparty_name
    )  # fmt: skip
    return promising, receiving


def _recipients() -> tuple[str, ...]:
    return (_("- The two parties;"), _("- Steering committee for digital transformation;"), _("- Archive: office."))


def _short(day: date) -> str:
    return day.strftime("%d/%m/%Y")
