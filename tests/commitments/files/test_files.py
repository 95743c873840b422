"""Files of commitments: kept, attested, read again, handed out. Reading runs in this process."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from agencies.models import AuditEvent
from commitments.files import verifying as signatures
from commitments.files.actions import attest, keep_file, verify_again
from commitments.files.page import file_sheet
from commitments.models import Amendment, SignedFile
from commitments.trust.actions import add_root
from kpis.errors import CannotChange
from tests.commitments.files import filing
from tests.commitments.files.filing import SCAN, spoil
from tests.commitments.files.signing import day, locked, plain_pdf

AT = day(2022, 6, 1)
ca, by_an, read_here, commitment, keep = filing.ca, filing.by_an, filing.read_here, filing.commitment, filing.keep

# --- kept --------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def own_store(settings):
    """An empty store for each test: what one spoils is nothing to the next."""
    settings.STORAGES = dict(settings.STORAGES)


def test_a_signed_file_is_kept_by_its_hash_with_its_verdict(keep, commitment, head_a, province, ca, by_an):
    add_root(province, ca.pem, name="", by=None)
    file = keep(by_an)
    sha256 = hashlib.sha256(by_an).hexdigest()
    assert (file.verdict, file.pages, file.size, file.sha256) == ("valid", 1, len(by_an), sha256)
    assert file.file.name == f"commitments/{sha256[:2]}/{sha256}"
    assert file.file.read() == by_an
    event = AuditEvent.objects.get(action="file-kept")
    assert (event.by, event.agency_id, event.new["verdict"]) == (head_a, commitment.agency_id, "valid")


def test_the_same_bytes_are_kept_once(keep):
    assert keep() == keep(name="lại.pdf")
    assert SignedFile.objects.get().file_name == "cam-ket.pdf"
    assert AuditEvent.objects.filter(action="file-kept").count() == 1


def test_two_commitments_may_hold_the_same_bytes(keep, commit, division_2):
    first, second = keep(), keep(of=commit(division_2))
    assert first.pk != second.pk
    assert first.file.name == second.file.name


def test_a_spoiled_store_is_not_written_over(keep, commit, division_2):
    first = keep()
    spoil(first)
    second = keep(of=commit(division_2))
    assert second.file.name != first.file.name
    assert second.file.read() == SCAN
    assert signatures.kept_bytes(first) is None


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"hello", "a.pdf", "no PDF"), (plain_pdf()[:300], "a.pdf", "cannot be opened"),
        (locked(plain_pdf()), "a.pdf", "encrypted"), (b"%PDF-" + b" " * 20 * 2**20, "a.pdf", "larger than 20 MB"),
        (SCAN, "TỐI MẬT.pdf", "name of the file"), (plain_pdf("một", "UBND\nMẬT"), "a.pdf", "page 2"),
    ],
)  # fmt: skip
def test_what_may_not_be_kept_is_refused_with_its_reason(data, name, says, keep):
    with translation.override("en"), pytest.raises(CannotChange, match=says) as caught:
        keep(data, name)
    assert "UBND" not in str(caught.value)
    assert SignedFile.objects.count() == 0


def test_a_file_nobody_vouches_to_be_open_is_refused(commitment, head_a):
    with pytest.raises(CannotChange):
        keep_file(commitment, SCAN, name="a.pdf", by=head_a, says_not_secret=False)


def test_a_draft_has_no_file(commit, division_1, head_a):
    with pytest.raises(CannotChange):
        keep_file(commit(division_1, signed=False), SCAN, name="a.pdf", by=head_a, says_not_secret=True)


def test_an_amendment_has_files_of_its_own(keep, commitment, commit, division_2, head_a):
    amendment = Amendment.objects.create(commitment=commitment, number="01", dated_on="2022-06-01", made_at=AT)
    file = keep(amendment=amendment)
    sheet = file_sheet(commitment, head_a)
    assert (sheet.signature, sheet.current, [line.pk for line in sheet.amendments]) == ("none", None, [file.pk])
    with pytest.raises(CannotChange):
        keep(of=commit(division_2), amendment=amendment)


def test_certificates_changed_while_a_file_is_read_are_seen(keep, province, ca, by_an, monkeypatch):
    """Between the reading and the writing somebody adds the root."""
    answers, done = signatures._answers, []

    def meanwhile(batch):
        found = answers(batch)
        if not done:
            done.append(True)
            add_root(province, ca.pem, name="", by=None)
        return found

    monkeypatch.setattr(signatures, "_answers", meanwhile)
    assert keep(by_an).verdict == "valid"


# --- attested ----------------------------------------------------------------------------------------------------


def test_two_different_people_attest_a_scan(keep, commitment, head_a, clerk_a, officer):
    file = keep()
    attest(file, by=clerk_a, note="đã đối chiếu")
    assert file_sheet(commitment, head_a).signature == "unsigned"
    with pytest.raises(CannotChange):
        attest(file, by=clerk_a)
    attest(file, by=officer)
    assert file_sheet(commitment, head_a).signature == "attested"
    with pytest.raises(CannotChange):
        attest(file, by=head_a)
    assert AuditEvent.objects.filter(action="file-attested").count() == file.attestations.count() == 2


def test_only_a_scan_that_is_whole_is_attested(keep, head_a, by_an):
    with pytest.raises(CannotChange):
        attest(keep(by_an), by=head_a)
    scan = keep()
    spoil(scan)
    with pytest.raises(CannotChange):
        attest(scan, by=head_a)
    assert scan.attestations.count() == 0


# --- read again --------------------------------------------------------------------------------------------------


def test_reading_again_finds_a_store_that_was_changed_and_records_it_once(keep, head_a, by_an):
    file = keep(by_an)
    assert verify_again(file, by=head_a).verdict == "untrusted"
    assert not AuditEvent.objects.filter(action="file-verified").exists()
    spoil(file)
    assert verify_again(file, by=head_a).verdict == "altered"
    assert verify_again(file, by=head_a).verdict == "altered"
    event = AuditEvent.objects.get(action="file-verified")
    assert (event.old, event.new) == ({"verdict": "untrusted"}, {"verdict": "altered"})
    file.refresh_from_db()
    assert (file.verdict, file.findings["is_unaltered"], file.sha256) == (
        "altered", False, hashlib.sha256(by_an).hexdigest(),
    )  # fmt: skip


def test_an_altered_scan_loses_its_attestation(keep, commitment, head_a, clerk_a):
    file = keep()
    attest(file, by=clerk_a)
    attest(file, by=head_a)
    spoil(file)
    verify_again(file, by=head_a)
    assert file_sheet(commitment, head_a).signature == "altered"


def test_a_file_that_cannot_be_read_now_keeps_its_verdict(keep, head_a, by_an, monkeypatch):
    def fail(batch):
        raise signatures.CannotStart

    file = keep(by_an)
    monkeypatch.setattr(signatures, "_answers", fail)
    with pytest.raises(CannotChange):
        verify_again(file, by=head_a)
    file.refresh_from_db()
    assert file.verdict == "untrusted"


# --- the pages ---------------------------------------------------------------------------------------------------


def upload(data=SCAN, name="cam-ket.pdf", **fields):
    return {"file": SimpleUploadedFile(name, data, "application/pdf"), "is_open": "on"} | fields


def at(name, pk):
    return {
        "keep": f"/commitments/{pk}/file/",
        "file": f"/commitments/files/{pk}/",
        "attest": f"/commitments/files/{pk}/attest/",
        "verify": f"/commitments/files/{pk}/verify/",
    }[name]


def test_a_file_is_kept_through_its_page(client, commitment, head_a):
    client.force_login(head_a)
    answer = client.post(at("keep", commitment.pk), upload())
    assert (answer.status_code, answer["Location"]) == (302, f"{commitment.get_absolute_url()}#files")
    file = SignedFile.objects.get()
    assert (file.commitment, file.uploaded_by, file.file_name, file.amendment) == (
        commitment,
        head_a,
        "cam-ket.pdf",
        None,
    )
    client.post(at("keep", commitment.pk), upload())
    assert SignedFile.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"is_open": ""}, "Hãy xác nhận tệp không thuộc danh mục bí mật nhà nước."),
        ({"file": ""}, "Chưa chọn tệp."),
        ({"file": SimpleUploadedFile("a.pdf", b"hello")}, "PDF"),
    ],
)
def test_bad_input_keeps_nothing_and_says_why(fields, said, client, commitment, head_a):
    client.force_login(head_a)
    answer = client.post(at("keep", commitment.pk), upload(**fields))
    assert answer.status_code == 302
    assert SignedFile.objects.count() == 0
    (message,) = [str(message) for message in answer.wsgi_request._messages]
    assert said in message


def test_a_file_of_an_amendment_is_kept_through_its_page(client, commitment, head_a):
    row = Amendment.objects.create(commitment=commitment, number="01", dated_on="2022-06-01", made_at=AT)
    client.force_login(head_a)
    client.post(at("keep", commitment.pk), upload(amendment="0"))
    assert SignedFile.objects.count() == 0
    client.post(at("keep", commitment.pk), upload(amendment=str(row.pk)))
    assert SignedFile.objects.get().amendment == row


def test_a_draft_takes_no_file_through_its_page(client, commit, division_1, head_a):
    client.force_login(head_a)
    client.post(at("keep", commit(division_1, signed=False).pk), upload())
    assert SignedFile.objects.count() == 0


def test_too_large_a_file_is_refused_before_it_is_read(client, commitment, head_a, monkeypatch):
    monkeypatch.setattr("commitments.files.forms.MAX_BYTES", 10)
    client.force_login(head_a)
    client.post(at("keep", commitment.pk), upload())
    assert SignedFile.objects.count() == 0


def test_a_file_is_handed_out_as_it_was_handed_in(client, keep, committee):
    file = keep()
    client.force_login(committee)
    answer = client.get(at("file", file.pk))
    assert b"".join(answer.streaming_content) == SCAN
    assert answer["Content-Disposition"] == 'attachment; filename="cam-ket.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("how", ["spoiled", "gone"])
def test_a_file_that_was_changed_is_not_handed_out(how, client, keep, head_a):
    file = keep()
    spoil(file)
    if how == "gone":
        default_storage.delete(file.file.name)
    client.force_login(head_a)
    answer = client.get(at("file", file.pk))
    assert answer.status_code == 409
    assert file.sha256 in answer.content.decode()
    file.refresh_from_db()
    assert file.verdict == "unsigned"  # looking writes nothing


def test_a_scan_is_attested_through_its_page_once(client, keep, clerk_a):
    file = keep()
    client.force_login(clerk_a)
    for _time in range(2):
        assert client.post(at("attest", file.pk), {"note": "đã đối chiếu"}).status_code == 302
    word = file.attestations.get()
    assert (word.by, word.note) == (clerk_a, "đã đối chiếu")
    assert client.post(at("attest", file.pk), {"note": "x" * 401}).status_code == 302
    assert file.attestations.count() == 1


def test_a_file_is_verified_again_through_its_page(client, keep, head_a):
    file = keep()
    spoil(file)
    client.force_login(head_a)
    assert client.post(at("verify", file.pk)).status_code == 302
    file.refresh_from_db()
    assert file.verdict == "altered"


def test_verifying_a_file_that_cannot_be_read_says_so(client, keep, head_a, by_an, monkeypatch):
    def fail(batch):
        raise signatures.TookTooLong

    file = keep(by_an)
    monkeypatch.setattr(signatures, "_answers", fail)
    client.force_login(head_a)
    assert client.post(at("verify", file.pk)).status_code == 302
    file.refresh_from_db()
    assert file.verdict == "untrusted"


WRITING = ("keep", "attest", "verify")


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        *((None, name, 401 if name == "keep" else 302) for name in (*WRITING, "file")),
        *(("stranger", name, 404) for name in (*WRITING, "file")),
        *(("head_b", name, 404) for name in (*WRITING, "file")),
        *(("committee", name, 403) for name in WRITING),
        ("officer", "keep", 403), ("clerk_a", "keep", 403), ("clerk_a", "verify", 403), ("head_division", "keep", 403),
        ("head_division", "file", 200), ("officer", "attest", 302), ("administrator", "verify", 302),
    ],
)  # fmt: skip
def test_who_may_do_what(who, name, status, client, keep, commitment, request):
    file = keep()
    if who:
        client.force_login(request.getfixturevalue(who))
    url = at(name, commitment.pk if name == "keep" else file.pk)
    data = upload(plain_pdf("khác")) if name == "keep" else {}
    answer = client.get(url) if name == "file" else client.post(url, data)
    assert answer.status_code == status
    if status == 302 and who is None:
        assert "/account/login/" in answer["Location"]
    if status != 200 and (who, name) != ("officer", "attest"):
        assert (SignedFile.objects.count(), file.attestations.count()) == (1, 0)


@pytest.mark.parametrize("name", WRITING)
def test_nothing_is_written_by_a_get_and_nothing_is_found_where_nothing_is(name, client, keep, commitment, head_a):
    file = keep()
    client.force_login(head_a)
    led = client.get(at(name, commitment.pk if name == "keep" else file.pk)).url
    assert led == (f"/boards/commitment/{commitment.pk}/" if name == "keep" else "/boards/commitments/")
    assert client.post(at(name, 0)).status_code == 404
    assert client.get(at("file", 0)).status_code == 404
