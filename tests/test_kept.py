"""Parts of a page that are drawn once for the same values, and never for a row that may have changed."""

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import mark_safe

from dashboards.parts.counts import Part
from dashboards.parts.trend import trend_of
from dxtracker.templatetags.kept import plain

PARTS, TREND = "components/parts.html", "components/trend.html"


def drawn(name: str, language: str = "vi", **inputs) -> str:
    given = " ".join(f"{key}={key}" for key in inputs)
    with translation.override(language):
        return Template(f'{{% load kept %}}{{% kept "{name}" {given} %}}').render(Context(inputs))


def parts(behind: int) -> tuple[Part, ...]:
    return Part("done", 3, "/done/"), Part("behind", behind, "/behind/")


def test_other_figures_are_drawn_anew_and_the_first_are_as_before():
    first, second = drawn(PARTS, parts=parts(1)), drawn(PARTS, parts=parts(2))
    assert first != second
    assert '<b class="num">2</b>' in second
    assert drawn(PARTS, parts=parts(1)) == first


def test_the_same_figures_are_said_in_the_language_of_the_page():
    assert "Chậm" in drawn(PARTS, parts=parts(1))
    assert "Behind" in drawn(PARTS, "en", parts=parts(1))


def test_what_is_kept_is_what_the_template_makes_of_it():
    trend = trend_of([{"month": 1, "done": 1, "applicable": 3}])
    with translation.override("vi"):
        made = Template(f'{{% include "{TREND}" %}}').render(Context({"trend": trend}))
    assert drawn(TREND, trend=trend) == drawn(TREND, trend=trend) == made


@pytest.mark.django_db
def test_a_row_of_a_table_is_refused_since_it_can_change_and_stay_the_same(agency_a):
    with pytest.raises(TypeError):
        plain([{"agency": agency_a}])


def test_markup_is_refused_since_it_equals_the_same_letters_as_text():
    with pytest.raises(TypeError):
        plain({"label": mark_safe("<b>")})
