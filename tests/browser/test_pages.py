"""Every page in a real browser, on the demonstration: axe, narrow and wide, dark and light, without JavaScript."""

from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from tests.browser.barriers import no_barrier

OCTOBER = "year=2022&month=10"
PAGES = {
    "province": f"/boards/province/?{OCTOBER}",
    "open month": "/boards/province/?year=2022&month=11",
    "month to come": "/boards/province/?year=2022&month=12",
    "agencies": f"/boards/agencies/?{OCTOBER}",
    "agency": f"/boards/agency/SXD/?{OCTOBER}",
    "indicators": f"/boards/indicators/?{OCTOBER}",
    "rows": f"/boards/rows/?{OCTOBER}&state=not_measurable",
    "rows, none": f"/boards/rows/?{OCTOBER}&q=khong-co",
    "year": f"/boards/agency/SXD/year/?{OCTOBER}",
    "freshness": "/boards/freshness/?year=2022&month=11",
    "promises": f"/boards/promises/?{OCTOBER}",
    "left out": f"/boards/excluded/?{OCTOBER}",
    "commitments": f"/boards/commitments/?{OCTOBER}",
    "items nobody signed for": f"/boards/commitments/?{OCTOBER}&state=uncovered",
    "commitments of an agency": f"/boards/agency/SXD/commitments/?{OCTOBER}",
    "search": "/search/?q=so xay dung",
    "search, none": "/search/?q=khong co gi ca",
    "account": "/account/",
    "password": "/account/password/",
    "no such page": "/boards/agency/KHONG/",
}
WIDE, NARROW = {"width": 1440}, {"width": 390}


def item_pages():
    from kpis.models import Assignment

    words = {"visits": "dịch vụ chính phủ số", "articles": "240 tin, bài", "satisfaction": "mức hài lòng"}
    own = Assignment.objects.filter(agency__code="STTTT")
    for name, text in words.items():
        item = own.get(indicator__name__contains=text)
        yield f"item {name}", f"/boards/item/{item.pk}/?{OCTOBER}"
        yield f"indicator {name}", f"/boards/indicator/{item.indicator.code}/?{OCTOBER}"


def commitment_pages():
    """One that drifts, and a division's."""
    from commitments.models import Commitment

    for code in ("SCT", "SXD-VP"):
        commitment = Commitment.objects.get(agency__code=code)
        yield f"commitment {code}", f"/boards/commitment/{commitment.pk}/?{OCTOBER}"


def look(page, name, url):
    """Open a page; nothing may be wider than the window, axe may find nothing."""
    page.goto(url)
    no_barrier(page, name)


def test_no_page_has_a_barrier_or_runs_over_wide_or_narrow_light_or_dark(page_as, new_page):
    pages = PAGES | dict(item_pages()) | dict(commitment_pages())
    for look_of in (WIDE, NARROW | {"dark": True}):
        page = page_as("thanhvien", **look_of)
        for name, url in pages.items():
            look(page, name, url)
        look(new_page(**look_of), "login", "/account/login/")


def people_pages():
    from agencies.models import User

    clerk = User.objects.get(username="nhaplieu.stttt")
    own = f"/people/{clerk.pk}"
    yield from {
        "people": "/people/",
        "people, none": "/people/?q=khong-co-ai",
        "somebody new": "/people/new/",
        "many invited": "/people/invite/",
        "a person": f"{own}/",
        "a person's name": f"{own}/edit/",
        "a role to give": f"{own}/roles/",
        "a role": f"{own}/roles/{clerk.memberships.get().pk}/",
        "who leaves": f"{own}/leave/",
        "a sheet of people": "/imports/?kind=people",
    }.items()


def test_the_pages_of_people_have_no_barrier(page_as, new_page):
    for look_of in (WIDE, NARROW | {"dark": True}):
        page = page_as("admin", **look_of)
        for name, url in people_pages():
            look(page, name, url)
        page.goto(next(url for name, url in people_pages() if name == "a person"))
        page.locator("button[value=paper]").click()
        assert Axe().run(page).violations_count == 0, "an invitation"
        opened = new_page(**look_of)
        look(opened, "a link", page.locator(".address").inner_text())
        look(opened, "a link that opens no more", "/account/link/khong-con/")
        look(opened, "forgotten", "/account/forgotten/")


