"""What a file is, by its first bytes and never by its name."""

import codecs

from workbooks.opening.archive import Archive
from workbooks.opening.limits import Refused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Excel 2 to 5 without the container.
_BARE_XLS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\1\0")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")


def kind_of(data: bytes) -> str:
    """ "zip", "xls" or "text"; Refused with the reason for everything else."""
    if data.startswith(b"PK"):
        return "zip"
    if data.startswith(_OLE):
        return _kind_of_container(data)
    if data.startswith(_BARE_XLS):
        return "xls"
    _refuse_by_magic(data)
    _refuse_markup(data)
    return "text"


def _kind_of_container(data: bytes) -> str:
    """What an OLE container holds, by the names of its streams in UTF-16."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise Refused("password_protected")
    if holds("WordDocument"):
        raise Refused("word_file")
    if holds("Workbook") or holds("Book"):
        return "xls"
    raise Refused("not_a_workbook")


def _refuse_by_magic(data: bytes) -> None:
    if b"%PDF-" in data[:1024]:
        raise Refused("pdf_file")
    # A bitmap begins with two letters that a text may begin with too.
    if data.startswith(_PICTURES) and (not data.startswith(b"BM") or b"\0" in data[:32]):
        raise Refused("picture_file")
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        raise Refused("picture_file")
    if data.startswith(b"{\\rtf"):
        raise Refused("word_file")
    if data.startswith(_ARCHIVES):
        raise Refused("archive_file")


def _refuse_markup(data: bytes) -> None:
    head = data[:4096]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", "replace").encode()
    head = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if head.startswith(
        (b"mime-version:", b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<div", b"<body")
    ):
        raise Refused("html_file")
    if head.startswith((b"<?xml", b"<!--", b"<workbook")):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
            raise Refused("xml_2003_file")
        raise Refused("html_file" if b"<html" in head or b"<table" in head else "not_a_workbook")


def check_package(archive: Archive) -> None:
    """Refuses the zips that are no workbook of Excel, each by what it is."""
    if archive.has("mimetype") and archive.has("content.xml"):
        raise Refused("opendocument_file")
    if archive.has("word/document.xml") or archive.has("ppt/presentation.xml"):
        raise Refused("word_file")
    if archive.has("xl/workbook.bin"):
        raise Refused("binary_workbook")
    if not archive.has("[Content_Types].xml") and not archive.has("xl/workbook.xml"):
        raise Refused("archive_file" if archive.names else "damaged_workbook")
