"""Fixtures for tests of files, to be named in the modules that use them (ca = filing.ca). Reading runs in this process.

ca, by_an    an authority, and a file that Nguyễn Văn An signed · commitment: of division_1, signed by him on paper
keep         keep(data=SCAN, name=…, of=commitment, **fields): a file kept by head_a
spoil(file)  puts other bytes into the store under the file's name
"""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from commitments.files import verifying as signatures
from commitments.files.actions import keep_file
from commitments.files.inspecting.reading import inspect
from commitments.models import SignedFile
from tests.commitments.files.signing import Authority, plain_pdf, scan_pdf, signed

AN, BINH = "Nguyễn Văn An", "Trần Thị Bình"
SCAN = scan_pdf()


@pytest.fixture(scope="module")
def ca():
    return Authority()


@pytest.fixture(scope="module")
def by_an(ca):
    return signed(plain_pdf("Bản cam kết"), ca.person(AN))


@pytest.fixture(autouse=True)
def read_here(monkeypatch):
    monkeypatch.setattr(signatures, "_answers", lambda batch: [inspect(asked) for asked in batch])


@pytest.fixture
def commitment(commit, division_1):
    return commit(division_1, items=["Một việc"])


@pytest.fixture
def keep(commitment, head_a):
    def write(data=SCAN, name="cam-ket.pdf", **fields):
        return keep_file(fields.pop("of", commitment), data, name=name, by=head_a, says_not_secret=True, **fields)

    return write


def spoil(file: SignedFile) -> None:
    """Other bytes in the store under the name of the file."""
    default_storage.delete(file.file.name)
    default_storage.save(file.file.name, ContentFile(b"%PDF-1.7 other"))
