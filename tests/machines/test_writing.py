"""Figures that a program writes: drafts of the agency, by the rules, versions and remarks of the month's page."""

import pytest

from kpis.models import Entry, EntryEvent
from machines.tokens.actions import add_system, make_token
from tests import factories

MONTH = "/api/v1/entries?year=2022&month=9"


@pytest.fixture
def writes(client, token):
    """writes(person, [{…}, …]): the answer to rows of agency A, by a token of that person that may write."""

    def by(person, rows, agency="so-a", address=MONTH, reach="write"):
        headers = {"Authorization": f"Bearer {token(person, reach)}"}
        said = {"agency": agency, "rows": rows}
        return client.post(address, said, content_type="application/json", headers=headers)

    return by


def test_figures_of_every_kind_become_drafts(writes, item, clerk_a, cause):
    number, ratio, task, other = item(), item(kind="ratio", low=80), item(kind="task"), item(kind="latest")
    answer = writes(
        clerk_a,
        [
            {"item": number.pk, "value": "1234", "note": "từ hệ thống"},
            {"item": ratio.pk, "numerator": 9, "denominator": 10, "cause": cause.code},
            {"item": task.pk, "document_number": "12/KH-SXD", "document_on": "2022-09-05"},
            {"item": other.pk, "is_no_activity": True},
        ],
    )
    assert answer.status_code == 200, answer.json()
    said = answer.json()
    assert (said["period"], said["agency"], said["saved"]) == ("2022-09", "so-a", 4)
    rows = {row.assignment_id: row for row in Entry.objects.all()}
    assert {row.status for row in rows.values()} == {"draft"}
    assert (str(rows[number.pk].value), rows[number.pk].note) == ("1234.000", "từ hệ thống")
    assert (rows[ratio.pk].numerator, rows[ratio.pk].denominator, rows[ratio.pk].cause) == (9, 10, cause)
    assert (rows[task.pk].document_number, str(rows[task.pk].document_on)) == ("12/KH-SXD", "2022-09-05")
    assert rows[other.pk].is_no_activity
    assert {row.typed_by for row in rows.values()} == {clerk_a}


def test_what_nobody_can_print_is_kept_out_of_a_programs_texts_too(writes, item, clerk_a):
    number, task = item(), item(kind="task")
    rows = [
        {"item": number.pk, "value": 5, "note": "Chữ\x0b kẹt\x07 ở\uffff đây\u202e"},
        {"item": task.pk, "document_number": "12\x07/KH-SXD", "document_on": "2022-09-05"},
    ]
    assert writes(clerk_a, rows).status_code == 200
    kept = {row.assignment_id: row for row in Entry.objects.all()}
    assert (kept[number.pk].note, kept[task.pk].document_number) == ("Chữ kẹt ở đây", "12/KH-SXD")


def test_the_source_stands_at_the_figure(writes, client, item, agency_a, administrator, clerk_a, committee):
    target = item()
    system = add_system(agency_a, name="Một cửa điện tử", by=administrator)
    text, _row = make_token(system, name="Máy chủ", reach="write", days=30, by=administrator)
    said = {"agency": "so-a", "rows": [{"item": target.pk, "value": 5}]}
    headers = {"Authorization": f"Bearer {text}"}
    assert client.post(MONTH, said, content_type="application/json", headers=headers).status_code == 200
    assert EntryEvent.objects.get().note == "Số liệu tự động từ hệ thống Một cửa điện tử"
    found = client.get(MONTH, headers=headers).json()["items"]
    assert [(row["source"], row["value"], row["version"]) for row in found] == [("Một cửa điện tử", "5", 1)]
    client.force_login(clerk_a)
    assert (
        "Số liệu tự động từ hệ thống Một cửa điện tử" in client.get("/entry/so-a/?year=2022&month=9").content.decode()
    )


def test_a_version_that_was_not_read_overwrites_nothing(writes, item, clerk_a, draft):
    target, other = item(), item(kind="latest")
    draft(target, 9, value=5)
    rows = [{"item": target.pk, "value": 7}, {"item": other.pk, "value": 3}]
    answer = writes(clerk_a, rows)
    assert (answer.status_code, answer.json()["saved"]) == (409, 1)
    assert [(one["item"], one["code"]) for one in answer.json()["errors"]] == [(target.pk, "overtaken")]
    assert Entry.objects.get(assignment=target).value == 5
    again = writes(clerk_a, [{"item": target.pk, "value": 7, "version": 1}])
    assert (again.status_code, again.json()["items"][0]["version"]) == (200, 2)
    same = writes(clerk_a, [{"item": target.pk, "value": 7, "version": 1}])
    assert (same.status_code, same.json()["saved"]) == (200, 0)


def test_what_the_page_refuses_is_refused_and_what_it_remarks_is_remarked(writes, item, clerk_a, approved):
    number, ratio = item(), item(kind="ratio", low=80)
    approved(number, 8, value=90)
    answer = writes(clerk_a, [{"item": ratio.pk, "numerator": 5, "denominator": 3}, {"item": number.pk, "value": 10}])
    said = answer.json()
    assert answer.status_code == 422
    assert [(one["item"], one["field"]) for one in said["errors"]] == [(ratio.pk, "numerator")]
    codes = {row["item"]: {one["code"] for one in row["remarks"]} for row in said["items"]}
    assert "fell" in codes[number.pk]
    assert Entry.objects.filter(assignment=ratio).count() == 0


