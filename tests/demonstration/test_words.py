"""What pages and letters of the demonstration say, read as sentences, and what Enter does in its forms."""

import re
from datetime import date

import pytest
from django.core import mail
from django.core.management import call_command

from agencies.models import User
from tests import crawl

CAPITAL_INSIDE = re.compile(r"[a-zà-ỹ,] Tháng \d")


@pytest.mark.parametrize("username", ["thuongtruc", "admin", "nhaplieu.stttt"])
def test_months_inside_sentences_are_small_and_enter_presses_the_main_button(
    client, settings, on_the_demonstration, username
):
    settings.DX_TODAY = date(2022, 11, 10)
    client.force_login(User.objects.get(username=username))
    found = list(crawl.pages(client))
    wrong = []
    for address, text in found:
        wrong += [f"{address}: {line[:200]}" for line in crawl.lines(text) if CAPITAL_INSIDE.search(line)]
    assert wrong == []
    assert {address: buttons for address, text in found if (buttons := crawl.side_buttons(text))} == {}
    assert len(found) > 20


def test_letters_write_a_month_inside_a_sentence_small(settings, on_the_demonstration):
    for day in (14, 17, 18, 22):
        settings.DX_TODAY = date(2022, 11, day)
        call_command("send_notices", verbosity=0)
    told = [line for letter in mail.outbox for line in f"{letter.subject}\n{letter.body}".splitlines()]
    assert len(mail.outbox) > 10
    assert [line for line in told if CAPITAL_INSIDE.search(line)] == []
