"""Evidence: known by content, kept by hash, handed out to who may read the agency, never a secret one."""

import hashlib
import io
import zipfile
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.models import AuditEvent
from kpis.errors import CannotChange
from kpis.evidence import actions
from kpis.evidence.actions import EXTENSIONS, attach_document, attach_file, content_of
from kpis.models import Entry, Evidence
from kpis.standings.actions import refresh

database = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def packed(*names):
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return found.getvalue()


DOCX = packed("[Content_Types].xml", "word/document.xml")
XLSX = packed("[Content_Types].xml", "xl/workbook.xml")


@pytest.fixture
def attach(client, clerk_a):
    """attach(item, content, name=…, by=…, **fields): the form posted as the page does it."""

    def post(assignment, content=None, name="bao-cao.pdf", by=None, is_open="on", **fields):
        client.force_login(by or clerk_a)
        posted = {"is_open": is_open} | fields
        if content is not None:
            posted["file"] = SimpleUploadedFile(name, content, "text/html")
        url = f"/entry/so-a/{assignment.pk}/evidence/?year=2022&month=9"
        return client.post(url, posted, HTTP_HX_REQUEST="true")

    return post


# --- pure --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"), (b"\x89PNG\r\n\x1a\n0000", "png"), (b"\xff\xd8\xff\xe0", "jpg"), (DOCX, "docx"), (XLSX, "xlsx"),
        (b"<html><script>x</script>", None), (b"MZ\x90\x00", None), (b"", None), (packed("a.txt"), None),
        (packed("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), None), (b"PK\x03\x04broken", None),
        (b"GIF89a", None), (b"\xd0\xcf\x11\xe0", None),
    ],
)  # fmt: skip
def test_a_file_is_what_its_bytes_say(content, kind):
    found = content_of(io.BytesIO(content))
    assert EXTENSIONS.get(found) == kind


# --- added -------------------------------------------------------------------------------------------------------


@database
def test_a_file_is_kept_by_its_hash_with_a_blank_draft_where_there_is_none(attach, item, clerk_a):
    target = item()
    response = attach(target, PDF)
    kept = Evidence.objects.get()
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert (kept.sha256, kept.file.name, kept.size) == (sha256, f"evidence/{sha256[:2]}/{sha256}", len(PDF))
    assert (kept.content_type, kept.title, kept.added_by) == ("application/pdf", "bao-cao.pdf", clerk_a)
    assert (Entry.objects.get().assignment, Entry.objects.get().status) == (target, "draft")
    assert "bao-cao.pdf" in response.content.decode()
    assert AuditEvent.objects.filter(action="evidence-added").count() == 1


@database
def test_the_same_bytes_are_stored_once_and_counted_once_an_item(attach, item):
    one, two = item(), item(kind="monthly")
    for target in (one, one, two):
        attach(target, PDF)
    assert Evidence.objects.count() == 2
    assert len(set(Evidence.objects.values_list("file", flat=True))) == 1


@database
def test_evidence_hands_on_no_version_whose_figures_the_page_does_not_show(attach, item, draft):
    """The next save of the row would write what the page shows over what somebody else typed meanwhile."""
    seen = item()
    draft(seen, 9, value=230)
    assert f'name="{seen.pk}-version"' not in attach(seen, number="12/BC").content.decode()


@database
def test_a_row_that_was_blank_is_saved_after_its_evidence_and_over_nothing_typed(attach, client, item):
    blank = item()
    attach(blank, number="12/BC")
    url = f"/entry/so-a/{blank.pk}/?year=2022&month=9"
    for value, saved in (("0", "1"), ("6", "clash")):
        posted = {f"{blank.pk}-version": "", f"{blank.pk}-value": value}
        assert client.post(url, posted, HTTP_HX_REQUEST="true")["DX-Saved"] == saved
    assert Entry.objects.get().value == 0


@database
@pytest.mark.parametrize(
    ("content", "name", "fields", "words"),
    [
        (b"<html>", "bao-cao.pdf", {}, "Chỉ nhận tệp PDF"),
        (PDF, "CV TỐI MẬT.pdf", {}, "đóng dấu MẬT"),
        (PDF, "bao-cao.pdf", {"is_open": ""}, "Hãy xác nhận tệp không thuộc danh mục bí mật nhà nước."),
        (b"", "trong.pdf", {}, ""),
        (None, "", {}, "Chọn tệp, hoặc ghi số hiệu văn bản."),
        (None, "", {"number": "05/TỐI MẬT"}, "đóng dấu MẬT"),
        (None, "", {"number": "05/BC", "issued_on": "31/02/2022"}, ""),
        (None, "", {"number": "05/BC", "issued_on": "01/02/2122"}, ""),
    ],
)
def test_what_is_not_accepted_leaves_nothing(attach, item, content, name, fields, words):
    response = attach(item(), content, name, **fields)
    html = response.content.decode()
    assert (response.status_code, 'role="alert"' in html, words in html) == (200, True, True)
    assert (Evidence.objects.exists(), Entry.objects.exists()) == (False, False)


