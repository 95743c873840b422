"""All boards of a month as they are answered: found by their addresses, in every format."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch
from zipfile import ZipFile

from django.test import Client
from django.urls import URLPattern

from agencies.models import Agency
from commitments.models import Commitment
from dashboards import urls
from kpis.models import Assignment, Indicator

FORMATS = ("json", "csv", "xlsx", "pdf", "html")
# Today's and not the month's: who found something by words, what was changed, a letter that is written now and a file
# that waits to be fetched; the card of a cell is a part of the item's page.
LETTERS = {"freshness-letter", "freshness-letter-pdf", "dossier-letter", "dossier-letter-pdf"}
WAITING = {"file", "file-ask", "file-fetch"}
NOT_OF_A_MONTH = {"audit", "search", "matrix-cell", *LETTERS, *WAITING}
PAPERS = ["/reports/briefing.pdf"]
WRITTEN_AT = datetime(2022, 12, 1, 5, tzinfo=UTC)
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
# What leads to other months and to what may be done today.
OF_TODAY = re.compile(
    r'<nav class="months.*?</nav>|<details class="months.*?</details>|csrfmiddlewaretoken.*?>', re.DOTALL
)


def addresses() -> list[str]:
    """Every board, of every agency, indicator, item and commitment that there is; an unknown kind of address fails."""
    return sorted({address for page in urls.urlpatterns for address in _filled(page)})


def reports() -> list[str]:
    """The report of the province and of each agency, which only machines read word by word."""
    own = Agency.objects.filter(level="agency").values_list("code", flat=True)
    return ["/reports/", *(f"/reports/?agency={code}" for code in own)]


def reports_in(found: dict[str, bytes]) -> list[str]:
    """The reports among addresses that were answered: codes may be others since."""
    told = {re.split("[?&]year=", address)[0] for address in found}
    return sorted(address for address in told if address.startswith("/reports/") and address not in PAPERS)


def _filled(page: URLPattern) -> Iterator[str]:
    name, route = page.name, str(page.pattern)
    if name in NOT_OF_A_MONTH:
        return
    if "<" not in route:
        yield f"/{route}"
        return
    for value in _values(name, route):
        yield "/" + re.sub(r"<\w+:\w+>", str(value), route)


def _values(name: str, route: str) -> list[Any]:
    known = {"item": Assignment, "commitment": Commitment}
    if name in known:
        return list(known[name].objects.values_list("pk", flat=True))
    if name == "indicator":
        used = Indicator.objects.filter(assignments__isnull=False).distinct()
        return list(used.values_list("code", flat=True))
    if "<str:code>" in route:
        return list(Agency.objects.exclude(level="province").values_list("code", flat=True))
    raise AssertionError(f"say in tests/closed/boards.py what {route} is filled with")


def answers(client: Client, places: list[str], month: int, formats: tuple[str, ...] = FORMATS) -> dict[str, bytes]:
    """Address with format → what comes back."""
    found = {}
    with patch("django.utils.timezone.now", lambda: WRITTEN_AT):  # files say when they were written
        for place in places:
            for kind in formats:
                address = f"{place}{'&' if '?' in place else '?'}year=2022&month={month}&format={kind}"
                response = client.get(address)
                assert response.status_code == 200, (address, response.status_code)
                found[address] = _content(response.content, kind)
    return found


def _content(content: bytes, kind: str) -> bytes:
    if kind == "html":
        return OF_TODAY.sub("", MAIN.search(content.decode())[0]).encode()  # type: ignore[index]
    if kind == "xlsx":
        with ZipFile(io.BytesIO(content)) as book:
            return b"\n".join(book.read(name) for name in sorted(book.namelist()))
    return content


def differences(before: dict[str, bytes], after: dict[str, bytes]) -> dict[str, str]:
    """Address → the first place at which two answers differ."""
    return {address: _first(before[address], after[address]) for address in before if before[address] != after[address]}


def _first(one: bytes, other: bytes) -> str:
    place = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    cut = slice(max(place - 60, 0), place + 80)
    return f"{one[cut].decode(errors='replace')!r} → {other[cut].decode(errors='replace')!r}"
