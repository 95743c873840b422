"""What reading a PDF is asked and finds: plain values. Pure, and without the readers, which only the child loads."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, TypedDict


class Asked(TypedDict):
    """A file, the DER certificates that are trusted, the moment (ISO) that judges signatures which tell none."""

    data: bytes
    roots: Sequence[bytes]
    at: str
    with_text: bool


# {"facts": Facts.as_json(), "secret_pages": [1, …]} or {"refused": code}
Answer = dict[str, Any]


class Kind(StrEnum):
    PARTY = "party"  # somebody's signature, or an organisation's seal
    TIMESTAMP = "timestamp"  # a time stamp over the document


class Coverage(StrEnum):
    """How much of the file a signature covers."""

    FILE = "file"
    REVISION = "revision"  # all that was there when it was made; something came after
    PART = "part"
    UNKNOWN = "unknown"


class Trust(StrEnum):
    """Whether the signer's certificate leads to a trusted one at the time of signing, or why not."""

    TRUSTED = "trusted"
    NO_ROOT = "no_root"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    WEAK = "weak"  # algorithms or keys that are no longer safe
    NOT_FOR_SIGNING = "not_for_signing"
    UNSUPPORTED = "unsupported"  # a kind of signature that cannot be checked
    OTHER = "other"


class Stamp(StrEnum):
    """The time stamp inside a signature."""

    NONE = "none"
    TRUSTED = "trusted"
    UNTRUSTED = "untrusted"
    BROKEN = "broken"


@dataclass(frozen=True)
class SignatureFact:
    """One signature of the file. `signed_at` is ISO text: proved where `stamp` is trusted, else the signer's word."""

    kind: str = Kind.PARTY
    is_readable: bool = True
    signer: str = ""
    organisation: str = ""
    issuer: str = ""
    serial: str = ""
    is_intact: bool = False  # the signed bytes are what was signed
    is_valid: bool = False  # the signature itself is right
    is_sound: bool = False  # the bottom line of the library
    coverage: str = Coverage.UNKNOWN
    has_additions: bool = False  # more than later signatures came after it
    trust: str = Trust.OTHER
    stamp: str = Stamp.NONE
    signed_at: str = ""


@dataclass(frozen=True)
class Facts:
    """What a file holds. `lost`: signatures that are in its bytes but belong to nothing that is shown."""

    pages: int = 0
    signatures: tuple[SignatureFact, ...] = ()
    lost: int = 0
    unread_pages: int = 0  # pages whose text could not be read
    is_unaltered: bool = True  # the stored bytes still have their hash

    def as_json(self) -> dict[str, Any]:
        """The facts as a dictionary that JSON can hold."""
        return {**asdict(self), "signatures": [_plain(fact) for fact in self.signatures]}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Facts":
        """The facts that `as_json` wrote; keys that are unknown are passed over, missing ones take their default."""
        known = {field.name: said[field.name] for field in fields(cls) if field.name in said}
        known["signatures"] = tuple(_signature(fact) for fact in said.get("signatures", ()))
        return cls(**known)


def _plain(fact: SignatureFact) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, StrEnum) else value for name, value in asdict(fact).items()}


def _signature(said: Mapping[str, Any]) -> SignatureFact:
    return SignatureFact(**{field.name: said[field.name] for field in fields(SignatureFact) if field.name in said})
