"""What digital signatures are found to be. Files are made and read in this process; three tests start the child."""

import io
import os
import sys
import unicodedata

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from commitments.enums import Signature
from commitments.files import verifying as signatures
from commitments.files.inspecting import pages
from commitments.files.inspecting.reading import inspect
from commitments.files.verdicts import Facts, Problem, problems_of, verdict
from tests.commitments.files.signing import (
    Authority,
    clock,
    day,
    locked,
    plain_pdf,
    scan_pdf,
    signed,
    stamped_pdf,
    with_byte_flipped,
    with_metadata_edited,
    with_page_added,
    with_time_stamp,
    with_upkeep,
)

AN, BINH = "Nguyễn Văn An", "Trần Thị Bình"
AT = day(2026, 1, 1)


@pytest.fixture(scope="module")
def ca():
    return Authority()


@pytest.fixture(scope="module")
def an(ca):
    return ca.person(AN, "Sở Xây dựng")


@pytest.fixture(scope="module")
def binh(ca):
    return ca.person(BINH)


@pytest.fixture(scope="module")
def by_an(an):
    return signed(plain_pdf("Bản cam kết", "Trang hai"), an)


def read(pdf: bytes, *roots) -> dict:
    asked = {"data": pdf, "roots": [root.der for root in roots], "at": AT.isoformat(), "with_text": True}
    return inspect(asked)


def facts(pdf: bytes, *roots) -> Facts:
    return Facts.from_json(read(pdf, *roots)["facts"])


def judged(pdf: bytes, *roots, name: str = AN) -> Signature:
    return verdict(facts(pdf, *roots), name)


# --- one signature -----------------------------------------------------------------------------------------------


def test_a_file_signed_by_whom_is_trusted_is_valid_and_tells_all_about_it(by_an, ca):
    found = facts(by_an, ca)
    assert verdict(found, AN) == Signature.VALID
    (fact,) = found.signatures
    assert (fact.signer, fact.organisation, fact.issuer) == (AN, "Sở Xây dựng", "Tổ chức chứng thực minh họa")
    assert (fact.coverage, fact.trust, fact.stamp) == ("file", "trusted", "none")
    assert fact.signed_at == "2022-02-28T02:12:00+00:00"
    assert int(fact.serial, 16) > 0
    assert found.pages == 2


def test_without_the_root_the_same_file_is_untrusted_but_intact(by_an):
    for roots in ([], [Authority("Nơi khác")], [Authority()]):
        found = facts(by_an, *roots)
        assert verdict(found, AN) == Signature.UNTRUSTED
        assert (found.signatures[0].is_intact, found.signatures[0].is_valid) == (True, True)
        assert problems_of(found.signatures[0]) == (Problem.NO_ROOT,)


def test_one_byte_of_the_content_flipped_breaks_the_signature(by_an, ca):
    for place in (by_an.index(b"/MediaBox") + 12, by_an.index(b"Tj") - 4, 12):
        assert judged(with_byte_flipped(by_an, place), ca) == Signature.BROKEN


def test_one_byte_of_the_signature_or_of_what_fills_it_up_flipped_breaks_it(by_an, ca):
    start = by_an.rindex(b"/Contents")
    end = by_an.index(b">", start)
    for place in (start + 60, end - 5, end - 400):
        assert judged(with_byte_flipped(by_an, place), ca) == Signature.BROKEN


def test_no_byte_that_was_signed_can_be_flipped(by_an, ca):
    fact_of = PdfReader(io.BytesIO(by_an)).get_fields()["Sig1"]["/V"]["/ByteRange"]
    places = [*range(9, fact_of[1], 211), *range(fact_of[2], len(by_an), 97)]
    assert len(places) > 15
    found = {read(with_byte_flipped(by_an, place), ca).get("refused") or
             judged(with_byte_flipped(by_an, place), ca) for place in places}  # fmt: skip
    assert found <= {Signature.BROKEN, "cannot_be_opened"}


