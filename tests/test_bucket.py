"""Uploads in a bucket: pages hand them in and out, backups hold them, as from a folder; nobody else reads them."""

import hashlib
import socket

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from commitments.files.verifying import kept_bytes
from dxtracker import services
from dxtracker.backup.actions import files, restore_backup
from kpis.models import Evidence
from tests.backup import test_backup
from tests.commitments import conftest as signing
from tests.commitments.files import filing
from tests.commitments.files.filing import spoil
from tests.servers import bucket_at

PDF = test_backup.PDF
ca, by_an, read_here, commitment, keep = filing.ca, filing.by_an, filing.read_here, filing.commitment, filing.keep
commit, event_a = signing.commit, signing.event_a
empty, backup = test_backup.empty, test_backup.backup


@pytest.fixture(scope="module")
def store():
    with bucket_at() as url:
        yield url


@pytest.fixture(autouse=True)
def bucket(store, settings, django_db_blocker):
    """An empty bucket, in which the files of the system lie in a folder."""
    settings.STORAGES = settings.STORAGES | {"default": services.storage(store.replace("?", "/dx?"))}
    found = default_storage.bucket
    with django_db_blocker.unblock():
        yield found
    found.objects.all().delete()


def hashes():
    found = {}
    for name in files():
        with default_storage.open(name) as file:
            found[name] = hashlib.sha256(file.read()).hexdigest()
    return found


def test_evidence_is_handed_in_and_out_by_its_pages(client, clerk_a, item, months, bucket, store):
    client.force_login(clerk_a)
    posted = {"is_open": "on", "file": SimpleUploadedFile("bao-cao.pdf", PDF)}
    address = f"/entry/so-a/{item().pk}/evidence/?year=2022&month=9"
    assert client.post(address, posted, HTTP_HX_REQUEST="true").status_code == 200
    kept = Evidence.objects.get()
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert [row.key for row in bucket.objects.all()] == [f"dx/evidence/{sha256[:2]}/{sha256}"]
    (grant,) = bucket.Object(f"dx/{kept.file.name}").Acl().grants
    assert grant["Grantee"]["Type"] == "CanonicalUser"  # the owner, and not everybody
    answer = client.get(f"/evidence/{kept.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert (answer.status_code, answer["Content-Length"]) == (200, str(len(PDF)))
    with pytest.raises(ValueError, match="no address of its own"):
        str(kept.file.url)
    kept.file.storage.delete(kept.file.name)
    assert client.get(f"/evidence/{kept.pk}/").status_code == 404


def test_a_signed_file_is_verified_where_it_lies_and_never_written_over(client, keep, by_an, head_a, bucket):
    kept = keep(by_an)
    assert kept_bytes(kept) == by_an
    client.force_login(head_a)
    answer = client.get(f"/commitments/files/{kept.pk}/")
    assert hashlib.sha256(answer.getvalue()).hexdigest() == kept.sha256
    spoil(kept)
    assert kept_bytes(kept) is None
    assert default_storage.save(kept.file.name, SimpleUploadedFile("a", by_an)) != kept.file.name


def test_a_backup_brings_the_same_bytes_into_an_empty_bucket(backup, empty, bucket):
    before = hashes()
    assert (backup.files, backup.missing, len(before)) == (1, [], 1)
    bucket.objects.all().delete()
    with empty():
        done = restore_backup(backup.path)
    assert (done.files, done.missing) == (1, [])
    assert hashes() == before


def test_who_watches_hears_that_the_bucket_is_gone(client, db, settings, store, free_port):
    assert client.get("/health/ready").json()["storage"] is True
    for gone in (
        store.replace("@uploads", "@another"),
        f"s3://key:secret@uploads?endpoint=http://127.0.0.1:{free_port}",
    ):
        settings.STORAGES = settings.STORAGES | {"default": services.storage(gone)}
        answer = client.get("/health/ready")
        assert (answer.status_code, answer.json()["storage"]) == (503, False)


@pytest.fixture
def free_port():
    """A port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.mark.parametrize(
    "url",
    ["uploads", "s3://", "https://host/uploads", "s3://uploads?endpoint=host:9000", "s3://uploads?acl=public-read"],
)
def test_what_names_no_bucket_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL phải để trống hoặc nêu một kho S3"):
        services.storage(url)


def test_keys_may_hold_any_sign_and_stand_elsewhere():
    given = services.storage("s3://AK%2F1:a%40b%3Ac@uploads")["OPTIONS"]
    assert (given["access_key"], given["secret_key"], given["location"]) == ("AK/1", "a@b:c", "")
    assert "access_key" not in services.storage("s3://uploads?region=vn-1")["OPTIONS"]
