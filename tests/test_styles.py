"""A page links the style sheets that its classes are written in: one that is forgotten is seen by the eye alone."""

import re

import pytest

from tests.test_house import ROOT

TEMPLATES, CSS = ROOT / "templates", ROOT / "static" / "css"
CLASS, LINK, PART = re.compile(r'class="([^"]*)"'), re.compile(r"css/([\w-]+\.css)"), re.compile(r'include "([^"]+)"')
NAME, TAG, RULE = re.compile(r"[a-zA-Z][\w-]+"), re.compile(r"\{[%{].*?[%}]\}"), re.compile(r"\{[^{}]*\}")
PAGES = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for path in TEMPLATES.rglob("*.html")
    if '{% extends "base.html" %}' in path.read_text(encoding="utf-8")
)
SHEETS = {path.name: set(re.findall(r"\.([a-zA-Z][\w-]+)", RULE.sub("{}", path.read_text()))) for path in CSS.iterdir()}


def with_parts(name: str) -> list[str]:
    """The text of a template and of all that it includes by name."""
    waiting, seen = [name], {}
    while waiting:
        part = waiting.pop()
        if part not in seen and (TEMPLATES / part).is_file():
            seen[part] = (TEMPLATES / part).read_text(encoding="utf-8")
            waiting += PART.findall(seen[part])
    return list(seen.values())


@pytest.mark.parametrize("page", PAGES)
def test_every_class_of_a_page_is_in_a_sheet_that_it_links(page):
    everywhere = LINK.findall((TEMPLATES / "base.html").read_text(encoding="utf-8"))
    texts = with_parts(page)
    linked = {*everywhere, *(sheet for text in texts for sheet in LINK.findall(text))}
    known = set().union(*(SHEETS[sheet] for sheet in linked))
    used = {name for text in texts for said in CLASS.findall(text) for name in NAME.findall(TAG.sub(" ", said))}
    elsewhere = set().union(*SHEETS.values()) - known
    assert not used & elsewhere
