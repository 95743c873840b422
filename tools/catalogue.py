"""The Vietnamese catalogue: what the code and the templates say, against what locale/vi translates.

Works without the gettext tools: Django's templatize turns a template into something that babel can read.
"""

import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import templatize

KEYWORDS = {
    "_": None,
    "Counted": (1, 2),
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
SKIPPED = {".git", ".venv", "benchmarks", "docs", "migrations", "node_modules", "tests", "tools", "var"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdf]|\{\w*\}")

Msgid = str | tuple[str, str]  # of a message with a plural both, as Catalog keeps it
Message = tuple[str | None, Msgid]


def catalogue_path() -> Path:
    return Path(settings.LOCALE_PATHS[0]) / "vi" / "LC_MESSAGES" / "django.po"


def sources(root: Path) -> Iterator[Path]:
    """Our .py, .html and .txt template files under `root`, in a stable order."""
    for folder, inside, names in os.walk(root):
        inside[:] = sorted(set(inside) - SKIPPED)
        for path in (Path(folder) / name for name in sorted(names)):
            is_template = path.suffix in {".html", ".txt"} and "templates" in path.relative_to(root).parts
            if path.suffix == ".py" or is_template:
                yield path


def messages_of(path: Path) -> Iterator[Message]:
    """(context or None, msgid, or singular and plural) for every literal that one file hands to a gettext function."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What is left of the page around the calls is indented as the page is, which Python would refuse.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    for _line, function, found, _comments in extract_python(
        BytesIO(text.encode()), KEYWORDS, [], {"encoding": "utf-8"}
    ):
        args = [found] if isinstance(found, str) else list(found)
        if str(function).startswith("pgettext"):
            if len(args) > 1 and args[0] and args[1]:
                yield args[0], args[1]
        elif KEYWORDS[str(function)] == (1, 2):
            if len(args) > 1 and args[0] and args[1]:
                yield None, (args[0], args[1])
        elif args and args[0]:
            yield None, args[0]


def extract(root: Path) -> set[Message]:
    return {message for path in sources(root) for message in messages_of(path)}


def texts(found: str | Iterable[str] | None) -> tuple[str, ...]:
    """A msgid or its translation as all that it says: one text, with a plural several."""
    return tuple(found) if found and not isinstance(found, str) else (str(found or ""),)


def _in_order(messages: set[Message]) -> list[Message]:
    return sorted(messages, key=lambda message: (texts(message[1]), message[0] or ""))


def load(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="vi", domain="django")
    with path.open("rb") as file:
        return read_po(file, locale="vi", domain="django")


def renewed(old: Catalog, wanted: set[Message], learned: dict[str, str]) -> Catalog:
    """A catalogue of exactly `wanted`: learned translations first, then those already known."""
    new = Catalog(locale="vi", domain="django", charset="utf-8", fuzzy=False)
    for context, msgid in _in_order(wanted):
        known = old.get(msgid, context)
        first = texts(msgid)[0]
        text = learned.get(first) or (known.string if known and not known.fuzzy else "") or ""
        flags = ["python-format"] if "%(" in first else []
        new.add(msgid, text if isinstance(msgid, str) else texts(text), context=context, flags=flags)
    return new


def problems(catalog: Catalog, wanted: set[Message]) -> list[str]:
    """A line per message that is missing, fuzzy, unused or whose placeholders differ; empty when complete."""
    lines = []
    for context, msgid in _in_order(wanted):
        known = catalog.get(msgid, context)
        if known is None or not all(texts(known.string)):
            lines.append(f"missing: {msgid!r}")
        elif known.fuzzy:
            lines.append(f"fuzzy: {msgid!r}")
        elif any(placeholders(texts(msgid)[0]) != placeholders(text) for text in texts(known.string)):
            lines.append(f"placeholders differ: {msgid!r} -> {known.string!r}")
    lines += [f"unused: {entry.id!r}" for entry in catalog if entry.id and (entry.context, entry.id) not in wanted]
    return lines


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def save(catalog: Catalog, path: Path) -> None:
    """Writes the .po without dates and line numbers, so that a diff shows words only."""
    buffer = BytesIO()
    write_po(buffer, catalog, width=110, no_location=True, omit_header=True, sort_output=False)
    header = b'msgid ""\nmsgstr ""\n"Language: vi\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    replace(path, header + buffer.getvalue())


def compile_catalog(path: Path) -> None:
    buffer = BytesIO()
    write_mo(buffer, load(path))
    replace(path.with_suffix(".mo"), buffer.getvalue())


def replace(path: Path, content: bytes) -> None:
    """Swaps the file whole, so that a server reading it never sees half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.write_bytes(content)
    draft.replace(path)


@contextmanager
def locked() -> Iterator[None]:
    """One writer at a time."""
    with (settings.VAR / "messages.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
