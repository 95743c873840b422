"""The fields of a row of the month's page."""

import pytest
from lxml.html import fromstring

from agencies.people.actions import choose_language
from kpis.models import Indicator
from kpis.review.forms import VerifyForm

pytestmark = pytest.mark.django_db


def test_a_phone_opens_the_figures_where_they_are_all_that_is_typed(page, item):
    number, growth, task = item(), item(kind="latest"), item(kind="task")
    Indicator.objects.filter(pk=growth.indicator_id).update(may_be_negative=True)
    found = fromstring(page().content.decode())
    names = [f"{number.pk}-value", f"{growth.pk}-value", f"{task.pk}-document_on"]
    keyboards = [found.xpath(f"//input[@name='{name}']")[0].get("inputmode") for name in names]
    assert keyboards == ["decimal", None, None], "the keyboard of figures has neither a minus nor a slash"
    growth.refresh_from_db()
    asked = VerifyForm(item=growth, key=1).fields["value"].widget.attrs["inputmode"]
    assert asked == "text"


def test_who_hears_the_page_is_told_of_which_item_a_control_is(page, item, approved):
    target = item()
    approved(target, 8, value=5)
    found, name = fromstring(page().content.decode()), target.indicator.name
    assert [form.get("aria-label") for form in found.xpath("//form[@data-dx-evidence]")] == [f"Minh chứng, {name}"]
    assert [button.text_content() for button in found.xpath("//button[@data-dx-fill]")] == [f"không thay đổi, {name}"]


@pytest.mark.parametrize(("language", "shown"), [("vi", "1.103 / 1.200"), ("en", "1,103 / 1,200")])
def test_a_figure_that_is_no_field_is_written_as_its_reader_writes(page, item, approved, clerk_a, language, shown):
    approved(item(kind="ratio", low=90), 9, numerator=1103, denominator=1200)
    choose_language(clerk_a, language)
    found = fromstring(page().content.decode())
    assert [one.text_content() for one in found.find_class("num strong")] == [shown]