@database
def test_a_file_over_the_limit_is_refused(attach, item, monkeypatch):
    monkeypatch.setattr("kpis.evidence.forms.MAX_BYTES", 10)
    attach(item(), PDF)
    assert not Evidence.objects.exists()


@database
def test_the_action_keeps_the_limit_too(item, months, clerk_a, monkeypatch):
    monkeypatch.setattr(actions, "MAX_BYTES", 10)
    with pytest.raises(CannotChange, match=r"."):
        attach_file(item(), months[9], SimpleUploadedFile("a.pdf", PDF), by=clerk_a, title="a.pdf")


@database
def test_a_document_is_named_by_number_and_date(attach, item):
    target = item()
    attach(target, number="05/QĐ-SXD", issued_on="05/09/2022")
    attach(target, number="05/QĐ-SXD", issued_on="05/09/2022")
    kept = Evidence.objects.get()
    assert (kept.kind, kept.document_number, kept.document_on) == ("document", "05/QĐ-SXD", date(2022, 9, 5))


@database
def test_a_number_alone_has_no_file_to_be_asked_about(attach, item):
    attach(item(), number="05/QĐ-SXD", is_open="")
    assert Evidence.objects.get().document_number == "05/QĐ-SXD"


@database
def test_what_was_written_stays_where_it_is_refused_without_a_script(client, item, clerk_a):
    client.force_login(clerk_a)
    target = item()
    url = f"/entry/so-a/{target.pk}/evidence/?year=2022&month=9"
    answer = client.post(url, {"number": "05/QĐ-SXD", "issued_on": "31/02/2022"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="05/QĐ-SXD"' in page
    assert 'value="31/02/2022"' in page
    assert f'id="more-{target.pk}" open' in page
    assert not Evidence.objects.exists()


@database
@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("head_b", 404), ("committee", 403), ("officer", 403)])
def test_nobody_else_adds(attach, item, request, who, status):
    assert attach(item(), PDF, by=request.getfixturevalue(who)).status_code == status
    assert not Evidence.objects.exists()


@database
def test_adding_wants_a_login_and_a_post(client, item, clerk_a):
    url = f"/entry/so-a/{item().pk}/evidence/?year=2022&month=9"
    assert client.post(url, {}).url.startswith("/account/login/")
    client.force_login(clerk_a)
    assert client.get(url, follow=True).redirect_chain[-1][0] == "/entry/so-a/?year=2022&month=9"


@database
def test_a_sent_figure_takes_no_more_evidence_and_gives_none_back(attach, client, item, draft, submitted, clerk_a):
    target = item()
    draft(target, 9, value=5)
    attach(target, PDF)
    submitted(target, 9, value=5)
    attach(target, DOCX, "b.docx")
    client.post(f"/evidence/{Evidence.objects.get().pk}/remove/")
    assert Evidence.objects.count() == 1


@database
def test_anothers_item_takes_none_through_ones_own_agency(attach, item, agency_b):
    assert attach(item(agency=agency_b), PDF).status_code == 404


# --- handed out, taken back --------------------------------------------------------------------------------------


@pytest.fixture
def kept(item, months, clerk_a):
    file = SimpleUploadedFile("x.pdf", PDF)
    return attach_file(item(), months[9], file, by=clerk_a, title="Báo cáo tháng 9.pdf")


@pytest.fixture
def sent(kept):
    """The same once its figure was sent."""
    Entry.objects.update(status="submitted")
    return kept


@database
def test_a_file_is_handed_out_as_an_attachment_of_its_own_kind(client, sent, committee):
    client.force_login(committee)
    response = client.get(f"/evidence/{sent.pk}/")
    assert b"".join(response.streaming_content) == PDF
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert "no-store" in response["Cache-Control"]


