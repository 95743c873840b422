"""Variables of the environment, each read as what it is; one that cannot be is refused in a sentence that names it."""

import os
from collections.abc import Callable, Mapping
from datetime import date
from gettext import translation
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from django.utils.module_loading import import_string

T = TypeVar("T")
# Django's own translations want settings, which are being read here; the first word of all is the default language's.
gettext = translation("django", str(Path(__file__).resolve().parents[1] / "locale"), ["vi"], fallback=True).gettext
FLAGS = {"0": False, "1": True, "no": False, "yes": True, "false": False, "true": True, "off": False, "on": True}
LEVELS = {level.lower(): level for level in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")}


def text(name: str, default: str = "") -> str:
    """What is said; what is empty counts as not said."""
    return os.environ.get(name) or default


def read(name: str, default: str, made: Callable[[str], T], wanted: str) -> T:
    """What `made` makes of it; where that raises ValueError, `wanted` says what it takes."""
    said = text(name, default).strip()
    try:
        return made(said)
    except ValueError:
        sentence = gettext("%(name)s must be %(wanted)s, not “%(said)s”.")
        raise ImproperlyConfigured(sentence % {"name": name, "wanted": wanted, "said": said}) from None


def one_of(name: str, default: str, known: Mapping[str, T]) -> T:
    """What `known` has for the word, however it is written."""

    def made(said: str) -> T:
        if said.lower() not in known:
            raise ValueError
        return known[said.lower()]

    return read(name, default, made, ", ".join(known))


def flag(name: str, default: str = "0") -> bool:
    """A word that is neither yes nor no is refused: who mistypes it would go without https or second factor."""
    return one_of(name, default, FLAGS)


def level(name: str, default: str) -> str:
    return one_of(name, default, LEVELS)


def number(name: str, default: str, *, least: int = 1) -> int:
    def made(said: str) -> int:
        if int(said) < least:
            raise ValueError
        return int(said)

    return read(name, default, made, gettext("a whole number from %(least)d") % {"least": least})


def day(name: str) -> date | None:
    return read(name, "", lambda said: date.fromisoformat(said) if said else None, gettext("a day such as 2022-11-10"))


def mail_backend(name: str, default: str) -> str:
    """A class that sends letters: one that is not there would be missed when the first letter is to leave."""

    def made(said: str) -> str:
        try:
            import_string(said)
        except ImportError:
            raise ValueError from None
        return said

    return read(name, default, made, gettext("a class such as django.core.mail.backends.smtp.EmailBackend"))


def mail_addresses(name: str) -> list[str]:
    """Addresses of mail, with commas: what goes to none of these is told to nobody."""

    def made(_said: str) -> list[str]:
        try:
            for address in words(name):
                validate_email(address)
        except ValidationError:
            raise ValueError from None
        return words(name)

    return read(name, "", made, gettext("addresses of mail, with commas"))


def words(name: str, default: str = "") -> list[str]:
    """What stands between commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def hosts(name: str, default: str) -> list[str]:
    """Names of hosts as a browser names them, without scheme."""
    found = words(name, default)
    if any("/" in host for host in found):
        sentence = gettext("%(name)s must be names of hosts such as dx.tinh.gov.vn, without https:// or path.")
        raise ImproperlyConfigured(sentence % {"name": name})
    return found


def origins(name: str) -> list[str]:
    found = words(name)
    if not all(origin.startswith(("https://", "http://")) for origin in found):
        sentence = gettext("%(name)s must be origins with their scheme, such as https://dx.tinh.gov.vn.")
        raise ImproperlyConfigured(sentence % {"name": name})
    return found


def folder(name: str, path: Path) -> Path:
    """The folder, made for its owner where it is not there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o750, exist_ok=True)
        (path / "fonts").mkdir(exist_ok=True)
    except OSError as error:
        sentence = gettext("%(name)s must be a folder that can be written: %(error)s")
        raise ImproperlyConfigured(sentence % {"name": name, "error": error}) from None
    return path
