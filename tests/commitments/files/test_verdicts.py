"""From facts to a verdict, without any file."""

import unicodedata
from dataclasses import replace

import pytest

from commitments.files import verdicts
from commitments.files.verdicts import Facts, Likeness, SignatureFact, likeness, problems_of, signature_of, verdict

AN, BINH = "Nguyễn Văn An", "Trần Thị Bình"
GOOD = SignatureFact(
    signer=AN,
    is_intact=True,
    is_valid=True,
    is_sound=True,
    coverage="file",
    trust="trusted",
    signed_at="2022-02-28T02:12:00+00:00",
)


@pytest.mark.parametrize(
    ("change", "wanted", "why"),
    [
        ({}, "valid", ()),
        ({"is_readable": False}, "broken", ("unreadable",)),
        ({"is_intact": False, "is_sound": False}, "broken", ("content",)),
        ({"is_valid": False, "trust": "other"}, "broken", ("cryptography",)),
        ({"stamp": "broken"}, "broken", ("stamp_broken",)),
        ({"coverage": "part"}, "changed_after", ("not_covered",)),
        ({"coverage": "unknown"}, "changed_after", ("not_covered",)),
        ({"coverage": "revision", "has_additions": True}, "changed_after", ("added",)),
        ({"coverage": "revision"}, "valid", ()),
        ({"trust": "no_root"}, "untrusted", ("no_root",)),
        ({"trust": "weak"}, "untrusted", ("weak",)),
        ({"trust": "unsupported", "is_intact": False}, "untrusted", ("unsupported",)),
        ({"trust": "from tomorrow's version"}, "untrusted", ("other",)),
        ({"stamp": "untrusted"}, "untrusted", ("stamp_untrusted",)),
        ({"is_sound": False}, "untrusted", ("other",)),
        ({"trust": "expired"}, "not_valid_then", ("expired",)),
        ({"trust": "not_yet_valid"}, "not_valid_then", ("not_yet_valid",)),
        ({"signer": BINH}, "wrong_signer", ()),
        ({"kind": "timestamp"}, "unsigned", ()),
        ({"trust": "expired", "has_additions": True, "is_intact": False}, "broken", ("content", "added", "expired")),
    ],
)
def test_the_worst_problem_decides(change, wanted, why):
    fact = replace(GOOD, **change)
    assert verdict(Facts(pages=1, signatures=(fact,)), AN) == wanted
    assert problems_of(fact) == why


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (Facts(), "unsigned"),
        (Facts(lost=1), "broken"),
        (Facts(signatures=(GOOD,), is_unaltered=False), "altered"),
        (Facts(signatures=(GOOD, replace(GOOD, signer=BINH, trust="no_root"))), "untrusted"),
        (Facts(signatures=(replace(GOOD, kind="timestamp"), GOOD)), "valid"),
        (Facts(signatures=(GOOD, replace(GOOD, kind="timestamp", trust="other"))), "untrusted"),
    ],
)
def test_all_signatures_count(found, wanted):
    assert verdict(found, AN) == wanted


def test_facts_survive_being_json():
    found = Facts(pages=3, signatures=(GOOD, replace(GOOD, signer=BINH)), lost=1, unread_pages=2)
    assert Facts.from_json(found.as_json()) == found
    assert Facts.from_json({"pages": 2, "unheard_of": 1, "signatures": [{"signer": AN, "unheard_of": 1}]}) == Facts(
        pages=2, signatures=(SignatureFact(signer=AN),)
    )


@pytest.mark.parametrize(
    ("signer", "name", "wanted"),
    [
        ("NGUYỄN VĂN HOÀ", "Nguyễn Văn Hòa", Likeness.SAME), ("Nguyễn Văn An - Giám đốc", AN, Likeness.SAME),
        ("Nguyễn Văn An (001085012345)", AN, Likeness.SAME), ("TS. Nguyễn Văn An", "Ông Nguyễn Văn An", Likeness.SAME),
        ("Sở Xây dựng, Nguyễn Văn An", AN, Likeness.SAME), ("Nguyen Van An", AN, Likeness.UNMARKED),
        (AN, "Nguyễn Văn An (minh họa)", Likeness.SAME),
        ("NGUYEN VAN AN - 0123", AN, Likeness.UNMARKED), ("Nguyễn Văn Ân", AN, Likeness.OTHER),
        ("Nguyễn Văn An Bình", AN, Likeness.OTHER), ("Văn An", AN, Likeness.OTHER), ("Sở Xây dựng", AN, Likeness.OTHER),
        ("", AN, Likeness.OTHER), (AN, "", Likeness.OTHER), ("", "", Likeness.OTHER),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_are_compared_as_people_write_them(signer, name, wanted, form):
    assert likeness(unicodedata.normalize(form, signer), name) is wanted


def test_a_name_with_its_marks_goes_before_one_without():
    found = Facts(signatures=(replace(GOOD, signer="Nguyen Van An"), GOOD))
    assert verdicts.signer_of(found, AN).fact == GOOD


@pytest.mark.parametrize(
    ("stored", "attestations", "wanted"),
    [
        (None, 2, "none"), ("unsigned", 0, "unsigned"), ("unsigned", 1, "unsigned"), ("unsigned", 2, "attested"),
        ("valid", 0, "valid"), ("altered", 2, "altered"), ("broken", 5, "broken"),
    ],
)  # fmt: skip
def test_two_people_make_a_scan_attested_and_nothing_else(stored, attestations, wanted):
    class File:
        verdict = stored

    assert signature_of(File() if stored else None, attestations) == wanted
