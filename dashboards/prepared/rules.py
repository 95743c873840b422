"""Which files are not made while somebody waits. Pure."""

LARGE = 5_000  # rows from which a workbook or a paper takes seconds
DEAR = ("xlsx", "pdf", "docx")


def is_large(form: str, rows: int) -> bool:
    """Whether a file of so many rows is left to the worker; CSV is quick at any size.

    >>> is_large("xlsx", 5_001), is_large("xlsx", 5_000), is_large("csv", 9_000)
    (True, False, False)
    """
    return form in DEAR and rows > LARGE
