"""The unit of an indicator: a ratio is computed in the unit in which its targets are written."""

import pytest
from django.core.exceptions import ValidationError

from kpis.catalogue.actions import keep
from kpis.enums import Kind
from tests.doors import sent_back

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("unit", ["phần trăm", "Tỷ lệ (%)"])
def test_per_cent_is_per_cent_however_it_is_written(item, indicators, approved, standing, administrator, unit):
    keep(indicators.ratio, by=administrator, unit=unit)
    given = item(kind="ratio", low=60)
    approved(given, 3, numerator=5, denominator=8)
    assert (standing(given, 3).value, standing(given, 3).state) == (62.5, "exceeded")


def test_a_ratio_gets_no_unit_in_which_its_targets_are_not_written(item, indicators, approved, standing, administrator):
    given = item(kind="ratio", low=60)
    approved(given, 3, numerator=5, denominator=8)
    with pytest.raises(ValidationError, match="%"):
        keep(indicators.ratio, by=administrator, unit="‰")
    indicators.ratio.refresh_from_db()
    assert (indicators.ratio.unit, standing(given, 3).value) == ("%", 62.5)
    keep(indicators.ratio, by=administrator, unit="phần trăm")
    assert standing(given, 3).value == 62.5


def test_a_number_with_targets_becomes_no_ratio_of_another_unit(item, indicators, administrator):
    item(kind="latest", low=60)
    with pytest.raises(ValidationError):
        keep(indicators.latest, by=administrator, kind=Kind.RATIO, unit="%")


def test_the_administration_says_so_and_keeps_what_stood(client, superuser, item, indicators):
    item(kind="ratio", low=60)
    url = f"/admin/kpis/indicator/{indicators.ratio.pk}/change/"
    answer = client.post(url, sent_back(client.get(url)) | {"unit": "‰"}, follow=True)
    assert "mức giao theo %" in answer.content.decode()
    indicators.ratio.refresh_from_db()
    assert indicators.ratio.unit == "%"