@pytest.mark.parametrize(
    ("kind", "row", "field", "said"),
    [
        ("ratio", {"value": 50}, "value", "tử số và mẫu số"),
        ("task", {"value": 1}, "value", "văn bản"),
        ("number", {"numerator": 5, "denominator": 8}, "numerator", "một giá trị"),
        ("number", {"value": 5, "document_number": "738/QĐ-UBND"}, "document_number", "một giá trị"),
    ],
)
def test_a_figure_that_the_item_has_no_field_for_is_refused(writes, item, clerk_a, kind, row, field, said):
    """It was stored where no page shows it and nothing judges it, and the answer was 200."""
    target = item(kind=kind, **({"low": 80} if kind == "ratio" else {}))
    answer = writes(clerk_a, [{"item": target.pk} | row])
    assert answer.status_code == 422
    first = answer.json()["errors"][0]
    assert (first["item"], first["field"], said in first["message"]) == (target.pk, field, True)
    assert not Entry.objects.exists()
    empty = dict.fromkeys(("value", "numerator", "denominator", "document_number", "document_on"))
    assert writes(clerk_a, [{"item": target.pk} | empty]).status_code == 200, "null says nothing of a field"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"value": "NaN"}, "body.rows.0.value"),
        ({"value": "1e400"}, "body.rows.0.value"),
        ({"value": 5, "giá": 1}, "body.rows.0.giá"),
        ({"value": 5, "cause": "khong-co"}, "rows.0.cause"),
        ({"item": 10**9, "value": 5}, "rows.0.item"),
    ],
)
def test_a_row_that_does_not_fit_is_said_where_it_stands(writes, item, clerk_a, row, field):
    target = item()
    answer = writes(clerk_a, [{"item": target.pk} | row])
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        ({"item": True}, "item", "Không phải là số nguyên."),
        ({"version": True}, "version", "Không phải là số nguyên."),
        ({"promised_on": 1662336000}, "promised_on", "Không phải là ngày. Ghi theo dạng 2022-11-15."),
        ({"document_on": "1662336000"}, "document_on", "Không phải là ngày. Ghi theo dạng 2022-11-15."),
        ({"value": 0.1 + 0.2}, "value", "Tối đa 12 chữ số trước dấu thập phân và 3 chữ số sau."),
        ({"value": True}, "value", "Không phải là số."),
    ],
)
def test_nothing_passes_for_another_kind_of_value(writes, item, clerk_a, row, field, said):
    """`true` was the item of number 1, and seconds since 1970 were a day."""
    answer = writes(clerk_a, [{"item": item().pk} | row])
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, f"body.rows.0.{field}")
    assert answer.json()["errors"][0]["message"] == said
    assert not Entry.objects.exists()


def test_a_field_that_stands_twice_in_a_row_makes_the_request_unreadable(client, token, item, clerk_a, months):
    headers = {"Authorization": f"Bearer {token(clerk_a, 'write')}"}
    said = f'{{"agency": "so-a", "rows": [{{"item": {item().pk}, "value": 5, "value": 6}}]}}'
    assert client.post(MONTH, said, content_type="application/json", headers=headers).status_code == 400
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("more", "field", "code"), [("&month=8", "month", "given_twice"), ("&tinh=phu-tho", "tinh", "extra_forbidden")]
)
def test_no_month_is_chosen_among_two_and_no_name_is_passed_over(writes, item, clerk_a, more, field, code):
    answer = writes(clerk_a, [{"item": item().pk, "value": 5}], address=MONTH + more)
    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [(f"query.{field}", code)]
    assert not Entry.objects.exists()


def test_who_may_not_write_there_does_not(writes, item, clerk_a, committee, head_b, stranger, months, close_until):
    target = item()
    rows = [{"item": target.pk, "value": 5}]
    assert writes(clerk_a, rows, reach="read").status_code == 403
    assert writes(committee, rows).status_code == 403
    assert writes(head_b, rows).status_code == 404
    assert writes(stranger, rows).status_code == 404
    assert writes(clerk_a, rows, agency="khong-co").status_code == 404
    assert writes(clerk_a, rows, address="/api/v1/entries?year=2022&month=11").status_code == 404
    assert writes(clerk_a, rows, address="/api/v1/entries").status_code == 422
    close_until(6)
    closed = writes(clerk_a, rows, address="/api/v1/entries?year=2022&month=6")
    assert (closed.status_code, closed.json()["errors"][0]["code"]) == (422, "refused")
    assert not Entry.objects.exists()


def test_a_figure_that_was_sent_is_not_written_over(writes, item, clerk_a, submitted):
    target = item()
    submitted(target, 9, value=5)
    answer = writes(clerk_a, [{"item": target.pk, "value": 7, "version": 2}])
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "refused")
    assert Entry.objects.get().value == 5


def test_nobody_writes_into_another_province(writes, item, clerk_a, months):
    other = factories.ProvinceFactory(code="phu-tho", name="Tỉnh Phú Thọ")
    factories.AgencyFactory(parent=other, code="so-kia", name="Sở Kia")
    target = item()
    answer = writes(clerk_a, [{"item": target.pk, "value": 5}], address=f"{MONTH}&province=phu-tho", agency="so-kia")
    assert answer.status_code == 404
