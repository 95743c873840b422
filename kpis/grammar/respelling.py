"""Letters that stand for figures: 8O% for 80%, l5 for 15. Pure."""

import re

LONGEST = 400
_TOKEN = re.compile(r"(?<![^\W_])[0-9OolI|][0-9OolI|SBZ.,]*(?![^\W_])")
# l.OOO and lll hold no figure, and are numerals all the same; ISO is none.
_GROUPED = re.compile(r"[OolI|SBZ]{1,3}(?:[.,][OolI|SBZ]{1,3})+|l[lI|OSBZ]+|\|[OolI|SBZ]+")
_AS_FIGURES = str.maketrans("OolI|SBZ", "00111582")


def respelled(text: str) -> tuple[str, ...]:
    """The text with letters that stand for figures put right, where a numeral holds such letters.

    >>> respelled("Đạt 9O%"), respelled("1OO%"), respelled("15o"), respelled("245 lượt"), respelled("Ol")
    (('Đạt 90%',), ('100%',), ('150',), (), ())
    """

    def figures(found: re.Match[str]) -> str:
        token = found.group()
        is_numeral = any(c.isdigit() for c in token) or bool(_GROUPED.fullmatch(token))
        return token.translate(_AS_FIGURES) if is_numeral else token

    spelled = _TOKEN.sub(figures, text[:LONGEST])
    return (spelled,) if spelled != text[:LONGEST] else ()
