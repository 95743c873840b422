"""The words of entering and deciding: what answers a question, what is meant, one pair for what is approved."""

import pytest

from tests.factories import submit_report

pytestmark = pytest.mark.django_db
URL = "/entry/so-a/?year=2022&month=9"


@pytest.fixture
def typed(client, clerk_a):
    """typed(item, value): the HTML with which a typed row is answered."""

    def post(target, value):
        client.force_login(clerk_a)
        row = {f"{target.pk}-version": "", f"{target.pk}-value": value}
        return client.post(f"/entry/so-a/{target.pk}/?year=2022&month=9", row, HTTP_HX_REQUEST="true").content.decode()

    return post


@pytest.mark.parametrize(
    ("before", "now", "answer"),
    [(10, "40", "Đúng, giữ nguyên và ghi lý do"), (40, "10", "Không, giữ nguyên và ghi lý do")],
)
def test_the_answer_fits_the_question(typed, item, approved, before, now, answer):
    target = item()
    approved(target, 8, value=before)
    assert answer in typed(target, now)


def test_what_is_no_number_says_what_could_be_meant(typed, item):
    html = typed(item(), "15o")
    assert "“15o” không phải là số. Ý là:" in html
    assert [f">{text}</button>" in html for text in ("15", "150")] == [True, True]


def test_a_minus_is_refused_and_its_opposite_not_proposed(typed, item):
    html = typed(item(), "-5")
    assert "Số liệu không được âm" in html
    assert "data-dx-fill" not in html


def test_once_sent_the_count_says_what_approval_would_make(client, item, draft, clerk_a, head_a, agency_a, months):
    draft(item(), 9, value=90)
    client.force_login(clerk_a)
    assert "nếu gửi như đang nhập" in client.get(URL).content.decode()
    submit_report(agency_a, months[9], by=head_a)
    html = client.get(URL).content.decode()
    assert ("nếu được duyệt" in html, "nếu gửi như đang nhập" in html) == (True, False)


def test_a_wrong_password_says_that_the_login_did_not_succeed(client, clerk_a):
    html = client.post("/account/login/", {"username": clerk_a.username, "password": "sai"}).content.decode()
    assert "Đăng nhập không thành công" in html