def test_a_signature_field_that_was_taken_out_is_missed(by_an, ca):
    writer = PdfWriter(io.BytesIO(by_an), incremental=True)
    del writer.root_object["/AcroForm"]
    into = io.BytesIO()
    writer.write(into)
    assert facts(into.getvalue(), ca).lost == 1
    assert judged(into.getvalue(), ca) == Signature.BROKEN


@pytest.mark.parametrize("change", [with_page_added, with_metadata_edited, lambda pdf: pdf + b"\n"])
def test_whatever_is_added_after_signing_shows(change, by_an, ca):
    found = facts(change(by_an), ca)
    assert verdict(found, AN) == Signature.CHANGED_AFTER
    assert problems_of(found.signatures[0]) == (Problem.ADDED,)
    assert found.signatures[0].is_intact is True


def test_a_change_weighs_more_than_missing_trust(by_an):
    assert judged(with_page_added(by_an)) == Signature.CHANGED_AFTER


def test_somebody_else_signed(binh, ca):
    assert judged(signed(plain_pdf(), binh), ca) == Signature.WRONG_SIGNER


# --- time --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "until", "wanted", "why"),
    [
        (day(2021, 1, 1), day(2022, 12, 31), Signature.VALID, ()),
        (day(2020, 6, 1), day(2021, 12, 31), Signature.NOT_VALID_THEN, (Problem.EXPIRED,)),
        (day(2022, 3, 1), day(2030, 1, 1), Signature.NOT_VALID_THEN, (Problem.NOT_YET_VALID,)),
    ],
)
def test_a_certificate_is_judged_on_the_day_of_signing(since, until, wanted, why, ca):
    pdf = signed(plain_pdf(), ca.person(AN, since=since, until=until))
    assert judged(pdf, ca) == wanted
    assert problems_of(facts(pdf, ca).signatures[0]) == why


def test_an_expired_certificate_of_nobody_is_untrusted_first(ca):
    assert judged(signed(plain_pdf(), ca.person(AN, until=day(2021, 12, 31)))) == Signature.UNTRUSTED


def test_a_trusted_time_stamp_outweighs_the_time_claimed(ca):
    gone = ca.person(AN, until=day(2021, 12, 31))
    pdf = signed(plain_pdf(), gone, at=day(2022, 2, 28), stamper=clock(ca, day(2021, 6, 1)))
    (fact,) = facts(pdf, ca).signatures
    assert (fact.stamp, fact.signed_at[:10], fact.trust) == ("trusted", "2021-06-01", "trusted")
    assert judged(pdf, ca) == Signature.VALID


def test_a_time_stamp_of_nobody_proves_nothing(an, ca):
    pdf = signed(plain_pdf(), an, stamper=clock(Authority("Nơi khác"), day(2021, 6, 1)))
    (fact,) = facts(pdf, ca).signatures
    assert (fact.stamp, fact.signed_at[:10]) == ("untrusted", "2022-02-28")
    assert problems_of(fact) == (Problem.STAMP_UNTRUSTED,)


def test_a_time_stamp_over_the_document_is_no_party_and_has_to_be_trusted(by_an, ca):
    pdf = with_time_stamp(by_an, clock(ca, day(2022, 3, 1)))
    found = facts(pdf, ca)
    assert [(fact.kind, fact.coverage, problems_of(fact)) for fact in found.signatures] == [
        ("party", "revision", ()),
        ("timestamp", "file", ()),
    ]
    assert found.signatures[1].signed_at[:10] == "2022-03-01"
    assert verdict(found, AN) == Signature.VALID
    other = with_time_stamp(by_an, clock(Authority("Nơi khác"), day(2022, 3, 1)))
    assert problems_of(facts(other, ca).signatures[1]) == (Problem.STAMP_UNTRUSTED,)
    assert judged(with_metadata_edited(pdf), ca) == Signature.CHANGED_AFTER


def test_means_to_check_signatures_may_stand_between_signatures(by_an, ca):
    kept = with_upkeep(by_an, ca)
    assert judged(kept, ca) == Signature.CHANGED_AFTER  # nothing covers them yet
    stamper = clock(ca, day(2022, 3, 1))
    assert judged(with_time_stamp(kept, stamper), ca) == Signature.VALID
    assert judged(with_time_stamp(with_metadata_edited(kept), stamper), ca) == Signature.CHANGED_AFTER
    assert judged(with_time_stamp(with_metadata_edited(by_an), stamper), ca) == Signature.CHANGED_AFTER