STEERING = {
    "report": f"/reports/?{OCTOBER}",
    "words of the report": "/reports/wording/",
    "issue": f"/reports/issue/?{OCTOBER}",
    "bottlenecks": f"/boards/bottlenecks/?{OCTOBER}",
    "bottlenecks confirmed": "/bottlenecks/",
    "plans": "/plans/",
    "tree": "/agencies/",
    "audit": "/audit/",
    "documents": "/documents/",
    "causes": "/causes/",
    "matrix": f"/boards/matrix/?{OCTOBER}",
    "peers": f"/boards/agency/SXD/peers/?{OCTOBER}",
    "following": "/following/",
    "meetings": "/meetings/",
    "conclusions": "/conclusions/",
    "changes": "/boards/changes/?year=2022&from=9&to=10",
    "months": "/months/?year=2022",
    "allocations": "/allocation/agency/STTTT/?year=2022",
    "dossier": f"/boards/agency/SXD/dossier/?{OCTOBER}",
    "imports": "/imports/",
    "start": "/start/",
    "a new agency": "/agencies/new/",
    "a decision": "/agencies/decision/",
    "peer groups": "/agencies/groups/",
    "a peer group": "/agencies/groups/1/",
    "a plan": "/plans/1/",
    "a plan's rules": "/plans/1/rules/",
    "goals": "/plans/goals/",
    "a goal": "/plans/goals/new/",
    "an item to give": "/items/give/",
    "a plan's targets": "/plans/1/targets/",
    "a new year": "/plans/new/",
}

REVIEW = ("/review/", "/review/CTK/?year=2022&month=11")


def test_the_pages_of_steering_have_no_barrier(page_as):
    for look_of in (WIDE, NARROW | {"dark": True}):
        page = page_as("admin", **look_of)
        for name, url in STEERING.items():
            look(page, name, url)


def test_a_committee_member_reads_and_drills_without_javascript(new_page):
    page = new_page(javascript=False)
    page.goto("/")
    page.get_by_label("Tên đăng nhập").fill("thanhvien")
    page.get_by_label("Mật khẩu").fill("minhhoa-2022")
    page.get_by_role("button", name="Đăng nhập").click()
    assert "/boards/province/" in page.url
    assert "Tháng 10/2022" in page.locator("nav.period").inner_text()
    for row, figure in (("Sở Thông tin và Truyền thông", "26/29"), ("Sở Kế hoạch và Đầu tư", "12/15")):
        assert figure in page.get_by_role("row").filter(has_text=row).inner_text()
    assert "gấp 222 lần" in page.locator("main").inner_text()
    page.locator("table.agencies").get_by_role("link", name="Sở Xây dựng").first.click()
    assert page.locator("h1").inner_text().replace("\n", " ").startswith("12/15")
    page.locator("table.items tbody tr th a").first.click()
    assert "/boards/item/" in page.url
    page.locator('main a[href*="/boards/indicator/"]').first.click()
    page.locator("header.top nav.period a[rel=prev]").click()
    assert "month=9" in page.url


def test_every_figure_of_the_headline_leads_to_as_many_rows(page_as):
    page = page_as("thanhvien")
    page.goto(PAGES["province"])
    page.locator("main .legend summary").click()  # the small ones
    links = page.locator("main .legend a, main ul.parts a").all()
    assert len(links) >= 6
    told = {link.get_attribute("href"): link.inner_text() for link in links}
    for url, text in told.items():
        page.goto(url)
        shown = page.locator("main .notice").first.inner_text().split()[0]
        assert shown == text.split()[0], text


def test_search_answers_while_typing_and_without_marks(page_as):
    page = page_as("thanhvien")
    page.goto("/search/")
    page.locator("#find").press_sequentially("so xay dung", delay=10)
    page.get_by_role("link", name="Sở Xây dựng").first.wait_for()
    assert "q=so" in page.url


def test_the_agencies_are_sorted_by_a_click_on_a_heading(page_as):
    page = page_as("thanhvien")
    page.goto(PAGES["agencies"])
    heading = page.locator("table.agencies thead th button").first
    heading.click()
    assert page.locator("table.agencies thead th[aria-sort]").count() == 1


