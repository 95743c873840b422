"""The dossier in words, the same in its tables and on paper."""

from datetime import date

from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.pages.counted import Counted
from dashboards.boards.dossier.items import GivenItem, Proof
from dashboards.boards.dossier.page import Dossier, Holder, PromisedItem, SignedPaper
from dashboards.boards.promises import GivenPromise
from dashboards.scope import Scope
from dxtracker.lib.numbers import number

LATE = Counted(
    "%(month)s: reported on %(day)s, %(n)s working day late", "%(month)s: reported on %(day)s, %(n)s working days late"
)


def notes_of(board: Dossier) -> tuple[str, ...]:
    """What the dossier is not, and the checksum of a closed month."""
    note = _(
        "The system supplies inputs alone: it neither grades nor ranks anybody. The appraisal is decided by the "
        "competent authority under the rules in force."
    )
    known = (_("Checksum of the closed month: %(sum)s") % {"sum": board.checksum},) if board.checksum else ()
    return (note, *known)


def facts_of(board: Dossier) -> list[tuple[str, str]]:
    """(what, words) of the head and of the year in figures, as the boards have them."""
    holder = board.holder
    facts = [(_("Agency"), board.name), (_("Head"), holder.name if holder else _("nobody on record"))]
    facts += [(_("Post"), words) for words in (posts_of(holder) if holder else ())]
    if board.unsigned:
        facts.append((_("Commitments signed by others"), "; ".join(board.unsigned)))
    counts = {"done": number(board.counts.done, "vi"), "of": number(board.counts.applicable, "vi")}
    facts += [
        (_("Commitments signed"), "; ".join(paper_words(one) for one in board.papers) or _("none")),
        (_("Committed items fulfilled"), f"{board.fulfilled}/{board.promised}" if board.promised else "–"),
        (_("Assigned items done"), f"{counts['done']}/{counts['of']}" if board.counts.applicable else "–"),
        (_("Months reported late"), "; ".join(months_words(board)) or _("none")),
        (_("Objective causes confirmed"), str(len(board.excuses))),
    ]
    return facts


def posts_of(holder: Holder) -> tuple[str, ...]:
    """Each spell at the head in words: post, from, until, by which decision one acts."""
    spells = []
    for post in holder.posts:
        parts = [post.name + (f" ({_('acting')})" if post.is_acting else "")]
        parts += [_("since %(day)s") % {"day": day_or_dash(post.since)}] if post.since else []
        parts += [_("until %(day)s") % {"day": day_or_dash(post.until)}] if post.until else []
        parts += [_("by decision %(number)s") % {"number": post.decision}] if post.decision else []
        spells.append(", ".join(parts))
    return tuple(spells)


def months_words(board: Dossier) -> tuple[str, ...]:
    """The months that came late or not at all, in words."""
    return tuple(
        _("%(month)s: not reported") % {"month": one.period.label}
        if one.is_missing
        else LATE.of(one.late_days, month=one.period.label, day=day_or_dash(one.submitted_on))
        for one in board.late_months
    )


def drift_texts(item: PromisedItem) -> tuple[str, ...]:
    """Where what is in force is not what was agreed: "Mức giao: đã ký ≥ 80%, hiện nay ≥ 90%"."""
    return tuple(
        _("%(aspect)s: signed %(old)s, now %(new)s") % {"aspect": d.aspect_words, "old": d.agreed, "new": d.live}
        for d in item.drifts
    )


def late_words(item: GivenItem) -> tuple[str, ...]:
    """The months whose figures came late, each with its day."""
    return tuple(f"{one.period.within} ({day_or_dash(one.sent_on)})" for one in item.late)


def promise_words(word: GivenPromise) -> str:
    """The day promised and what became of it."""
    return f"{day_or_dash(word.due_on)}: {word.state_words}"


def proof_words(proof: Proof) -> str:
    """A document by its number and date, a file by its name."""
    document = _("%(number)s of %(day)s") % {"number": proof.number, "day": day_or_dash(proof.on)} if proof.on else ""
    return ", ".join(filter(None, (document or proof.number, proof.title)))


def day_or_dash(day: date | None) -> str:
    """A day as it is written, a dash for none."""
    return day.strftime("%d/%m/%Y") if day else "–"


def superior_of(scope: Scope, agency: Agency) -> tuple[str, str]:
    """(superior body, issuing body) of the dossier on paper: the agency of a division, else the committee."""
    council = _("People's Committee of %(province)s") % {"province": scope.province.name}
    if agency.level == "division" and agency.parent:
        return council, agency.parent.name
    return council, _("Steering committee for digital transformation")


def title_of(board: Dossier) -> str:
    """What the dossier is called."""
    return _("Inputs to the appraisal of %(year)s") % {"year": board.year}


def whose(board: Dossier) -> str:
    """The agency and, where known, its head."""
    return f"{board.name} · {board.holder.name}" if board.holder else board.name


def paper_words(paper: SignedPaper) -> str:
    """A commitment by its number, counterparty and day."""
    number = f"{paper.number}, " if paper.number else ""
    return f"{number}{_('With %(party)s') % {'party': paper.counterparty}}, {paper.signed_text}"
