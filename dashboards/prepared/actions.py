"""Files that were prepared go when their day is over."""

from datetime import datetime

from django.core.files.storage import default_storage

from dashboards.prepared.background import FOLDER


def forget_files(before: datetime) -> int:
    """Delete the files prepared before a moment; how many. Who comes later asks again."""
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return 0
    paths = [f"{FOLDER}/{name}" for name in names]
    gone = [path for path in paths if default_storage.get_modified_time(path) < before]
    for path in gone:
        default_storage.delete(path)
    return len(gone)
