"""From what was found in a file to one verdict on it. Pure: facts in, codes out; the worst that is found decides."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from commitments.enums import Signature
from commitments.files.inspecting.facts import Coverage, Facts, Kind, SignatureFact, Stamp, Trust
from dxtracker.lib.text import clean, fold, same_name_key

__all__ = [
    "ATTESTERS",
    "Coverage",
    "Facts",
    "Kind",
    "Likeness",
    "Problem",
    "SignatureFact",
    "Stamp",
    "Trust",
    "likeness",
    "problems_of",
    "signature_of",
    "signer_of",
    "verdict",
]

ATTESTERS = 2  # so many different people make a scan count


class Problem(StrEnum):
    """What is wrong with one signature."""

    UNREADABLE = "unreadable"
    CONTENT = "content"  # the signed bytes are others
    CRYPTOGRAPHY = "cryptography"  # the signature does not belong to the certificate
    STAMP_BROKEN = "stamp_broken"
    NOT_COVERED = "not_covered"  # it does not cover the document
    ADDED = "added"  # something was added after it
    UNSUPPORTED = "unsupported"
    NO_ROOT = "no_root"
    WEAK = "weak"
    NOT_FOR_SIGNING = "not_for_signing"
    STAMP_UNTRUSTED = "stamp_untrusted"
    OTHER = "other"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"


WEIGHT: dict[Problem, Signature] = {
    Problem.UNREADABLE: Signature.BROKEN,
    Problem.CONTENT: Signature.BROKEN,
    Problem.CRYPTOGRAPHY: Signature.BROKEN,
    Problem.STAMP_BROKEN: Signature.BROKEN,
    Problem.NOT_COVERED: Signature.CHANGED_AFTER,
    Problem.ADDED: Signature.CHANGED_AFTER,
    Problem.UNSUPPORTED: Signature.UNTRUSTED,
    Problem.NO_ROOT: Signature.UNTRUSTED,
    Problem.WEAK: Signature.UNTRUSTED,
    Problem.NOT_FOR_SIGNING: Signature.UNTRUSTED,
    Problem.STAMP_UNTRUSTED: Signature.UNTRUSTED,
    Problem.OTHER: Signature.UNTRUSTED,
    Problem.EXPIRED: Signature.NOT_VALID_THEN,
    Problem.NOT_YET_VALID: Signature.NOT_VALID_THEN,
}
_OF_TRUST: dict[str, Problem] = {
    Trust.NO_ROOT: Problem.NO_ROOT,
    Trust.EXPIRED: Problem.EXPIRED,
    Trust.NOT_YET_VALID: Problem.NOT_YET_VALID,
    Trust.WEAK: Problem.WEAK,
    Trust.NOT_FOR_SIGNING: Problem.NOT_FOR_SIGNING,
    Trust.OTHER: Problem.OTHER,
}
_WORST_FIRST = list(Signature)


class Likeness(StrEnum):
    """How a signer's name compares with the name expected."""

    SAME = "same"
    UNMARKED = "unmarked"  # equal but for the marks, which the certificate does not write
    OTHER = "other"


class Judged(Protocol):
    verdict: str


@dataclass(frozen=True)
class Signer:
    """The signature that stands for a person, and how its name compares."""

    fact: SignatureFact
    likeness: Likeness


def verdict(facts: Facts, signatory_name: str) -> Signature:
    """The verdict on a file that `signatory_name` should have signed; never ATTESTED or NONE.

    The worst problem of any signature decides: a file on which anybody's signature fails is not what was signed.
    A time stamp alone is no signature.
    """
    if not facts.is_unaltered:
        return Signature.ALTERED
    if facts.lost:
        return Signature.BROKEN
    if not any(fact.kind == Kind.PARTY for fact in facts.signatures):
        return Signature.UNSIGNED
    found = [WEIGHT[problem] for fact in facts.signatures for problem in problems_of(fact)]
    if found:
        return min(found, key=_WORST_FIRST.index)
    return Signature.VALID if signer_of(facts, signatory_name) else Signature.WRONG_SIGNER


