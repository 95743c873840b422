"""A province words its reports: refused at the place, previewed, versions kept, back to the standard at once."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from kpis.errors import CannotChange
from reports.models import Wording
from reports.queries import wording_of
from reports.sentences.phrases import STANDARD
from reports.wording.actions import set_wording, standard_wording
from tests import factories

ADDRESS = "/reports/wording/?year=2022&month=9"
OWN = "{don_vi} đạt {hoan_thanh} trên {tong} chỉ tiêu."


@pytest.fixture
def reader(client, administrator, item, approved, on_day):
    on_day(date(2022, 10, 1))
    given = item(low=100)
    item(kind="latest", low=10)
    approved(given, 9, value=120)
    client.force_login(administrator)
    return client


def posted(**own):
    return {key: phrase.text for key, phrase in STANDARD.items()} | own


def test_what_is_kept_is_only_what_differs_from_the_standard(province, administrator):
    assert set_wording(province, posted(tong_quat=OWN), by=administrator) == 1
    assert set_wording(province, posted(tong_quat=OWN), by=administrator) == 0
    assert wording_of(province) == {"tong_quat": OWN}
    assert standard_wording(province, by=administrator) == 1
    assert (wording_of(province), Wording.objects.count()) == ({}, 2)


@pytest.mark.parametrize("texts", [{"tong_quat": "{so_la}"}, {"khong_co": "x"}, {"tong_quat": "{tong"}])
def test_what_is_not_known_is_refused(province, administrator, texts):
    with pytest.raises(CannotChange):
        set_wording(province, texts, by=administrator)
    assert not Wording.objects.exists()


def test_versions_are_never_written_over(province, administrator):
    set_wording(province, {"tong_quat": OWN}, by=administrator)
    with pytest.raises(DatabaseError), transaction.atomic():
        Wording.objects.update(text="khác")


def test_parts_stand_folded_but_the_first_and_those_in_which_a_phrase_was_refused(reader, province, administrator):
    set_wording(province, {"tong_quat": OWN}, by=administrator)
    shown = reader.get(ADDRESS).context["board"].form.parts()
    assert ([part.has_errors for part in shown].count(True), sum(part.own for part in shown)) == (0, 1)
    refused = reader.post(ADDRESS, posted(tong_quat="Đạt {so_la} chỉ tiêu"))
    folds = refused.content.decode().split('<details class="fold"')[1:]
    assert [fold.startswith(" open>") for fold in folds] == [
        part.has_errors or at == 0 for at, part in enumerate(refused.context["board"].form.parts())
    ]
    assert [name for name, part in enumerate(refused.context["board"].form.parts()) if part.has_errors] != [0]


def test_an_unknown_placeholder_is_refused_at_its_place_and_nothing_typed_is_lost(reader):
    response = reader.post(ADDRESS, posted(tong_quat="Đạt {so_la} chỉ tiêu"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Ở ký tự thứ 5: chỗ điền {so_la} không có trong câu này." in page
    assert "Đạt {so_la} chỉ tiêu" in page
    assert not Wording.objects.exists()


def test_a_preview_reads_as_the_month_would_and_keeps_nothing(reader):
    response = reader.post(ADDRESS, posted(tong_quat=OWN) | {"preview": "1"})
    assert "Tỉnh Vĩnh Phúc đạt 1 trên 2 chỉ tiêu." in response.content.decode()
    assert not Wording.objects.exists()


def test_an_empty_phrase_is_previewed_as_the_standard_one(reader, province, administrator):
    set_wording(province, {"tong_quat": OWN}, by=administrator)
    page = reader.post(ADDRESS, posted(tong_quat="") | {"preview": "1"}).content.decode()
    assert "đạt 1 trên 2 chỉ tiêu" not in page
    assert "1/2" in page


def test_while_it_is_typed_the_preview_follows_with_what_is_refused_and_keeps_nothing(reader):
    live = {"headers": {"HX-Request": "true"}}
    response = reader.post(ADDRESS, posted(tong_quat=OWN) | {"preview": "1"}, **live)
    part = response.content.decode()
    assert "Tỉnh Vĩnh Phúc đạt 1 trên 2 chỉ tiêu." in part
    assert "<html" not in part
    response = reader.post(ADDRESS, posted(tong_quat="Đạt {so_la}", mo_dau="Mở {don_vi}") | {"preview": "1"}, **live)
    part = response.content.decode()
    assert (response.status_code, "chỗ điền {so_la} không có trong câu này" in part) == (200, True)
    assert "Mở tỉnh Vĩnh Phúc" in part
    assert not Wording.objects.exists()


def test_the_report_is_worded_so_from_then_on_and_back_with_one_click(reader):
    assert reader.post(ADDRESS, posted(tong_quat=OWN)).status_code == 302
    assert "Tỉnh Vĩnh Phúc đạt 1 trên 2 chỉ tiêu." in reader.get("/reports/?year=2022&month=9").content.decode()
    reader.post("/reports/wording/standard/?year=2022&month=9")
    assert "đạt 1 trên 2" not in reader.get("/reports/?year=2022&month=9").content.decode()


def test_another_provinces_wording_is_none_of_ones_own(province, administrator):
    set_wording(factories.ProvinceFactory(code="phu-tho"), {"tong_quat": OWN}, by=None)
    assert wording_of(province) == {}


def test_of_two_who_word_a_report_nobody_takes_back_the_others_phrase_unseen(reader, province, administrator):
    seen = reader.get(ADDRESS).context["board"].form.seen
    set_wording(province, {"tong_quat": OWN}, by=administrator)
    answer = reader.post(ADDRESS, posted() | {"seen": seen})
    assert (answer.status_code, wording_of(province)) == (422, {"tong_quat": OWN})
    assert reader.post(ADDRESS, posted() | {"seen": answer.context["board"].form.seen}).status_code == 302
    assert wording_of(province) == {}
