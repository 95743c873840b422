"""What was typed into a form whose session had ended: it waits in the login page itself, signed, and nowhere else.

After the login it is shown once more and sent by its person, never by itself. A form that began under one account
(field `who`, or the session that has ended) is not offered to another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpRequest

IN_SESSION = "kept_form"
SALT = "agencies.kept"
MOST_CHARACTERS = 200_000
KEPT_SECONDS = 24 * 3600
NEVER = ("/account/", "/admin/")  # passwords and codes are typed there
NO_TEXT = ("csrfmiddlewaretoken", "who", "version", "kept", "next", "seen")
PRESSED = ("act", "chosen", "unflagged", "is_open")  # buttons and boxes: sent again, and no words to be shown


@dataclass(frozen=True)
class Kept:
    """A posted form: where it goes, its fields in their order."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> list[str]:
        """What a person would know again as typed."""
        return [text for name, text in self.done if name not in PRESSED]

    @property
    def done(self) -> list[tuple[str, str]]:
        """The fields that the person filled in, ticked or pressed."""
        own = [(name, text) for name, text in self.fields if text.strip() and not name.startswith("version-")]
        return [(name, text) for name, text in own if not name.endswith(NO_TEXT)]

    def begun_by(self, user_id: int | None) -> "Kept":
        """The same as begun under that account, where it is known and the form does not say so itself."""
        is_said = user_id is None or any(name == "who" for name, _ in self.fields)
        return self if is_said else Kept(self.path, (*self.fields, ("who", str(user_id))))

    def is_of(self, user_id: int) -> bool:
        """Whether the form was not begun under another account."""
        return dict(self.fields).get("who", str(user_id)) == str(user_id)


def posted(request: HttpRequest) -> Kept | None:
    """What `request` posts, where a person would miss it; None for what holds nothing typed or far too much."""
    if request.path.startswith(NEVER):
        return None
    fields = [(n, str(t)) for n, texts in request.POST.lists() for t in texts if n != "csrfmiddlewaretoken"]
    found = Kept(request.get_full_path(), tuple(fields))
    size = sum(len(name) + len(text) for name, text in fields)
    return found if found.done and size <= MOST_CHARACTERS else None


def sealed(kept: Kept) -> str:
    """`kept` as the hidden field of the login page carries it."""
    return signing.dumps([kept.path, kept.fields], salt=SALT, compress=True)


def opened(token: str) -> Kept | None:
    """What `sealed` made, for a day; None for anything else."""
    try:
        return _kept(signing.loads(token, salt=SALT, max_age=KEPT_SECONDS))
    except signing.BadSignature:
        return None


def put_by(session: Any, token: str) -> bool:
    """Keep what the login page carried in the session of who has just logged in; whether there was anything."""
    kept = opened(token)
    if kept is not None:
        put(session, kept)
    return kept is not None


def put(session: Any, kept: Kept) -> None:
    """Keep what was typed in the session of its person."""
    session[IN_SESSION] = [kept.path, kept.fields]


def waiting(session: Mapping[str, Any]) -> Kept | None:
    """What waits in a session to be sent."""
    return _kept(session[IN_SESSION]) if IN_SESSION in session else None


def _kept(said: Any) -> Kept:
    path, fields = said
    return Kept(path, tuple((name, text) for name, text in fields))
