"""Whom a province trusts: certificates added and retired, and what that does to the files that are there."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from agencies.models import AuditEvent
from commitments.files import verifying as signatures
from commitments.files.actions import keep_file
from commitments.files.inspecting.reading import inspect
from commitments.models import SignedFile, TrustRoot
from commitments.trust.actions import add_root, certificate_in, retire_root
from kpis.errors import CannotChange
from tests.commitments.files.signing import Authority, day, plain_pdf, scan_pdf, signed
from tests.factories import ProvinceFactory

AN = "Nguyễn Văn An"


@pytest.fixture(scope="module")
def ca():
    return Authority()


@pytest.fixture(autouse=True)
def read_here(monkeypatch):
    """Files are read in this process; how many is counted."""
    seen = []

    def answers(batch):
        seen.append(len(batch))
        return [inspect(asked) for asked in batch]

    monkeypatch.setattr(signatures, "_answers", answers)
    return seen


@pytest.fixture
def files(commit, division_1, division_2, head_a, ca):
    """A file that An signed, and a scan."""
    kept = []
    for division, data in ((division_1, signed(plain_pdf(), ca.person(AN))), (division_2, scan_pdf())):
        kept.append(keep_file(commit(division), data, name="a.pdf", by=head_a, says_not_secret=True))
    return kept


def verdicts():
    return list(SignedFile.objects.order_by("pk").values_list("verdict", flat=True))


def test_a_root_added_and_retired_judges_every_file_anew(files, province, administrator, ca, read_here):
    assert verdicts() == ["untrusted", "unsigned"]
    del read_here[:]
    root = add_root(province, ca.pem, name="Gốc minh họa", by=administrator)
    assert verdicts() == ["valid", "unsigned"]
    retire_root(root, by=administrator)
    assert verdicts() == ["untrusted", "unsigned"]
    assert read_here == [1, 1]  # the scan was not read again
    trail = AuditEvent.objects.order_by("pk").filter(
        action__in=["file-verified", "trust-root-added", "trust-root-retired"]
    )
    assert [(event.action, event.by) for event in trail] == [
        ("trust-root-added", administrator), ("file-verified", administrator),
        ("trust-root-retired", administrator), ("file-verified", administrator),
    ]  # fmt: skip


def test_a_root_tells_what_it_is(province, administrator, ca):
    root = add_root(province, ca.der, name="", by=administrator)
    assert root.name == "Tổ chức chứng thực minh họa"
    assert "Minh họa" in root.subject
    assert (root.valid_from, root.valid_to) == (day(2020, 1, 1), day(2035, 1, 1))
    assert (len(root.sha256), root.added_by, root.retired_at) == (64, administrator, None)
    assert root.certificate == ca.pem.decode()


def test_the_roots_of_one_province_are_not_those_of_another(files, ca):
    add_root(ProvinceFactory(), ca.pem, name="", by=None)
    assert verdicts() == ["untrusted", "unsigned"]


def test_a_root_is_trusted_once_and_again_after_it_was_retired(province, ca):
    root = add_root(province, ca.pem, name="", by=None)
    with pytest.raises(CannotChange):
        add_root(province, ca.der, name="anders", by=None)
    retire_root(root, by=None)
    with pytest.raises(CannotChange):
        retire_root(root, by=None)
    assert add_root(province, ca.pem, name="", by=None).pk != root.pk
    assert AuditEvent.objects.filter(action="trust-root-retired").count() == 1


def test_a_file_that_cannot_be_read_stops_the_change(files, province, ca, monkeypatch):
    def fail(batch):
        raise signatures.CannotStart

    monkeypatch.setattr(signatures, "_answers", fail)
    with pytest.raises(CannotChange):
        add_root(province, ca.pem, name="", by=None)
    assert TrustRoot.objects.count() == 0


def test_a_change_meanwhile_stops_the_change(files, province, ca, monkeypatch):
    other, answers, done = Authority("Nơi khác"), signatures._answers, []

    def meanwhile(batch):
        if not done:
            done.append(True)
            add_root(province, other.pem, name="", by=None)
        return answers(batch)

    monkeypatch.setattr(signatures, "_answers", meanwhile)
    with pytest.raises(CannotChange):
        add_root(province, ca.pem, name="", by=None)
    assert [root.name for root in TrustRoot.objects.all()] == ["Nơi khác"]


def test_a_file_kept_meanwhile_is_judged_too(files, province, commit, agency_a, event_top, head_a, ca, monkeypatch):
    answers, done, late = signatures._answers, [], signed(plain_pdf("muộn"), ca.person(AN))

    def meanwhile(batch):
        if not done:
            done.append(True)
            keep_file(commit(agency_a, event_top), late, name="a.pdf", by=head_a, says_not_secret=True)
        return answers(batch)

    monkeypatch.setattr(signatures, "_answers", meanwhile)
    add_root(province, ca.pem, name="", by=None)
    assert verdicts() == ["valid", "unsigned", "valid"]


def refused():
    ca = Authority()
    person = ca.person(AN)
    no_issuer = Authority()
    key = no_issuer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return {
        "words": (b"hello", "no certificate"),
        "nothing": (b"", "no certificate"),
        "broken": (ca.pem[:200], "no certificate"),
        "huge": (ca.pem + b" " * 70_000, "no certificate"),
        "person": (person.pem, "not one of an authority"),
        "key": (ca.pem + ca.key_pem, "private key"),
        "key as DER": (key, "private key"),
        "two": (ca.pem + no_issuer.pem, "several certificates"),
    }


@pytest.mark.parametrize("case", refused().values(), ids=refused().keys())
def test_what_is_no_certificate_of_an_authority_is_refused(case):
    data, says = case
    with translation.override("en"), pytest.raises(CannotChange, match=says):
        certificate_in(data)


# --- the page ----------------------------------------------------------------------------------------------------


def handed(data, name="Gốc minh họa"):
    return {"file": SimpleUploadedFile("goc.pem", data), "name": name}


def test_a_certificate_is_added_and_retired_through_its_page(client, province, administrator, ca):
    client.force_login(administrator)
    answer = client.post("/trust/add/?province=vinh-phuc", handed(ca.pem))
    assert (answer.status_code, answer.url) == (302, "/trust/?province=vinh-phuc")
    root = TrustRoot.objects.get()
    assert (root.name, root.province, root.added_by) == ("Gốc minh họa", province, administrator)
    page = client.get("/trust/").content.decode()
    assert "Gốc minh họa" in page
    assert root.sha256[:4].upper() in page
    for _time in range(2):
        assert client.post(f"/trust/{root.pk}/retire/").status_code == 302
    root.refresh_from_db()
    assert root.retired_by == administrator
    assert AuditEvent.objects.filter(action="trust-root-retired").count() == 1
    assert "Gốc minh họa" in client.get("/trust/").content.decode()


def test_bad_input_is_shown_again(client, administrator, ca):
    client.force_login(administrator)
    assert client.post("/trust/add/", {"name": "Gốc"}).status_code == 422
    answer = client.post("/trust/add/", handed(ca.key_pem, "Gốc"))
    assert answer.status_code == 409
    assert 'value="Gốc"' in answer.content.decode()
    client.post("/trust/add/", handed(ca.pem))
    assert client.post("/trust/add/", handed(ca.pem)).status_code == 409
    assert TrustRoot.objects.count() == 1


@pytest.mark.parametrize("roots", [1, 3])
def test_the_page_costs_the_same_for_many_certificates(
    roots, client, province, administrator, django_assert_num_queries
):
    for number in range(roots):
        add_root(province, Authority(f"Gốc {number}").pem, name="", by=administrator)
    client.force_login(administrator)
    client.get("/trust/")
    with django_assert_num_queries(4):
        assert client.get("/trust/").status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 404), ("head_a", 404), ("head_division", 404), ("committee", 403), ("officer", 403)],
)
def test_only_administrators_of_the_province_may(who, status, client, province, ca, request):
    root = add_root(province, ca.pem, name="Gốc", by=None)
    client.force_login(request.getfixturevalue(who))
    answers = [
        client.get("/trust/"),
        client.post("/trust/add/", handed(Authority().pem)),
        client.post(f"/trust/{root.pk}/retire/"),
    ]
    assert [answer.status_code for answer in answers] == [status] * 3
    root.refresh_from_db()
    assert (TrustRoot.objects.count(), root.retired_at) == (1, None)


def test_an_administrator_elsewhere_retires_nothing_here(client, administrator, ca):
    root = add_root(ProvinceFactory(), ca.pem, name="Gốc", by=None)
    client.force_login(administrator)
    assert client.post(f"/trust/{root.pk}/retire/").status_code == 404


def test_nothing_is_written_by_a_get(client, province, administrator, ca):
    root = add_root(province, ca.pem, name="Gốc", by=None)
    client.force_login(administrator)
    assert client.get("/trust/add/").url == client.get(f"/trust/{root.pk}/retire/").url == "/trust/"
    assert client.post("/trust/0/retire/").status_code == 404