def test_a_digest_that_is_no_longer_safe_is_not_trusted(an, ca):
    assert problems_of(facts(signed(plain_pdf(), an, digest="sha1"), ca).signatures[0]) == (Problem.WEAK,)


# --- chains ------------------------------------------------------------------------------------------------------


def test_a_chain_may_have_links_and_any_link_may_be_trusted(ca):
    under = Authority("Cấp dưới", above=ca)
    pdf = signed(plain_pdf(), under.person(AN))
    assert [judged(pdf, root) for root in (ca, under, Authority("Cấp dưới"))] == ["valid", "valid", "untrusted"]


def test_a_root_that_only_bears_the_same_name_is_not_the_root(ca):
    assert judged(signed(plain_pdf(), Authority().person(AN)), ca) == Signature.UNTRUSTED


@pytest.mark.parametrize(
    ("usage", "why"),
    [((), ()), (("digital_signature",), ()), (("key_encipherment",), (Problem.NOT_FOR_SIGNING,))],
)
def test_a_certificate_is_for_signing_unless_it_says_otherwise(usage, why, ca):
    pdf = signed(plain_pdf(), ca.person(AN, usage=usage))
    assert problems_of(facts(pdf, ca).signatures[0]) == why


# --- two parties -------------------------------------------------------------------------------------------------


def test_two_parties_sign_in_turn(by_an, binh, ca):
    found = facts(signed(by_an, binh), ca)
    assert [(fact.signer, fact.coverage, problems_of(fact)) for fact in found.signatures] == [
        (AN, "revision", ()),
        (BINH, "file", ()),
    ]
    assert verdict(found, AN) == verdict(found, BINH) == Signature.VALID


@pytest.mark.parametrize("change", [with_page_added, with_metadata_edited])
def test_what_was_added_between_two_signatures_shows(change, by_an, binh, ca):
    found = facts(signed(change(by_an), binh), ca)
    assert verdict(found, AN) == Signature.CHANGED_AFTER
    assert [problems_of(fact) for fact in found.signatures] == [(Problem.ADDED,), ()]


def test_what_was_added_after_both_spoils_both(by_an, binh, ca):
    found = facts(with_metadata_edited(signed(by_an, binh)), ca)
    assert [problems_of(fact) for fact in found.signatures] == [(Problem.ADDED,), (Problem.ADDED,)]


def test_a_second_signature_of_nobody_is_not_passed_over(by_an, ca):
    assert judged(signed(by_an, Authority("Nơi khác").person(BINH)), ca) == Signature.UNTRUSTED


def test_a_signature_of_a_kind_that_cannot_be_checked_is_untrusted(by_an, ca):
    other = by_an.replace(b"/adbe.pkcs7.detached", b"/adbe.x509.rsa_sha1x")
    assert len(other) == len(by_an)
    assert problems_of(facts(other, ca).signatures[0]) == (Problem.UNSUPPORTED,)


# --- what is no signed file --------------------------------------------------------------------------------------


def test_a_scan_and_a_plain_file_carry_no_signature(ca):
    assert [judged(pdf, ca) for pdf in (scan_pdf(), plain_pdf("a", "b"))] == [Signature.UNSIGNED] * 2
    assert facts(scan_pdf()).pages == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"hello", "not_pdf"), (b"", "not_pdf"), (b"%PDF-1.7\nnothing\n%%EOF", "cannot_be_opened"),
        (b"PK\x03\x04", "not_pdf"), (plain_pdf()[:300], "cannot_be_opened"), (locked(plain_pdf()), "encrypted"),
        (locked(plain_pdf(), "khoa"), "encrypted"), (plain_pdf() + b" " * 2**20, "cannot_be_opened"),
    ],
)  # fmt: skip
def test_what_is_no_readable_pdf_is_refused(content, code):
    assert read(content) == {"refused": code}


