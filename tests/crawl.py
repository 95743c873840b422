"""Pages found by following links: one of each address, whichever it is asked for first."""

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve

LEAVE = ("/admin/", "/static/")
BLOCKS = re.compile(r"</?(?!a\b|b\b|em\b|strong\b)[a-z][^>]*>|<!--.*?-->", re.S)


@cache
def name_of(address: str) -> str:
    """The name of one of our pages; empty for another's, and for what is no page but a file."""
    parts = urlsplit(address)
    if parts.netloc or parts.path.startswith(LEAVE) or "format" in parse_qs(parts.query):
        return ""
    try:
        return resolve(parts.path).view_name
    except Resolver404:
        return ""


def pages(client, start: str = "/") -> Iterator[tuple[str, str]]:
    """(address, HTML) of one page of each address that links lead to from `start`."""
    waiting, known = [start], set()
    while waiting:
        address = waiting.pop(0)
        response = client.get(address, follow=True)
        if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):
            continue
        text = response.content.decode()
        yield address, text
        base = response.request["PATH_INFO"] + "?" + response.request["QUERY_STRING"]
        for link in re.findall(r'<a\b[^>]*\bhref="([^"]+)"', text):
            url = urldefrag(urljoin(base, html.unescape(link))).url
            name = name_of(url)
            if name and name not in known:
                known.add(name)
                waiting.append(url)


class _Forms(HTMLParser):
    """Of each form whether a line can be typed in it, and its buttons: Enter presses the first."""

    def __init__(self) -> None:
        super().__init__()
        self.form = ""
        self.typed: set[str] = set()
        self.buttons: dict[str, list[dict]] = defaultdict(list)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        has = dict(attrs)
        if tag == "form":
            self.form = has.get("id") or f"at {self.getpos()}"
        form = has.get("form", self.form)
        if tag == "input" and has.get("type", "text") in ("text", "search", "email", "number", "date"):
            self.typed.add(form)
        if tag == "button" and has.get("type", "submit") == "submit" and form:
            self.buttons[form].append(has)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = ""


def side_buttons(text: str) -> list[dict]:
    """Buttons that Enter in a field presses though they are neither the form's only one nor its main one."""
    forms = _Forms()
    forms.feed(text)
    first = [buttons[0] for form, buttons in forms.buttons.items() if form in forms.typed and len(buttons) > 1]
    return [button for button in first if "name" in button and "first" not in button.get("class", "").split()]


def lines(text: str) -> list[str]:
    """The text of a page, one line for each block of it."""
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", "\n", text, flags=re.S)
    blocks = BLOCKS.sub("\n", re.sub(r"\s+", " ", text)).split("\n")
    return [line for block in blocks if (line := " ".join(html.unescape(re.sub(r"<[^>]+>", "", block)).split()))]
