"""What a form says by itself: Django's own sentences in good Vietnamese, and no row of dashes as a choice."""

import pytest
from django import forms
from django.urls import get_resolver
from django.utils import translation

OURS = ("agencies", "kpis", "commitments", "workbooks", "steering", "dashboards", "reports", "machines", "dxtracker")


class Asked(forms.Form):
    name = forms.CharField()
    mail = forms.EmailField()
    count = forms.IntegerField(min_value=1, max_value=9)
    choice = forms.ChoiceField(choices=[("a", "A")])


def errors_of(**posted: str) -> dict[str, list[str]]:
    with translation.override("vi"):
        return {name: list(map(str, said)) for name, said in Asked(posted).errors.items()}


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("name", "", "Không được để trống."),
        ("mail", "quan@", "Địa chỉ thư điện tử không đúng."),
        ("count", "1,5", "Nhập một số nguyên."),
        ("count", "0", "Nhập số từ 1 trở lên."),
        ("count", "10", "Nhập số không quá 9."),
        ("choice", "b", "Không có lựa chọn “b”. Hãy chọn lại."),
    ],
)
def test_what_django_says_of_a_field_is_said_in_good_vietnamese(name, typed, said):
    good = {"name": "An", "mail": "an@example.vn", "count": "3", "choice": "a"}
    assert errors_of(**good | {name: typed}) == {name: [said]}


def test_no_list_of_choices_begins_with_a_row_of_dashes():
    assert get_resolver().url_patterns, "all forms are loaded with the pages that show them"
    dashed = [
        f"{form.__module__}.{form.__qualname__}.{name}"
        for form in every_form(forms.BaseForm)
        if form.__module__.split(".")[0] in OURS and not form.__module__.endswith(".admin")
        for name, field in getattr(form, "base_fields", {}).items()
        if "---" in str(getattr(field, "empty_label", ""))
    ]
    assert dashed == []


def every_form(form):
    for one in form.__subclasses__():
        yield one
        yield from every_form(one)