CUT = """() => {
  const edge = document.querySelector(".scroll:has(table.agencies)").getBoundingClientRect().right;
  return [...document.querySelectorAll("table.agencies tbody > tr > *")]
    .filter((cell) => cell.getClientRects().length)
    .filter((cell) => cell.scrollWidth > cell.clientWidth || cell.getBoundingClientRect().right > edge + 0.5)
    .map((cell) => cell.innerText);
}"""


@pytest.mark.parametrize("name", ["province", "agencies"])
def test_no_cell_of_the_agencies_is_cut_on_a_phone(page_as, name):
    page = page_as("thanhvien", **NARROW)
    page.goto(PAGES[name])
    assert page.locator("table.agencies tbody td.num").count() > 30
    assert page.evaluate(CUT) == []


COLUMNS = """() => {
  const rows = [...document.querySelector(".promised-line").children].map((part) => part.getBoundingClientRect());
  return rows.filter((row, nth) => rows.some((other, place) => nth < place && other.left >= row.right
    && other.top < row.bottom && Math.max(row.height, other.height) > 60)).length;  // two lines beside each other
}"""


def test_what_was_committed_is_one_sentence_on_a_phone_and_no_columns(page_as):
    page = page_as("thanhvien", **NARROW)
    page.goto(PAGES["province"])
    line = page.locator(".promised-line").first
    assert line.inner_text().startswith("Cam kết: ")
    assert page.evaluate(COLUMNS) == 0
    line.evaluate("line => { line.style.display = 'flex'; }")  # as it once stood: the test sees columns
    assert page.evaluate(COLUMNS) > 0


def test_the_language_is_changed_in_place_and_kept(page_as):
    page = page_as("thuongtruc")
    page.goto(PAGES["province"])
    page.locator("details.person summary").click()
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert OCTOBER in page.url
    assert "26/29" in page.locator("main").inner_text()
    assert "89.7" in page.locator("main").inner_text()


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("giamdoc.skhdt", "Sở Kế hoạch và Đầu tư"),
        ("nhaplieu.skhdt", "Sở Kế hoạch và Đầu tư"),
        ("giamdoc.stttt", "Sở Thông tin và Truyền thông"),
        ("giamdoc.sxd", "Sở Xây dựng"),
        ("truongphong.sxd", "Văn phòng Sở"),
        ("admin", "Tỉnh Vĩnh Phúc"),
        ("thuongtruc", "Tỉnh Vĩnh Phúc"),
    ],
)
def test_each_account_starts_at_its_own_work(page_as, who, sees):
    page = page_as(who)
    page.goto("/")
    assert sees in page.locator("main").inner_text()


BAR = """() => {
  const [search, name] = [".top .search [type=search]", ".person-name"].map((one) => document.querySelector(one));
  const written = document.createElement("canvas").getContext("2d");
  written.font = getComputedStyle(search).font;
  const room = search.clientWidth - 31 - 20;  // the sign before it, and the mark that empties it
  const cut = [];
  if (written.measureText(search.placeholder).width > room) cut.push(search.placeholder);
  if (name.getClientRects().length && name.scrollWidth > name.clientWidth) cut.push(name.textContent);
  return cut;
}"""


