"""A fault of the disk is told in a sentence by the commands, whichever file it is about."""

import errno
import os

import pytest
from django.core.management import CommandError, call_command

from agencies.pages.disk import why_not

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(tmp_path, monkeypatch):
    """A folder with one file, and a system that is empty, whatever other tests of this process have left."""
    monkeypatch.setattr("dxtracker.backup.tables.is_empty", lambda: True)
    monkeypatch.setattr("dxtracker.backup.actions.files", lambda: iter(()))
    (tmp_path / "secret.key").write_text("AGE")
    return tmp_path


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("backup", "{}/a.backup", "--key", "{}/gone"), "Không có tệp hoặc thư mục {}/gone."),
        (("backup", "{}/a.backup", "--key", "{}"), "{} là thư mục, không phải tệp."),
        (("backup", "{}/secret.key", "--new-key"), "{}/secret.key đã có sẵn; không ghi đè lên tệp nào."),
        (("backup", "{}/secret.key/below", "--new-key"), "{}/secret.key/below không phải là thư mục."),
        (("restore", "{}/gone"), "Không có tệp hoặc thư mục {}/gone."),
    ],
)
def test_a_file_that_is_not_so_is_told(secret, command, said):
    with pytest.raises(CommandError) as refused:
        call_command(*(word.format(secret) for word in command))
    assert str(refused.value) == said.format(secret)
    assert (secret / "secret.key").read_text() == "AGE"
    assert [path.name for path in secret.iterdir()] == ["secret.key"]


def test_a_full_disk_is_told_without_a_name_and_another_fault_with_it():
    assert why_not(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) == "Ổ đĩa đã đầy."
    assert why_not(OSError(errno.EIO, "Input/output error", "/srv/a")) == "/srv/a: Input/output error"
