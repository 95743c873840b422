"""The pages of one item and of a document: what may be changed by whom, read back before it is kept."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from agencies.models import AuditEvent
from kpis.items.actions import hand_over
from kpis.models import Assignment, Bottleneck, Goal, Target
from kpis.standings import actions as standings
from tests import factories


@pytest.fixture
def given(item):
    return item(low=100)


@pytest.fixture
def document(province):
    return factories.DocumentFactory(province=province, number="177", symbol="KH-UBND", kind="Kế hoạch")


def post(client, given, act, **data):
    return client.post(reverse(f"kpis:item-{act}", args=[given.pk]), {f"{act}-{name}": v for name, v in data.items()})


@pytest.fixture
def chief(client, administrator):
    client.force_login(administrator)
    return administrator


def test_a_target_is_read_back_and_then_in_force_from_its_month_on(client, chief, given, document, standing):
    first = post(client, given, "target", target="Trên 150", month="8", document=document.pk)
    form = first.context["board"].forms["target"]
    assert (first.status_code, form.reading) == (200, "> 150")
    assert given.targets.count() == 1
    sure = {"target": "Trên 150", "month": "8", "document": document.pk, "understood": form.reading}
    assert post(client, given, "target", **sure, reason="theo Kế hoạch 177").status_code == 302
    row = given.targets.get(in_force_from__month=8)
    assert (row.operator, row.low, row.raw, row.document) == (">", 150, "Trên 150", document)
    assert standing(given, 7).target.low == 100
    event = AuditEvent.objects.filter(action="target-set").latest("pk")
    assert (event.by, event.reason) == (chief, "theo Kế hoạch 177")


def test_another_unit_says_what_becomes_of_the_figures_reported_already(client, chief, given, approved):
    asked = {"target": "≥ 80%", "month": "8"}
    assert "Đơn vị tính thay đổi" not in post(client, given, "target", **asked).content.decode()
    approved(given, 7, value=50)
    page = post(client, given, "target", **asked).content.decode()
    old = given.targets.get().unit or given.indicator.unit
    assert f"Đơn vị tính thay đổi. Số liệu đã báo cáo tính theo “{old}”" in page
    for text in ("≥ 150", f"≥ 150 {old.upper()}"):
        assert "Đơn vị tính thay đổi" not in post(client, given, "target", target=text, month="8").content.decode()


@pytest.mark.parametrize("text", ["một ít", "Hoàn thành", "-", "Giảm 10%"])
def test_what_is_no_target_of_this_indicator_is_refused_at_its_field(client, chief, given, text):
    answer = post(client, given, "target", target=text, month="8")
    form = answer.context["board"].forms["target"]
    assert (answer.status_code, list(form.errors)) == (422, ["target"])
    assert form["target"].value() == text


@pytest.mark.parametrize("text", ["≥ 800‰", "≥ 80 điểm"])
def test_a_ratio_has_its_target_in_the_unit_in_which_it_is_computed(client, chief, item, approved, standing, text):
    """17 of 20 are 85%, which would be held against 800 and shown as 85‰."""
    ratio = item(kind="ratio", low=80)
    approved(ratio, 8, numerator=17, denominator=20)
    sure = {"target": text, "month": "8"}
    form = post(client, ratio, "target", **sure).context["board"].forms["target"]
    assert form.errors.get("target") == ["Tỷ lệ được tính theo đơn vị của nó: hãy ghi mức giao theo %."]
    post(client, ratio, "target", **sure, understood=form.reading)
    assert (ratio.targets.count(), standing(ratio, 8).state) == (1, "exceeded")
    form = post(client, ratio, "target", target="≥ 90 phần trăm", month="8").context["board"].forms["target"]
    assert not form.errors


def test_a_closed_month_is_not_offered(client, chief, given, close_until):
    close_until(6)
    page = client.get(reverse("kpis:item", args=[given.pk]))
    assert [month for month, _ in page.context["board"].forms["target"].fields["month"].choices] == list(range(7, 13))
    assert post(client, given, "withdraw", month="6", reason="x").status_code == 422


def test_terms_change_with_their_proof(client, chief, given, document, clerk_a, standing):
    sent = {"deadline": "30/06/2022", "weight": "2", "accountable": clerk_a.pk, "applicable_from": "01/03/2022"}
    refused = post(client, given, "terms", **sent)
    assert list(refused.context["board"].forms["terms"].errors) == ["applicable_by"]
    assert post(client, given, "terms", **sent, applicable_by=document.pk).status_code == 302
    given.refresh_from_db()
    assert (given.deadline, given.weight, given.accountable, given.applicable_by) == (
        date(2022, 6, 30), 2, clerk_a, document
    )  # fmt: skip
    assert (standing(given, 1).state, standing(given, 9).state) == ("not_applicable", "overdue")


def test_withdrawn_it_leaves_the_counts_and_stays_readable(client, chief, given, document, standing, plan):
    assert post(client, given, "withdraw", month="7").status_code == 422
    assert post(client, given, "withdraw", month="7", reason="Thôi giao", document=document.pk).status_code == 302
    assert [standing(given, month).state for month in (6, 7)] == ["no_data", "not_applicable"]
    page = client.get(reverse("kpis:item", args=[given.pk]))
    assert "Thôi giao" in page.content.decode()
    assert post(client, given, "withdraw", month="8", reason="nữa").status_code == 409
    board = client.get(reverse("dashboards:item", args=[given.pk]) + "?year=2022&month=9").content.decode()
    assert "Đã thôi giao: Thôi giao." in board
    assert post(client, given, "reinstate", reason="rút nhầm").status_code == 302
    assert standing(given, 7).state == "no_data"
    assert list(standings.check(plan)) == []


def test_an_item_is_given_by_hand(client, chief, given, agency_b, indicators, plan, on_day):
    on_day(date(2022, 10, 17))
    url = reverse("kpis:item-give")
    sent = {"chosen": indicators.ratio.pk, "agency": agency_b.pk, "target": "≥ 80%", "month": "10", "weight": "1"}
    for wrong in ({"target": "≤ 2%"}, {"target": "Hoàn thành", "chosen": indicators.task.pk}):
        refused = client.post(url, sent | wrong | {"milestones": "25/50/75/100"})
        assert (refused.status_code, list(refused.context["board"]["form"].errors)) == (422, ["milestones"])
    sent |= {"milestones": "11: 90"}
    form = client.post(url, sent).context["board"]["form"]
    assert (form.reading, Assignment.objects.count()) == ("≥ 80%", 1)
    assert client.post(url, sent | {"understood": form.reading}).status_code == 302
    made = Assignment.objects.get(agency=agency_b)
    target = made.targets.get()
    assert (made.indicator, target.unit, target.milestones) == (indicators.ratio, "%", {"11": "0.9"})
    again = client.post(url, sent)
    assert (again.status_code, list(again.context["board"]["form"].errors)) == (422, ["chosen"])


def test_giving_an_item_again_says_who_leads_the_one_that_was_given_before(
    client, chief, given, agency_b, months, on_day
):
    on_day(date(2022, 10, 17))
    url, first = reverse("kpis:item-give"), given.agency
    hand_over([given], to=agency_b, since=months[9], by=chief, reason="QĐ 1")
    sent = {"chosen": given.indicator.pk, "agency": first.pk, "target": "≥ 80", "month": "10", "weight": "1"}
    said = f"{first.name} đã được giao chỉ tiêu này và nay {agency_b.name} chủ trì"
    assert said in client.post(url, sent).content.decode()
    hand_over([given], to=first, since=months[10], by=chief, reason="QĐ 2")
    again = client.post(url, sent)
    assert (again.status_code, list(again.context["board"]["form"].errors)) == (422, ["chosen"])


def test_a_documents_page_names_all_that_rests_on_it(
    client, chief, given, document, item, submitted, draft, django_assert_num_queries
):
    Target.objects.filter(assignment=given).update(document=document)
    based = item(kind="ratio", low=80, document=document)
    task = item(kind="task")
    submitted(task, 3, document_number="177/KH-UBND", document_on=date(2022, 3, 1))
    draft(given, 3, value=1, document_number="177/KH-UBND", document_on=date(2022, 3, 1))
    with django_assert_num_queries(11):
        page = client.get(reverse("kpis:document", args=[document.pk]))
    found = {section.name: [line.url for line in section.lines] for section in page.context["board"].sections}
    assert found["Chỉ tiêu"] == [based.get_absolute_url()]
    assert found["Mức giao"] == [given.get_absolute_url()]
    assert found["Minh chứng nêu văn bản này"] == [task.get_absolute_url()]
    listed = client.get(reverse("kpis:documents") + "?q=177+KẾ")  # marks and capitals alike on every database
    assert [(row.items, row.targets) for row in listed.context["board"]["rows"]] == [(1, 1)]


def test_many_lines_of_a_document_are_folded_by_agency_and_counted_though_not_all_are_shown(
    client, chief, document, item, agency_b, monkeypatch
):
    monkeypatch.setattr("kpis.documents.page.FEW", 2)
    monkeypatch.setattr("kpis.documents.page.MOST", 3)
    for held in (None, agency_b):
        item(held, document=document)
        item(held, kind="ratio", low=80, document=document)
    page = client.get(reverse("kpis:document", args=[document.pk]))
    (section, *_others) = page.context["board"].sections
    assert [len(lines) for _whose, lines in section.folded] == [2, 1]
    assert (section.count, section.is_cut) == (4, True)
    assert "Chỉ hiện 3 dòng đầu." in page.content.decode()


def test_a_divisions_lines_follow_its_agencys_and_name_it(client, chief, document, item, agency_b, division_1):
    for held in (agency_b, division_1, None):
        item(held, document=document)
    page = client.get(reverse("kpis:document", args=[document.pk]))
    whose = [line.whose for line in page.context["board"].sections[0].lines]
    assert whose == ["Sở Xây dựng", "Văn phòng Sở, Sở Xây dựng", "Sở Kế hoạch và Đầu tư"]


def test_a_documents_page_names_goals_bottlenecks_and_evidence(client, chief, given, document, cause, months, clerk_a):
    Goal.objects.create(
        indicator=given.indicator, agency=given.agency, year=2030, raw="95", document=document, set_at=timezone.now()
    )
    told = {"plan": given.plan, "indicator": given.indicator, "cause": cause, "confirmed_on": date(2022, 6, 1)}
    row = Bottleneck.objects.create(**told, document=document)
    page = client.get(reverse("kpis:document", args=[document.pk]))
    found = {section.name: [line.url for line in section.lines] for section in page.context["board"].sections}
    assert found["Điểm nghẽn"] == [reverse("kpis:bottleneck", args=[row.pk])]
    assert len(found["Mục tiêu dài hạn"]) == 1
    client.force_login(clerk_a)
    page = client.get(reverse("kpis:document", args=[document.pk]))
    assert "Điểm nghẽn" not in [section.name for section in page.context["board"].sections]


def test_own_milestones_are_typed_with_the_target_and_refused_at_their_place(client, chief, given, document, standing):
    form = client.get(reverse("kpis:item", args=[given.pk])).context["board"].forms["target"]
    assert form["milestones"].value() == ""
    sent = {"target": form["target"].value(), "month": 6, "document": document.pk, "milestones": "25/50/75/100"}
    wrong = post(client, given, "target", **sent | {"milestones": "90/50/75/100"})
    assert wrong.context["board"].forms["target"].errors.keys() == {"milestones"}
    assert "90/50/75/100" in wrong.content.decode()
    limit = post(client, given, "target", **sent | {"target": "không quá 2"})
    assert limit.context["board"].forms["target"].errors.keys() == {"milestones"}
    shown = post(client, given, "target", **sent)
    reading = shown.context["board"].forms["target"].reading
    assert post(client, given, "target", **sent, understood=reading).status_code == 302
    row = Target.objects.get(assignment=given, in_force_from__month=6)
    assert row.milestones == {"3": "0.25", "6": "0.5", "9": "0.75", "12": "1"}
    page = client.get(reverse("kpis:item", args=[given.pk])).content.decode()
    assert page.count("25/50/75/100") == 3, "at the target, in the box for the next, and in its hint"
    assert "Mốc tiến độ riêng: 25/50/75/100" in client.get(given.get_absolute_url()).content.decode()


def test_who_only_reads_sees_only_what_is_theirs(client, head_b, given, document, item, agency_b):
    mine = item(agency=agency_b, document=document)
    item(kind="ratio", document=document)
    client.force_login(head_b)
    page = client.get(reverse("kpis:document", args=[document.pk]))
    assert [line.url for line in page.context["board"].sections[0].lines] == [mine.get_absolute_url()]


@pytest.mark.parametrize(
    ("text", "shown"), [("trên 200.000", "> 200.000 lượt"), ("từ 240 tin", "≥ 240 tin"), ("50-60", "50-60 lượt")]
)
def test_a_target_is_read_back_with_its_unit(client, chief, given, document, text, shown):
    answer = post(client, given, "target", target=text, month=6, document=document.pk)
    assert f"Hiểu là: {escape(shown)}. Bấm" in answer.content.decode()