def problems_of(fact: SignatureFact) -> tuple[Problem, ...]:
    """All that is wrong with one signature, the worst first; empty for a good one."""
    if not fact.is_readable:
        return (Problem.UNREADABLE,)
    if fact.trust == Trust.UNSUPPORTED:
        return (Problem.UNSUPPORTED,)
    found = []
    if not fact.is_intact:
        found.append(Problem.CONTENT)
    if not fact.is_valid:
        found.append(Problem.CRYPTOGRAPHY)
    if fact.stamp == Stamp.BROKEN:
        found.append(Problem.STAMP_BROKEN)
    if fact.coverage not in (Coverage.FILE, Coverage.REVISION):
        found.append(Problem.NOT_COVERED)
    elif fact.has_additions:
        found.append(Problem.ADDED)
    # Nobody can say whose a signature is that is not even right.
    if fact.is_valid and fact.trust != Trust.TRUSTED:
        is_stamp = fact.kind == Kind.TIMESTAMP
        found.append(Problem.STAMP_UNTRUSTED if is_stamp else _OF_TRUST.get(fact.trust, Problem.OTHER))
    if fact.stamp == Stamp.UNTRUSTED:
        found.append(Problem.STAMP_UNTRUSTED)
    if not found and not fact.is_sound:
        found.append(Problem.OTHER)
    return tuple(found)


def signer_of(facts: Facts, name: str) -> Signer | None:
    """The signature of the person called `name`, a name with its marks before one without; None where none is."""
    found = [Signer(fact, likeness(fact.signer, name)) for fact in facts.signatures if fact.kind == Kind.PARTY]
    found = [signer for signer in found if signer.likeness is not Likeness.OTHER]
    return min(found, key=lambda signer: list(Likeness).index(signer.likeness), default=None)


def signature_of(file: Judged | None, attestations: int) -> Signature:
    """What a commitment's file says in the end: NONE without a file, ATTESTED for a scan two people vouch for."""
    if file is None:
        return Signature.NONE
    judged = Signature(file.verdict)
    return Signature.ATTESTED if judged is Signature.UNSIGNED and attestations >= ATTESTERS else judged


# Certificates write more than the name: "NGUYỄN VĂN A - Giám đốc", "Nguyễn Văn A (001085012345)", "TS. Nguyễn Văn A".
_PARTS = re.compile(r"\s+[-–—]\s*|\s*[-–—]\s+|[,;:/|()\[\]\d]+")
_ASIDE = re.compile(r"\(.*?\)")
_TITLE = re.compile(
    r"^(?:ông|bà|đồng chí|đ/c|gs|pgs|ts|ths|cn|ks|kts|bs|ls)\.?\s+|^(?:gs|pgs|ts|ths|ks|kts|bs)\.", re.I
)


def likeness(signer: str, name: str) -> Likeness:
    """How the name in a certificate compares with a person's: Unicode form, case and place of the tone count not.

    >>> likeness("NGUYỄN VĂN HOÀ - Sở Xây dựng", "Nguyễn Văn Hòa").value
    'same'
    >>> likeness("Nguyen Van Hoa", "Nguyễn Văn Hòa").value, likeness("Nguyễn Văn Hoa", "Nguyễn Văn Hòa").value
    ('unmarked', 'other')
    """
    wanted = _bare(_ASIDE.sub(" ", name))
    if not wanted:
        return Likeness.OTHER
    parts = [_bare(signer), *(_bare(part) for part in _PARTS.split(clean(signer)))]
    if any(same_name_key(part) == same_name_key(wanted) for part in parts):
        return Likeness.SAME
    if any(part.isascii() and fold(part) == fold(wanted) for part in parts):
        return Likeness.UNMARKED
    return Likeness.OTHER


def _bare(name: str) -> str:
    """The name without titles before it."""
    bare = clean(name)
    while (shorter := _TITLE.sub("", bare)) != bare:
        bare = shorter.strip()
    return bare
