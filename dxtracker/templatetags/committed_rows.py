"""The items of a commitment, written here for what it saves: 30 of them take 1 ms, and 11 as markup of a template."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dxtracker.lib import svg
from dxtracker.lib.large import apart
from dxtracker.templatetags.dx import day, illustrative, state_mark
from dxtracker.templatetags.kept import kept

register = template.Library()


@register.simple_tag
def committed_items(lines: Iterable[Any]) -> SafeString:
    """Each with what it stands for, what was said of it and where it left what was signed."""
    drawn = "".join(map(_Words().item, lines))
    return mark_safe(apart(drawn))  # noqa: S308  -- every text in it is escaped or a number


class _Words:
    """What all items of a page share, said once; each method is a part of an item."""

    def __init__(self) -> None:
        self.deadline, self.no_deadline = _("Deadline %(day)s"), _("No deadline")
        self.added = _("added by amendment No. %(number)s")
        self.first = _("Signed at first · %(aspect)s: %(text)s")
        self.promised, self.now = _("Level committed to: %(target)s"), _("Target of the month: %(target)s")
        self.result, self.unjudged = _("Result: %(value)s"), _("Not judged in this month")
        self.part, self.edit, self.claim = _("a part of it"), _("Edit this item"), _("Report as fulfilled")
        self.flag = svg.icon("icon-flag")
        self.marks: dict[tuple[str, str], str] = {}

    def item(self, line: Any) -> str:
        item = line.item
        drifting = ' class="is-drifting"' if line.drifts else ""
        return (
            f'<li id="item-{item.key}"{drifting}>\n<span class="order num">{item.order}.</span>\n'
            f'<div class="promise">\n<p class="text">{escape(item.text)}{illustrative(item.is_illustrative, item.text)}'
            f'</p>\n<p class="notice">{self.about(line)}</p>\n{self.links(line.links)}{self.claims(line)}'
            f"{self.firsts(line)}{self.drifts(line)}{self.acts(line)}</div>\n"
            f'<p class="stands">{self.state(item.state, item.reason)}</p>\n</li>\n'
        )

    def about(self, line: Any) -> str:
        said = self.deadline % {"day": day(line.deadline)} if line.deadline else self.no_deadline
        if not line.links:
            said += f" · {escape(line.way_words)}"
        if line.added_by:
            said += f" · {self.added % {'number': escape(line.added_by)}}"
        return said

    def links(self, links: tuple[Any, ...]) -> str:
        if not links:
            return ""
        rows = "".join(self.link(row, len(links) > 1) for row in links)
        return f'<ul class="stands-for plain">\n{rows}</ul>\n'

    def link(self, row: Any, is_of_several: bool) -> str:
        """An assigned item: what was promised of it and how it stands; its state where the item's own is of several."""
        name, line = escape(row.link.name), row.line
        if row.url:
            name = f'<a href="{escape(row.url)}">{name}</a>'
        part = f' <span class="tag">{self.part}</span>' if row.link.is_part else ""
        drawn = f'<li>\n<p>{name}{part}</p>\n<p class="notice">{" · ".join(self.terms(row))}</p>\n'
        if line:
            mark = f"{self.state(line.state, line.reason)} " if is_of_several else ""
            drawn += f'<p class="why">{mark}<span>{escape(line.why)}</span></p>\n'
            if line.flag:
                drawn += f'<p class="flag">{self.flag}{escape(line.flag)}</p>\n'
        return f"{drawn}</li>\n"

    def terms(self, row: Any) -> Iterable[str]:
        if row.signed_target:
            yield self.promised % {"target": escape(row.signed_target)}
        if row.deadline:
            yield self.deadline % {"day": day(row.deadline)}
        if row.line is None:
            yield self.unjudged
            return
        if row.line.target_text != row.signed_target:
            yield self.now % {"target": escape(row.line.target_text)}
        yield self.result % {"value": escape(row.line.value_text)}

    def claims(self, line: Any) -> str:
        return "".join(kept("dashboards/commitment/_claim.html", claim=one) for one in line.claims)

    def firsts(self, line: Any) -> str:
        texts = (self.first % {"aspect": escape(one.aspect_words), "text": escape(one.text)} for one in line.firsts)
        return "".join(f'<p class="notice">{text}</p>' for text in texts)

    def drifts(self, line: Any) -> str:
        """Which of several assigned items drifted is named."""
        several = len(line.links) > 1
        said = (f"{one.assigned}: {one.words}" if several else capfirst(one.words) for one in line.drifts)
        return "".join(f'<p class="drift">{self.flag}{escape(text)}</p>' for text in said)

    def acts(self, line: Any) -> str:
        ways = ((line.edit_url, self.edit), (line.claim_url, self.claim))
        links = "".join(f'<a href="{escape(url)}">{word}</a>' for url, word in ways if url)
        return f'<p class="document-acts small">{links}</p>\n' if links else ""

    def state(self, state: str, reason: str) -> str:
        if (state, reason) not in self.marks:
            self.marks[state, reason] = state_mark(state, reason)
        return self.marks[state, reason]
