"""An empty system is set up in the browser by who holds its code; afterwards there is no such page."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Agency, AuditEvent, User
from dxtracker.models import SetupCode
from dxtracker.setup.actions import issue_code

PAGES = ["/setup/", "/setup/province/", "/setup/administrator/"]
PASSWORD = "buoi-sang-dau-tien"
PERSON = {
    "full_name": "Nguyễn Văn An", "username": "quantri", "email": "an@phutho.example.vn", "password": PASSWORD,
    "again": PASSWORD,
}  # fmt: skip


@pytest.fixture
def code(db):
    return issue_code()


@pytest.fixture
def inside(client, code):
    """A browser that has given the code."""
    assert client.post("/setup/", {"code": code.lower().replace("-", " ")}).url == "/setup/"
    return client


def test_an_empty_system_leads_everybody_to_its_set_up(client, db, django_user_model):
    assert client.get("/").url == "/setup/"
    assert client.get("/setup/").status_code == 200
    client.force_login(django_user_model.objects.create_superuser("goc", "goc@example.vn", "x", full_name="Gốc"))
    assert client.get("/").url == "/setup/"


def test_from_the_code_to_the_province_and_its_administrator(inside):
    assert inside.get("/setup/").url == "/setup/province/"
    assert inside.post("/setup/province/", {"known": "PTO"}).url == "/setup/administrator/"
    assert inside.get("/setup/").url == "/setup/administrator/"
    assert "Bạn là quản trị viên của tỉnh Phú Thọ." in inside.get("/setup/administrator/").content.decode()
    assert inside.post("/setup/administrator/", PERSON).url == "/"
    province, person = Agency.objects.get(), User.objects.get()
    assert (province.name, province.code, province.unit_code) == ("Tỉnh Phú Thọ", "PTO", "25")
    assert person.check_password(PASSWORD)
    assert not person.must_change_password
    assert inside.session["_auth_user_id"] == str(person.pk)
    assert AuditEvent.objects.filter(action="setup-code-used", by=person, agency=province).count() == 1


def test_a_province_chosen_before_stands_in_the_list_and_is_changed_there_alone(inside):
    inside.post("/setup/province/", {"known": "PTO"})
    form = inside.get("/setup/province/").context["form"]
    assert [form[name].value() or "" for name in ("known", "name", "code")] == ["PTO", "", ""]
    inside.post("/setup/province/", {"known": "VLG", "name": "", "code": ""})
    assert SetupCode.objects.get().draft["code"] == "VLG"


def test_where_there_is_a_province_there_is_no_set_up(inside, client, province):
    assert [client.get(page).status_code for page in PAGES] == [404] * 3
    assert [client.post(page, PERSON).status_code for page in PAGES] == [404] * 3
    assert client.get("/").url == "/account/login/?next=/"
    assert User.objects.count() == 0


def test_who_has_not_given_the_code_gets_no_further(client, code):
    assert [client.get(page).url for page in PAGES[1:]] == ["/setup/"] * 2
    assert [client.post(page, PERSON | {"known": "PTO"}).url for page in PAGES[1:]] == ["/setup/"] * 2
    assert not Agency.objects.exists()


def test_a_wrong_code_is_said_and_guessing_has_to_wait(client, code):
    for _n in range(5):
        page = client.post("/setup/", {"code": "AAAA-BBBB-CCCC-DDDD"})
        assert "Mã thiết lập không đúng" in page.content.decode()
        assert code not in page.content.decode()
    assert client.post("/setup/", {"code": code}).status_code == 429
    assert client.get("/setup/province/").url == "/setup/"


def test_the_code_is_kept_as_a_hash_and_a_new_one_makes_it_void(inside, code):
    row = SetupCode.objects.get()
    assert code not in str(vars(row))
    inside.post("/setup/province/", {"name": "Tỉnh Thử", "code": "thu"})
    issue_code()
    assert inside.get("/setup/province/").url == "/setup/"
    assert inside.post("/setup/", {"code": code}).status_code == 422
    assert SetupCode.objects.get().draft == {"name": "Tỉnh Thử", "code": "THU"}


def test_the_province_may_be_said_again_until_it_is_made(inside):
    inside.post("/setup/province/", {"known": "PTO"})
    assert '<option value="PTO" selected>' in inside.get("/setup/province/").content.decode()
    inside.post("/setup/province/", {"name": "Tỉnh Thử", "code": "THU"})
    inside.post("/setup/administrator/", PERSON)
    assert Agency.objects.get().name == "Tỉnh Thử"


@pytest.mark.parametrize(
    ("page", "given", "said"),
    [
        ("province", {"known": ""}, "Chọn một tỉnh, thành phố ở trên, hoặc nhập tên và ký hiệu."),
        ("province", {"name": "Tỉnh Thử", "code": "Thử"}, "Chỉ dùng chữ in hoa không dấu"),
        ("province", {"known": "PTO", "name": "Tỉnh Thử"}, "Không khớp với tỉnh, thành phố đã chọn"),
        ("administrator", PERSON | {"again": "khac"}, "Hai mật khẩu không giống nhau."),
        ("administrator", PERSON | {"password": "ngan", "again": "ngan"}, "Mật khẩu phải có ít nhất 10 ký tự."),
        ("administrator", PERSON | {"username": "quản trị"}, "Tên đăng nhập không có dấu và dấu cách"),
        ("administrator", PERSON | {"email": "an"}, "Địa chỉ thư điện tử không đúng."),
        ("administrator", PERSON | {"password": "1234567890", "again": "1234567890"}, "Mật khẩu"),
    ],
)
def test_what_is_wrong_is_said_where_it_is_and_the_rest_stays(inside, page, given, said):
    inside.post("/setup/province/", {"known": "PTO"})
    answer = inside.post(f"/setup/{page}/", given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert all(str(value) in answer.content.decode() for name, value in given.items() if name == "full_name")
    assert not Agency.objects.exists()


def test_two_who_finish_at_once_make_one_province(inside, monkeypatch):
    inside.post("/setup/province/", {"known": "PTO"})
    row = SetupCode.objects.get()
    inside.post("/setup/administrator/", PERSON)
    monkeypatch.setattr("dxtracker.setup.views.code.known_or_none", lambda request: row)
    assert inside.post("/setup/administrator/", PERSON | {"username": "khac"}).url == "/"
    assert Agency.objects.count() == User.objects.count() == 1


def test_the_command_prints_a_code_while_the_system_is_empty(db, client):
    out = StringIO()
    call_command("setup_code", stdout=out)
    said = out.getvalue().strip()
    assert said.startswith("Mã thiết lập: ")
    assert client.post("/setup/", {"code": said.removeprefix("Mã thiết lập: ")}).url == "/setup/"


def test_the_command_prints_none_where_there_is_a_province(province):
    with pytest.raises(CommandError, match="đã được thiết lập"):
        call_command("setup_code")