def test_more_bytes_or_pages_than_the_limit_are_refused(monkeypatch):
    monkeypatch.setattr(pages, "MAX_PAGES", 2)
    assert read(plain_pdf("a", "b", "c")) == {"refused": "too_many_pages"}
    monkeypatch.setattr(pages, "MAX_BYTES", 100)
    assert read(plain_pdf()) == {"refused": "too_large"}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_of_secrecy_are_found_with_their_page_however_their_letters_are_written(form):
    stamped = unicodedata.normalize(form, "UBND TỈNH\nMẬT\nSố 05")
    assert read(plain_pdf("Trang một", stamped, unicodedata.normalize(form, "TỐI MẬT")))["secret_pages"] == [2, 3]


def test_harmless_words_refuse_nothing():
    text = "Bảo đảm BẢO MẬT\nbảo vệ BÍ MẬT NHÀ NƯỚC\nđổi mật khẩu\ndo mất điện"
    assert read(plain_pdf(text))["secret_pages"] == []


def test_a_stamp_placed_as_a_note_is_read_too():
    writer = PdfWriter(clone_from=io.BytesIO(plain_pdf("Trang một")))
    writer.add_annotation(0, FreeText(text="MẬT", rect=(50, 50, 100, 100)))
    into = io.BytesIO()
    writer.write(into)
    assert read(into.getvalue())["secret_pages"] == [1]


def test_a_stamp_that_is_drawn_is_read_too():
    assert [read(stamped_pdf(text))["secret_pages"] for text in ("TUYỆT MẬT", "SAO Y")] == [[1], []]


# --- the child process -------------------------------------------------------------------------------------------


def test_the_child_answers_as_this_process_does(by_an, ca):
    pem = ca.pem.decode()
    (one,) = signatures.readings([(by_an, AT)], [pem], with_text=True)
    assert one == signatures.Reading(facts(by_an, ca))
    both = signatures.readings([(by_an, AT), (scan_pdf(), AT)], [pem])
    assert [len(reading.facts.signatures) for reading in both] == [1, 0]


@pytest.mark.skipif(sys.platform != "linux", reason="limits of processes are those of Linux")
def test_a_bomb_stays_within_its_limits():
    """Half a gigabyte of page description in a small file; the reading process may have 448 MiB and 12 seconds."""
    start = sum(os.times()[:4])
    reading = signatures.read_file(scan_pdf(is_huge=True), [], AT)
    assert (reading.refused, reading.facts.unread_pages) == ("", 1)
    assert sum(os.times()[:4]) - start < 12


def test_a_batch_that_fails_is_read_one_by_one(monkeypatch, by_an, ca):
    asked = []

    def answers(batch):
        asked.append(len(batch))
        if len(batch) > 1:
            raise signatures.TookTooLong
        return [inspect(one) for one in batch]

    monkeypatch.setattr(signatures, "_answers", answers)
    found = list(signatures.readings([(by_an, AT), (b"%PDF-", AT)], [ca.pem.decode()]))
    assert asked == [2, 1, 1]
    assert [reading.refused for reading in found] == ["", "cannot_be_opened"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (signatures.TookTooLong, "takes_too_long"), (signatures.CannotStart, "cannot_read_now"),
        (EOFError, "too_large_to_read"), (ValueError, "too_large_to_read"),
    ],
)  # fmt: skip
def test_a_process_without_an_answer_is_a_refusal(error, code, monkeypatch):
    def fail(batch):
        raise error

    monkeypatch.setattr(signatures, "_answers", fail)
    assert [reading.refused for reading in signatures.readings([(b"%PDF-", AT)], [])] == [code]


def test_large_files_go_to_the_child_in_batches(monkeypatch):
    sizes = []
    monkeypatch.setattr(signatures, "BATCH", 10)
    monkeypatch.setattr(
        signatures, "_answers", lambda batch: sizes.append(len(batch)) or [{"refused": "x"}] * len(batch)
    )
    assert len(list(signatures.readings([(b"1234", AT)] * 5, []))) == 5
    assert sizes == [2, 2, 1]
