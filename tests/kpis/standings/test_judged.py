"""A judged item is said alike whether it was read as plain columns or as a model, and never of another's cache."""

from datetime import date

from django.utils.translation import override

from dashboards.parts.items import item_rows
from dxtracker.templatetags.item_rows import across_items, own_items
from kpis.models import Standing
from kpis.queries import JUDGED, judged_of_agency, judged_rows
from kpis.standings.judged import judged_of
from kpis.standings.words import target_text, unit_flag, value_text, why


class Shown:
    """What lines of items read of a scope."""

    query = "?year=2022&month=9"

    def __init__(self, language):
        self.language = language


def told(row):
    return why(row), value_text(row), target_text(row.target), unit_flag(row), row.unit


def test_columns_and_models_are_said_alike(item, approved, confirmed, months):
    approved(item(kind="ratio", low=80), 8, numerator=3, denominator=4)
    approved(item(kind="latest", low=98), 9, value=99)
    item(kind="task", deadline=date(2022, 6, 30))
    confirmed(item(low=50), "not_measurable", since=date(2022, 9, 1))
    rows = judged_rows(months[9])
    models = Standing.objects.filter(period=months[9]).select_related(*JUDGED)
    known = {row.assignment_id: told(judged_of(row)) for row in models}
    assert len(rows) == 4
    assert {row.assignment_id: told(row) for row in rows} == known


def test_what_was_said_in_one_language_is_not_shown_in_the_other(item, approved, months):
    approved(item(low=10), 9, value=4)
    rows = judged_rows(months[9])
    drawn = []
    for language in ("vi", "en", "vi"):
        with override(language):
            lines = item_rows(rows, Shown(language))
            drawn.append((lines, own_items(lines), across_items(lines, True)))
    assert drawn[0] == drawn[2]
    assert all(one != other for one, other in zip(drawn[0], drawn[1], strict=True))


def test_a_figure_that_moved_is_worded_anew(item, approved, months):
    given = item(low=10)
    approved(given, 9, value=4)
    before = item_rows(judged_rows(months[9]), Shown("vi"))
    Standing.objects.filter(assignment=given, period=months[9]).update(value=5)
    after = item_rows(judged_rows(months[9]), Shown("vi"))
    assert [row.value_text[0] for row in (*before, *after)] == ["4", "5"]


def test_numbers_that_are_found_again_are_those_that_django_makes(item, approved, months):
    given = item(kind="ratio", low=80)
    approved(given, 8, numerator=2, denominator=3)
    approved(item(kind="latest", low=98), 9, value="0.125")
    anew = judged_rows(months[9], agency=given.agency_id)
    for _turn in range(2):
        kept = judged_of_agency(months[9], given.agency_id)
        assert (repr(kept), len(kept)) == (repr(anew), 2)