@database
@pytest.mark.parametrize(
    ("who", "status"), [("stranger", 404), ("head_b", 404), ("head_division", 404), ("clerk_a", 200)]
)
def test_a_file_is_handed_out_to_who_may_read_the_agency(client, sent, request, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/evidence/{sent.pk}/").status_code == status


@database
@pytest.mark.parametrize(("who", "status"), [("head_b", 404), ("committee", 403), ("officer", 403), ("clerk_a", 200)])
@pytest.mark.parametrize("state", ["draft", "returned"])
def test_what_rests_on_a_draft_is_its_agencys_own(client, kept, request, who, status, state):
    Entry.objects.update(status=state)
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/evidence/{kept.pk}/").status_code == status


@database
@pytest.mark.parametrize(("state", "is_shown"), [("draft", False), ("returned", False), ("submitted", True)])
def test_the_items_page_shows_note_and_evidence_once_they_were_sent(client, kept, committee, state, is_shown, plan):
    Entry.objects.update(status=state, note="Mật của Sở")
    refresh([kept.entry.assignment_id])
    client.force_login(committee)
    page = client.get(f"/boards/item/{kept.entry.assignment_id}/?year=2022&month=9").content.decode()
    assert ("Báo cáo tháng 9" in page) is ("Mật của Sở" in page) is is_shown


@database
def test_a_file_is_not_handed_out_without_a_login(client, kept):
    assert client.get(f"/evidence/{kept.pk}/").url.startswith("/account/login/")


@database
def test_a_document_named_as_evidence_has_a_day_that_has_come(clerk_a, item, months, on_day):
    on_day(date(2022, 9, 20))
    with pytest.raises(CannotChange, match="chưa đến"):
        attach_document(item(kind="monthly"), months[9], by=clerk_a, number="5/QĐ", issued_on=date(2022, 9, 21))
    assert not Entry.objects.exists()
    assert not Evidence.objects.exists()


@database
def test_what_is_not_there_is_not_found(client, kept, clerk_a, item, months):
    client.force_login(clerk_a)
    named = attach_document(item(kind="monthly"), months[9], by=clerk_a, number="5/QĐ")
    default_storage.delete(kept.file.name)
    for pk in (999999, named.pk, kept.pk):
        assert client.get(f"/evidence/{pk}/").status_code == 404


@database
@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("committee", 403), ("officer", 403), ("head_a", 302)])
def test_it_is_taken_back_by_who_enters_and_the_trail_keeps_it(client, kept, request, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.post(f"/evidence/{kept.pk}/remove/").status_code == status
    assert Evidence.objects.exists() is (status != 302)
    if status == 302:
        assert AuditEvent.objects.get(action="evidence-removed").old["sha256"] == kept.sha256
    assert client.get(f"/evidence/{kept.pk}/remove/").url == "/entry/"


# --- names that are none -----------------------------------------------------------------------------------------


def posted_as(client, address: str, name: bytes):
    """The answer to a PDF handed in under a name as these bytes write it."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="' + name + b'"\r\nContent-Type: a/b\r\n\r\n'
    tail = b'\r\n--x\r\nContent-Disposition: form-data; name="is_open"\r\n\r\non\r\n--x--\r\n'
    return client.generic("POST", address, head + PDF + tail, "multipart/form-data; boundary=x")


@database
@pytest.mark.parametrize(
    ("name", "title"),
    [
        (b"   ", "Minh chứng"),
        (b" . ", "Minh chứng"),
        (b"..", None),
        (b"...pdf", "Minh chứng"),
        (b"b\xc3\xa1o c\xc3\xa1o\x07.pdf", "báo cáo.pdf"),
        (b"\xe2\x80\xaefdp.exe.pdf", "fdp.exe.pdf"),
        (b"b\xe1o.pdf", None),
        (b"a" * 600 + b".pdf", "a" * 190),
        (b"../../etc/passwd.pdf", "passwd.pdf"),
    ],
)
def test_a_name_that_is_none_is_made_one_or_the_file_is_asked_for_again(client, item, clerk_a, committee, name, title):
    client.force_login(clerk_a)
    answer = posted_as(client, f"/entry/so-a/{item().pk}/evidence/?year=2022&month=9", name)
    assert answer.status_code == (302 if title else 422)
    proof = Evidence.objects.first()
    if title is None:
        assert proof is None
        return
    assert proof.title.startswith(title)
    served = client.get(f"/evidence/{proof.pk}/")
    assert "filename" in served["Content-Disposition"]
    assert 'filename=".pdf"' not in served["Content-Disposition"]
