"""Sentences that count something: English has a singular and a plural, Vietnamese one form for both."""

from typing import Any, NamedTuple

from django.utils.translation import get_language, ngettext

from dxtracker.lib.numbers import number


class Counted(NamedTuple):
    """A sentence in the singular and in the plural, put into the reader's language when it is said.

    >>> Counted("%(n)s row saved.", "%(n)s rows saved.").of(1)
    'Đã lưu 1 dòng.'
    """

    one: str
    many: str

    def of(self, n: int, /, **said: Any) -> str:
        """The sentence for `n`, the number that stands beside its noun; %(n)s is that number unless `said` has one."""
        return ngettext(self.one, self.many, n) % {"n": written(n), **said}


def written(n: int) -> str:
    """A whole number as the reader's language writes it."""
    return number(n, tongue())


def tongue() -> str:
    """The reader's language, as dxtracker/lib/numbers.py asks for it."""
    return (get_language() or "vi")[:2]
