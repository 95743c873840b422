"""Links to other pages, for who may go there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PageLink:
    label: str
    url: str
    is_first: bool = False
