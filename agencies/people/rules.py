"""What a person is called at the door, where nobody has chosen. Pure."""

import re
from collections.abc import Collection

from dxtracker.lib.text import fold

USERNAME = re.compile(r"[\w.@+-]{1,150}")
IN_BRACKETS = re.compile(r"\([^()]*\)")


def proposed_username(full_name: str, taken: Collection[str]) -> str:
    """The given name and the first letters of the names before it, with a number where somebody has it (`taken`).

    >>> proposed_username("Nguyễn Văn Hùng", {"hungnv"}), proposed_username("Đỗ Ân (kiêm nhiệm)", set())
    ('hungnv2', 'and')
    """
    *before, own = re.findall(r"[a-z0-9]+", fold(IN_BRACKETS.sub(" ", full_name))) or ["nguoidung"]
    stem = (own + "".join(word[0] for word in before))[:100]
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}{number}"
    return name
