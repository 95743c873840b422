"""Pages found by following links: one of each address, whichever it is asked for first."""

import html
import re
from collections.abc import Iterator
from functools import cache
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


def lines(text: str) -> list[str]:
    """The text of a page, one line for each block of it."""
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", "\n", text, flags=re.S)
    blocks = BLOCKS.sub("\n", re.sub(r"\s+", " ", text)).split("\n")
    return [line for block in blocks if (line := " ".join(html.unescape(re.sub(r"<[^>]+>", "", block)).split()))]
