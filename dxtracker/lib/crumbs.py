"""A step of the way to a page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Crumb:
    """`url` is empty for the page itself."""

    label: str
    url: str = ""
