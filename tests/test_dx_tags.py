from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.http import Http404
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from dashboards.boards.agencies import Group
from dashboards.parts.counts import Part
from dxtracker import gallery
from dxtracker.lib.svg import ICONS
from dxtracker.templatetags import dx
from kpis.enums import State


def render(text: str, **context) -> str:
    return Template("{% load dx %}" + text).render(Context(context))


@pytest.fixture(autouse=True)
def _vietnamese():
    with translation.override("vi"):
        yield


def test_figures_follow_the_language_of_the_reader():
    text = "{{ rate|percent }} {{ n|number }} {{ m|times }} {{ c|signed }}"
    figures = {"rate": Fraction(26, 29), "n": Decimal("22196242"), "m": Decimal("221.96"), "c": 2}
    assert render(text, **figures) == "89,7% 22.196.242 gấp 222 lần +2"
    with translation.override("en"):
        assert render(text, **figures) == "89.7% 22,196,242 222 times +2"


def test_nothing_reads_as_a_dash():
    assert (
        render("{{ x|percent }}{{ x|number }}{{ x|times }}{{ x|signed }}{{ x|day }}{{ x|moment }}", x=None) == "–" * 6
    )


def test_a_fixed_number_of_decimals_may_be_asked_for():
    assert render("{{ x|number:1 }}", x=5) == "5,0"


def test_days_and_moments_are_in_local_time():
    at = datetime(2022, 10, 14, 18, 30, tzinfo=UTC)
    assert render("{{ at|day }} {{ at|moment }} {{ on|day }}", at=at, on=date(2022, 3, 5)) == (
        "15/10/2022 01:30, 15/10/2022 05/03/2022"
    )
    assert dx.moment(datetime(2022, 10, 14, 8, 5)) == "08:05, 14/10/2022"


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_symbol_and_its_word(state):
    mark = render("{% state_mark state %}", state=state.value)
    assert state.icon in ICONS
    assert f'class="state {state.value}"' in mark
    assert f'href="#{state.icon}"' in mark
    assert str(state.label) in mark
    assert render("{{ s|state_word }}", s=state.value) == str(state.label)
    assert render("{{ s|state_icon }}", s=state.value) in mark


def test_the_word_of_a_state_is_that_of_the_page_whichever_language_was_asked_for_first():
    said = []
    for language in ("vi", "en", "vi", None):
        with translation.override(language):
            said.append(render("{{ s|state_word }}", s="behind"))
    assert said == ["Chậm tiến độ", "Behind", "Chậm tiến độ", "Behind"]


@pytest.mark.parametrize("name", ["search", "up", "down", "left", "right", "more", "menu", "person", "flag"])
def test_the_frames_icons_are_in_the_sprite(name):
    assert f"icon-{name}" in ICONS
    assert f'href="#icon-{name}"' in render("{% icon name %}", name=name)
    assert f'id="icon-{name}"' in render("{% icon_sprite %}")


def test_the_row_of_an_agency_shows_rank_name_figures_and_freshness():
    row = gallery.agency(2, "Sở A & B", -1, "partial", done=26, on_track=3)
    shown = render("{% agency_rows group %}", group=Group("so", "Sở", (row,)))
    assert '<td class="rank num">2</td>' in shown
    assert ">Sở A &amp; B</a></th>" in shown
    assert ">26/29</td>" in shown
    assert ">89,7%</td>" in shown
    assert ">−1</td>" in shown
    assert 'href="#fresh-partial"' in shown


def test_an_agency_without_applicable_items_has_no_rank_and_no_share():
    shown = render("{% agency_rows group %}", group=Group("so", "Sở", (gallery.agency(None, "Sở A", None),)))
    assert '<td class="rank num">–</td>' in shown
    assert '<td class="r num" data-dx-value="-1.000000">–</td>' in shown


def test_the_charts_describe_themselves():
    trend = render("{% trend_chart t %}", t=gallery.board().trend)
    assert "Đến tháng 10: 70,2%" in trend.split("</desc>")[0]
    assert "<desc></desc>" in render("{% trend_chart t %}", t=[])
    assert "tin, bài" in render("{% months_chart c %}", c=gallery.chart()).split("</desc>")[0]


def test_the_headline_leads_to_the_rows_behind_each_part():
    parts = [Part(State.DONE, 3, "/rows?state=done")]
    assert 'href="/rows?state=done" aria-label="3 ' in render("{% headline_bar p %}", p=parts)


@pytest.fixture
def debug(settings):
    settings.DEBUG = True


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_gallery_draws_the_parts_of_boards_without_a_database(debug, language):
    with translation.override(language):
        shown = gallery.gallery(RequestFactory().get("/gallery/")).content.decode()
        words = [str(state.label) for state in State]
    assert shown.count("<h1") == 1
    assert [word for word in words if word not in shown] == []
    assert [shown.count(f'data-dx-value="{done}"') for done in (26, 14, 9)] == [1, 1, 1]
    assert shown.count('class="item-state"') == len(State)
    assert 'role="alert"' in shown
    assert " style=" not in shown
    assert "<script>" not in shown


def test_the_gallery_is_closed_outside_debug():
    with pytest.raises(Http404):
        gallery.gallery(RequestFactory().get("/gallery/"))
