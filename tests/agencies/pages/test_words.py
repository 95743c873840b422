"""What a form says by itself: Django's own sentences in good Vietnamese, and no row of dashes as a choice."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from django.utils import translation

OURS = ("agencies", "kpis", "commitments", "workbooks", "steering", "dashboards", "reports", "machines", "dxtracker")


class Asked(forms.Form):
    name = forms.CharField()
    mail = forms.EmailField()
    count = forms.IntegerField(min_value=1, max_value=9)
    choice = forms.ChoiceField(choices=[("a", "A")])
    word = forms.CharField(min_length=2, max_length=4, required=False)
    share = forms.DecimalField(max_digits=4, decimal_places=2, required=False)


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
        ("word", "x", "Phải có ít nhất 2 ký tự (đang có 1)."),
        ("word", "x" * 5, "Chỉ được nhập tối đa 4 ký tự (đang có 5)."),
        ("share", "1.234", "Chỉ được nhập tối đa 2 chữ số thập phân."),
        ("share", "12345", "Chỉ được nhập tối đa 4 chữ số."),
        ("share", "123.4", "Chỉ được nhập tối đa 2 chữ số trước dấu phẩy."),
        ("choice", "b", "Không có lựa chọn “b”. Hãy chọn lại."),
    ],
)
def test_what_django_says_of_a_field_is_said_in_good_vietnamese(name, typed, said):
    good = {"name": "An", "mail": "an@example.vn", "count": "3", "choice": "a"}
    assert errors_of(**good | {name: typed}) == {name: [said]}


def test_a_file_of_too_long_a_name_is_refused_in_good_vietnamese():
    field = forms.FileField(max_length=4)
    with translation.override("vi"), pytest.raises(forms.ValidationError) as refused:
        field.clean(SimpleUploadedFile("x.pdf", b"%PDF"))
    assert refused.value.messages == ["Tên tệp chỉ được dài tối đa 4 ký tự (đang có 5)."]


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
