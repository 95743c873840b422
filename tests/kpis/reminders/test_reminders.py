"""Letters: made once, sent once, none once the agency has reported; read on the home page."""

import smtplib
from datetime import date
from io import StringIO

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command

from kpis.models import Entry, Notice
from kpis.reminders.actions import _staying, make_notices, notify, send_notices, unread
from tests import factories
from tests.factories import submit_report

# The cast's month 9: figures to 14/9/2022, due on Monday 19/9; agency A has one item.
BEFORE, DUE, LATE, THIRD = date(2022, 9, 14), date(2022, 9, 19), date(2022, 9, 20), date(2022, 9, 22)


class Refusing(EmailBackend):
    """A mail server that refuses whoever is named in `refused`."""

    refused: set[str] = set()

    def send_messages(self, messages):
        if any(self.refused.intersection(message.to) for message in messages):
            raise smtplib.SMTPRecipientsRefused({"x": (550, b"no such mailbox")})
        return super().send_messages(messages)


@pytest.fixture
def silent_a(plan, item, head_a, clerk_a, officer, committee, on_day):
    """Agency A owes month 9 and has typed nothing; months 1 to 8 are closed without letters."""
    given = item()
    plan.periods.filter(month__lt=9).update(state="closed", checksum="x", closed_at="2022-09-01T00:00Z")
    on_day(BEFORE)
    return given


def letters():
    return set(Notice.objects.values_list("user__username", "kind", "on"))


def test_before_the_due_day_the_typist_is_written_to(plan, silent_a, clerk_a):
    assert make_notices(plan) == 1
    assert letters() == {("nhaplieu.a", "before", BEFORE)}
    notice = Notice.objects.get()
    assert notice.subject == "Tháng 9/2022: báo cáo đến hạn ngày 19/09/2022"
    assert "Kính gửi: Ông/Bà Nguyễn Văn Minh Họa" in notice.body
    assert "- Sở Xây dựng: đã nhập 0/1 chỉ tiêu" in notice.body
    assert "year=2022&month=9" in notice.url


def test_the_days_letters_are_made_once(plan, silent_a, on_day):
    assert [make_notices(plan), make_notices(plan)] == [1, 0]
    on_day(date(2022, 9, 15))
    assert make_notices(plan) == 0


def test_a_letter_made_late_bears_the_day_to_which_it_counts(plan, silent_a, on_day):
    on_day(date(2022, 9, 21))
    assert make_notices(plan) == 2
    assert {(kind, on) for _user, kind, on in letters()} == {("late", date(2022, 9, 21))}
    assert "chậm 2 ngày làm việc" in Notice.objects.first().body
    on_day(date(2022, 9, 21))
    assert make_notices(plan) == 0


def test_letters_climb_from_the_typist_to_the_head_to_the_standing_body(
    plan, silent_a, on_day, administrator, item, agency_b
):
    item(agency=agency_b, applicable_from=date(2022, 12, 1))  # is asked for nothing yet, and no agency of these
    for day in (DUE, LATE, THIRD):
        on_day(day)
        make_notices(plan)
    assert letters() == {
        ("nhaplieu.a", "due", DUE),
        ("nhaplieu.a", "late", LATE),
        ("giamdoc.a", "late", LATE),
        ("thuongtruc", "standing_body", THIRD),
    }
    digest = Notice.objects.get(kind="standing_body")
    assert "Còn 1/1 cơ quan, đơn vị chưa báo cáo" in digest.body
    assert "chậm 3 ngày làm việc" in digest.body
    assert digest.url == "/boards/freshness/?year=2022&month=9"


def test_letters_stop_once_the_agency_has_reported(plan, silent_a, on_day, period, draft, head_a, agency_a):
    draft(silent_a, 9, value=5)
    submit_report(agency_a, period(9), by=head_a)
    for day in (DUE, LATE, THIRD):
        on_day(day)
        assert make_notices(plan) == 0


def test_nobody_is_written_to_about_months_that_are_not_open(plan, silent_a):
    plan.periods.filter(month=9).update(state="closed", checksum="x", closed_at="2022-09-14T00:00Z")
    assert make_notices(plan) == 0


