"""Addresses by the hundred: a list of a hundred rows asks for two hundred, and Django looks each up anew."""

import re
from functools import cache

from django.urls import get_script_prefix, reverse

PLAIN = re.compile(r"[\w.-]+", re.ASCII)  # what addresses hold as it is
FIRST_MARK = 4_000_000_001


def address_of(name: str, *args: str | int) -> str:
    """The address of a page, as `reverse` gives it."""
    if not all(isinstance(arg, int) or PLAIN.fullmatch(arg) for arg in args):
        return reverse(name, args=args)
    return _pattern(name, tuple(map(type, args)), get_script_prefix()).format(*args)


@cache
def _pattern(name: str, kinds: tuple[type, ...], prefix: str) -> str:
    """The address with a place for each argument; `prefix` is where the whole system stands."""
    marks = [FIRST_MARK + place if kind is int else f"mark-{place}" for place, kind in enumerate(kinds)]
    found = reverse(name, args=marks).replace("{", "{{").replace("}", "}}")
    for place, mark in enumerate(marks):
        found = found.replace(f"/{mark}/", f"/{{{place}}}/")
    return found
