"""What a person sees of a commitment's files."""

import re

import pytest
from django.template.loader import render_to_string

from commitments.enums import Signature
from commitments.files.actions import attest
from commitments.files.page import TONES, file_sheet
from commitments.trust.actions import add_root
from tests.commitments.files import filing
from tests.commitments.files.filing import AN, BINH, SCAN
from tests.commitments.files.signing import plain_pdf, signed

ca, by_an, read_here, commitment, keep = filing.ca, filing.by_an, filing.read_here, filing.commitment, filing.keep


def test_the_sentence_names_signer_time_and_issuer(keep, commitment, head_a, province, ca, by_an):
    add_root(province, ca.pem, name="", by=None)
    keep(by_an)
    sentence = file_sheet(commitment, head_a).sentence
    for words in (AN, "09:12", "28/02/2022", "Tổ chức chứng thực minh họa"):
        assert words in sentence


def test_the_other_party_is_told_of_where_it_is_a_person(keep, commit, division_2, head_a, ca):
    by_both = signed(signed(plain_pdf(), ca.person(AN)), ca.person(BINH))
    person = commit(division_2, counterparty_post="Giám đốc")
    keep(by_both, of=person)
    assert any(BINH in remark for remark in file_sheet(person, head_a).current.remarks)
    assert len(file_sheet(person, head_a).current.signatures) == 2


def test_a_name_without_marks_is_remarked_on(keep, commitment, head_a, province, ca):
    add_root(province, ca.pem, name="", by=None)
    file = keep(signed(plain_pdf(), ca.person("NGUYEN VAN AN")))
    assert file.verdict == "valid"
    assert any("NGUYEN VAN AN" in remark for remark in file_sheet(commitment, head_a).current.remarks)


def test_a_later_file_stands_and_earlier_ones_stay(keep, commitment, head_a, by_an):
    first = keep()
    second = keep(by_an)
    sheet = file_sheet(commitment, head_a)
    assert (sheet.current.pk, [line.pk for line in sheet.earlier]) == (second.pk, [first.pk])


def test_who_only_reads_sees_the_verdict_and_no_door(keep, commitment, committee, clerk_a, head_a):
    keep()
    seen = {user.username: file_sheet(commitment, user) for user in (committee, clerk_a, head_a)}
    doors = {name: (bool(s.form), bool(s.current.verify_url), bool(s.current.attest_url)) for name, s in seen.items()}
    assert doors == {
        "thanhvien": (False, False, False),
        "nhaplieu.a": (False, False, True),
        "giamdoc.a": (True, True, True),
    }


@pytest.mark.parametrize("files", [1, 3])
def test_the_sheet_costs_the_same_for_many_files(files, keep, commitment, head_a, django_assert_num_queries):
    for number in range(files):
        attest(keep(plain_pdf(f"Bản {number}")), by=head_a)
    file_sheet(commitment, head_a)  # the roles of the person are asked once
    with django_assert_num_queries(4):
        file_sheet(commitment, head_a)


def test_the_piece_of_the_page_shows_words_and_never_codes(keep, commitment, head_a, by_an, rf):
    keep(by_an)
    keep(SCAN)
    page = render_to_string(
        "commitments/files/_files.html", {"files": file_sheet(commitment, head_a)}, request=rf.get("/")
    )
    assert AN in page
    text = re.sub(r"<[^>]*>", " ", page)
    for code in ("no_root", "untrusted", "unsigned", "changed_after", "not_valid_then"):
        assert code not in text


def test_each_verdict_has_a_colour_and_only_a_valid_signature_that_of_what_is_done():
    assert set(TONES) == set(Signature)
    assert [verdict for verdict, tone in TONES.items() if tone == "done"] == [Signature.VALID]