@pytest.mark.parametrize("who", ["thuongtruc", "admin", "thanhvien", "giamdoc.skhdt", "nhaplieu.stttt"])
def test_nothing_of_the_bar_is_cut(page_as, who):
    page = page_as(who)
    page.goto(PAGES["agency"].replace("SXD", "STTTT" if "stttt" in who else "SKHDT"))
    assert page.locator("header.top nav.period").count() == 1
    for width in (1280, 1366, 1440, 1680, 1920, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(BAR) == [], width


HEADS = {  # words of the table's head that every printed page of it bears
    "agencies": (f"/boards/agencies/?{OCTOBER}", ("Hạng", "Tỷ lệ")),
    "indicators": (f"/boards/indicators/?{OCTOBER}", ("Mã", "Tỷ lệ")),
    "rows": (f"/boards/rows/?{OCTOBER}&group=so-ban-nganh", ("Mức giao", "Kết quả")),
    "freshness": (f"/boards/freshness/?{OCTOBER}", ("Số ngày chậm", "Cơ quan")),
    "peers": (f"/boards/agency/SXD/peers/?{OCTOBER}", ("So với mức giao", "Hoàn thành trong nhóm")),
    "matrix": (f"/boards/matrix/?{OCTOBER}", ("Nhận thức số", "Xã hội số")),  # from its first column to its last
}


@pytest.mark.parametrize("name", HEADS)
def test_each_printed_page_of_a_table_bears_its_head(page_as, name):
    url, words = HEADS[name]
    page = page_as("thanhvien")
    page.goto(url)
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    texts = [" ".join(one.extract_text().split()) for one in printed]
    assert len(texts) > 1 or name == "freshness"
    for number, text in enumerate(texts, 1):
        assert [word for word in words if word not in text] == [], f"{name}, page {number}: {text[:200]}"


def test_no_printed_page_holds_the_footer_alone(page_as):
    page = page_as("thanhvien")
    committee = [STEERING[name] for name in ("bottlenecks", "changes", "peers", "meetings", "conclusions")]
    for url in (PAGES["agency"], next(item_pages())[1], *committee):
        page.goto(url)
        for one in PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages:
            assert len(one.extract_text()) > 150, url


COVERED = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return "";
  const [box] = focused.getClientRects();
  if (!box || !box.width || !box.height) return "";
  const at = document.elementFromPoint(box.left + Math.min(box.width / 2, 20), box.top + Math.min(box.height / 2, 12));
  if (!at || focused.contains(at) || at.contains(focused)) return "";
  for (let one = at; one && one !== document.body; one = one.parentElement)
    if (getComputedStyle(one).position === "sticky" && !one.contains(focused)) return focused.outerHTML.slice(0, 160);
  return "";
}"""


def test_the_pages_of_review_have_no_barrier(page_as):
    for look_of in (WIDE, NARROW | {"dark": True}):
        page = page_as("thuongtruc", **look_of)
        for url in REVIEW:
            look(page, url, url)


def test_a_review_keeps_its_head_in_sight_and_its_dark_button_does_what_the_ticks_say(page_as):
    page = page_as("thuongtruc", height=700)
    page.goto(REVIEW[1])
    dark = page.locator("[data-dx-review-foot] .button.first")
    assert dark.get_attribute("value") == "unflagged"
    for box in page.locator("[data-dx-choose]").all()[:2]:
        box.check()
    assert (dark.count(), dark.get_attribute("value")) == (1, "approve")
    assert "2" in dark.inner_text()
    top = page.evaluate("""() => {
      const table = [...document.querySelectorAll("table.review")].sort((a, b) => b.offsetHeight - a.offsetHeight)[0];
      window.scrollTo(0, table.getBoundingClientRect().top + window.scrollY + table.offsetHeight / 2);
      return table.querySelector("thead th").getBoundingClientRect().top;
    }""")
    assert 0 <= top < 100


BROKEN = """() => [...document.querySelectorAll(".year .figure-cell")].filter((cell) => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1;
}).map((cell) => cell.innerText)"""


def test_no_figure_of_the_year_is_broken_in_two(page_as):
    page = page_as("thanhvien")
    page.goto(PAGES["year"])
    assert page.locator(".year .figure-cell").count() > 100
    assert page.evaluate(BROKEN) == []


def test_filters_stand_two_in_a_row_on_a_phone(page_as):
    page = page_as("thanhvien", **NARROW)
    page.goto(PAGES["rows"])
    fields = page.locator("form.filters .field:visible").all()
    rows = {round(field.bounding_box()["y"] + field.bounding_box()["height"]) for field in fields}
    assert len(fields) > len(rows) > 0


UNDER_BARS = [("thanhvien", PAGES[name]) for name in ("province", "rows", "year", "agencies")]
UNDER_BARS += [("thuongtruc", url) for url in (STEERING["matrix"], STEERING["changes"], *REVIEW[1:])]
UNDER_BARS += [("admin", STEERING["a plan's targets"]), ("nhaplieu.stttt", "/entry/STTTT/?year=2022&month=11")]


@pytest.mark.parametrize(("who", "url"), UNDER_BARS)
def test_what_has_the_focus_is_never_under_a_bar_that_stays(page_as, who, url):
    page = page_as(who, height=700)
    page.goto(url)
    for key in ("Tab", "Shift+Tab"):
        if key == "Shift+Tab":
            page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
            page.evaluate("[...document.querySelectorAll('a[href], button')].pop().focus()")
        for _step in range(70):
            page.keyboard.press(key)
            covered = page.evaluate(COVERED)
            assert covered == "", f"{key}: {covered}"
