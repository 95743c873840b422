"""What reads strangers' PDF files is loaded by a child process, by name: half a second and 20 MB of every other."""

from tests.test_house import CODE, house, imports_of, within

READERS = [f"commitments.files.inspecting.{name}" for name in ("reading", "pages", "signing")]


def loaded(path: str, code: str) -> bool:
    return any(within(one, READERS) for one in imports_of(path, code))


def test_what_reads_strangers_files_is_loaded_by_the_child_alone():
    others = [(path, code) for path, code in house(*CODE) if not path.startswith("commitments/files/inspecting/")]
    assert [path for path, code in others if loaded(path, code)] == []
    assert loaded("commitments/files/verifying.py", "from commitments.files.inspecting.reading import Asked")