def test_a_role_that_has_ended_and_a_person_who_has_left_get_no_letter(plan, silent_a, clerk_a, head_a):
    clerk_a.memberships.update(until=date(2022, 9, 13))
    head_a.is_active = False
    head_a.save()
    assert make_notices(plan) == 0


def test_who_serves_two_silent_agencies_gets_one_letter(plan, silent_a, item, agency_b, clerk_a):
    item(agency=agency_b)
    factories.MembershipFactory(user=clerk_a, agency=agency_b, role="agency_clerk")
    assert make_notices(plan) == 1
    body = Notice.objects.get().body
    assert body.index("Sở Xây dựng") < body.index("Sở Kế hoạch và Đầu tư")


def test_who_reads_english_is_written_to_in_english(plan, silent_a, clerk_a):
    clerk_a.language = "en"
    clerk_a.save()
    make_notices(plan)
    notice = Notice.objects.get()
    assert notice.subject == "Month 9/2022: the report is due on 19/09/2022"
    assert "Enter the figures and have the report signed in time." in notice.body


# --- the outbox --------------------------------------------------------------------------------------------------


def test_letters_leave_once_with_a_link(plan, silent_a, clerk_a, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://cds.example.vn"]
    make_notices(plan)
    assert (send_notices().sent, send_notices().sent) == (1, 0)
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([clerk_a.email], "Tháng 9/2022: báo cáo đến hạn ngày 19/09/2022")
    assert "\n\nhttps://cds.example.vn/" in message.body
    assert Notice.objects.get().sent_at is not None


def test_what_fails_is_counted_kept_and_tried_again(plan, silent_a, clerk_a, head_a, on_day, settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    on_day(LATE)
    make_notices(plan)
    monkeypatch.setattr(Refusing, "refused", {clerk_a.email})
    assert vars(send_notices()) == {"sent": 1, "failed": 1}
    assert vars(send_notices()) == {"sent": 0, "failed": 1}
    kept = Notice.objects.get(user=clerk_a)
    assert (kept.sent_at, kept.failures) == (None, 2)
    assert kept.failure.startswith("SMTPRecipientsRefused")
    assert [message.to for message in mail.outbox] == [[head_a.email]]
    monkeypatch.setattr(Refusing, "refused", set())
    assert vars(send_notices()) == {"sent": 1, "failed": 0}
    assert sorted(message.to[0] for message in mail.outbox) == sorted([head_a.email, clerk_a.email])


def test_a_letter_that_was_overtaken_is_not_sent(plan, silent_a, period, draft, head_a, agency_a):
    make_notices(plan)
    draft(silent_a, 9, value=5)
    submit_report(agency_a, period(9), by=head_a)
    assert vars(send_notices()) == {"sent": 0, "failed": 0}
    assert mail.outbox == []


def test_who_has_no_address_and_what_is_older_than_a_week_is_not_sent(plan, silent_a, clerk_a, on_day):
    make_notices(plan)
    clerk_a.email = ""
    clerk_a.save()
    assert send_notices().sent == 0
    clerk_a.email = "a@example.vn"
    clerk_a.save()
    on_day(date(2022, 9, 22))
    assert send_notices().sent == 0


def test_the_command_does_both_and_may_be_repeated(plan, silent_a):
    out = StringIO()
    call_command("send_notices", stdout=out)
    about = "vinh-phuc 2022: đã soạn {n} thư\nvinh-phuc: đã soạn 0 thư về kết luận\n"
    told = about + "Đã gửi {n} thư, không có thư nào lỗi\n"
    assert out.getvalue() == told.format(n=1)
    call_command("send_notices", stdout=out)
    assert out.getvalue().endswith(told.format(n=0))


# --- figures that were returned ----------------------------------------------------------------------------------


def test_returned_figures_make_one_letter_a_day_that_grows(plan, silent_a, period, clerk_a, head_a, agency_a):
    (first, _) = notify([clerk_a, head_a], period(9), "returned", agency=agency_a, lines=["Hồ sơ: rà soát mẫu số"])
    assert first.subject == "Tháng 9/2022: số liệu bị trả lại, cần sửa"
    assert first.body.endswith("- Hồ sơ: rà soát mẫu số")
    send_notices()
    Notice.objects.update(seen_at="2022-09-14T00:00Z")
    (again,) = notify(clerk_a, period(9), "returned", agency=agency_a, lines=["Tin bài: thiếu minh chứng"])
    assert again.pk == first.pk
    assert again.body.splitlines()[-2:] == ["- Hồ sơ: rà soát mẫu số", "- Tin bài: thiếu minh chứng"]
    assert again.seen_at is None
    assert send_notices().sent == 0
    assert len(mail.outbox) == 2


def test_text_in_letters_is_plain(plan, silent_a, period, clerk_a, agency_a):
    (notice,) = notify(clerk_a, period(9), "returned", agency=agency_a, lines=["<b>A & B</b>"])
    assert "<b>A & B</b>" in notice.body


# --- the home page -----------------------------------------------------------------------------------------------


def test_the_home_page_shows_letters_until_they_are_put_aside(client, plan, silent_a, clerk_a):
    make_notices(plan)
    notice = Notice.objects.get()
    client.force_login(clerk_a)
    page = client.get("/").content.decode()
    assert notice.subject in page
    assert notice.url.replace("&", "&amp;") in page
    assert client.post(f"/notices/{notice.pk}/seen/").url == "/"
    notice.refresh_from_db()
    assert notice.seen_at is not None
    assert notice.subject not in client.get("/").content.decode()


def test_all_letters_are_put_aside_at_once_and_only_ones_own(
    client, plan, silent_a, clerk_a, head_a, period, agency_a, draft
):
    Entry.objects.filter(pk=draft(silent_a, 9, value=5).pk).update(status="returned")
    notify([clerk_a, head_a], period(9), "returned", agency=agency_a, lines=["x"])
    make_notices(plan)
    client.force_login(clerk_a)
    assert "/notices/seen/" in client.get("/").content.decode()
    assert client.post("/notices/seen/").url == "/"
    assert [notice.user for notice in Notice.objects.filter(seen_at=None)] == [head_a]


@pytest.mark.parametrize("after", ["submitted", "closed"])
def test_a_letter_about_returned_figures_goes_with_them(
    silent_a, clerk_a, period, agency_a, draft, close_until, on_day, after
):
    entries = Entry.objects.filter(pk=draft(silent_a, 9, value=5).pk)
    entries.update(status="returned")
    notify(clerk_a, period(9), "returned", agency=agency_a, lines=["x"])
    assert [notice.kind for notice in unread(clerk_a)] == ["returned"]
    if after == "submitted":
        entries.update(status="submitted")
    else:
        on_day(date(2022, 10, 20))
        close_until(9)
    assert unread(clerk_a) == []


def test_only_the_newest_reminder_of_a_month_is_shown_and_none_after_the_report(
    plan, silent_a, clerk_a, period, draft, head_a, agency_a, on_day
):
    for day in (BEFORE, DUE, LATE):
        on_day(day)
        make_notices(plan)
    assert [notice.kind for notice in unread(clerk_a)] == ["late"]
    draft(silent_a, 9, value=5)
    submit_report(agency_a, period(9), by=head_a)
    assert unread(clerk_a) == []


def test_letters_are_put_aside_by_their_owner_alone(client, plan, silent_a, head_b, stranger):
    make_notices(plan)
    notice = Notice.objects.get()
    urls = [f"/notices/{notice.pk}/seen/", "/notices/seen/"]
    assert [client.post(url).url for url in urls] == [f"/account/login/?next={url}" for url in urls]
    for person in (head_b, stranger):
        client.force_login(person)
        assert client.post(urls[0]).status_code == 404
        assert client.post(urls[1]).status_code == 302
    assert [client.get(url).url for url in urls] == ["/", "/"]
    notice.refresh_from_db()
    assert notice.seen_at is None


@pytest.mark.parametrize(
    ("url", "tail", "place"),
    [
        ("/entry/a/?year=2022&month=9", "&province=p", "/entry/a/?year=2022&month=9&province=p"),
        ("/entry/a/#row-1", "&province=p", "/entry/a/?province=p#row-1"),
        ("/entry/a/", "", "/entry/a/"),
    ],
)
def test_a_letter_leads_to_the_province_it_is_of(url, tail, place):
    assert _staying(url, tail) == place
