"""Documents stand in one order, on both databases."""

from datetime import date

from kpis.models import Document


def test_the_newest_document_comes_first_and_one_of_unknown_day_last(province):
    days = {"1": date(2022, 3, 1), "2": None, "3": date(2022, 9, 1), "4": None}
    for number, day in days.items():
        Document.objects.create(province=province, number=number, issued_on=day)
    assert [row.number for row in Document.objects.filter(province=province)] == ["3", "1", "2", "4"]
