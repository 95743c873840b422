"""The words of a sheet of people: headings, roles, problems, what the preview and the workbook to fill in say."""

from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.pages.counted import Counted
from workbooks.kinds.shapes import Blank, Words

WORDS = {
    "full_name": (
        "Họ tên", "Họ và tên", "Họ, tên", "Họ và tên cán bộ", "Họ tên cán bộ", "Họ tên người dùng", "Tên người dùng",
        "Cán bộ", "Người dùng", "full_name", "Full name", "Name", "Person",
    ),
    "email": (
        "Thư điện tử", "Email", "E-mail", "Địa chỉ email", "Địa chỉ thư điện tử", "Thư điện tử công vụ",
        "Hộp thư công vụ", "Hộp thư", "Hộp thư điện tử", "Mail", "E-mail address",
    ),
    "username": (
        "Tên đăng nhập", "Tên tài khoản", "Tài khoản", "Tài khoản đăng nhập", "User name", "Username", "Account",
    ),
    "workplace": (
        "Cơ quan", "Đơn vị", "Cơ quan, đơn vị", "Đơn vị, cơ quan", "Cơ quan công tác", "Đơn vị công tác",
        "Nơi công tác", "Phòng, đơn vị", "Cơ quan, phòng", "Tên cơ quan", "Tên đơn vị", "Mã cơ quan", "Agency",
        "Agency or division", "Workplace",
    ),
    "role": ("Vai trò", "Quyền", "Vai trò trong hệ thống", "Nhóm quyền", "Quyền hạn", "Role"),
    "post": ("Chức vụ", "Chức danh", "Chức vụ, chức danh", "Chức danh, chức vụ", "Post", "Position", "Job title"),
    "since": (
        "Từ ngày", "Kể từ ngày", "Hiệu lực từ", "Có hiệu lực từ", "Giữ vai trò từ", "Từ", "Ngày bắt đầu", "Since",
        "From", "Valid from",
    ),
}  # fmt: skip

# A role as sheets write it, for the role of an agency and that of a division; one name where both are the same.
HEAD, CLERK = (Role.AGENCY_HEAD, Role.DIVISION_HEAD), (Role.AGENCY_CLERK, Role.DIVISION_CLERK)
CALLED: dict[tuple[Role, ...], tuple[str, ...]] = {
    (Role.ADMINISTRATOR,): ("Quản trị viên", "Quản trị", "Quản trị hệ thống", "Quản trị tỉnh", "Admin"),
    (Role.OFFICER,): (
        "Cán bộ thường trực", "Thường trực", "Cơ quan thường trực", "Thường trực Ban Chỉ đạo",
        "Chuyên viên thường trực", "Cán bộ thường trực Ban Chỉ đạo", "Officer",
    ),
    (Role.COMMITTEE,): ("Thành viên Ban Chỉ đạo", "Thành viên", "Ban Chỉ đạo", "Lãnh đạo tỉnh", "Committee"),
    HEAD: ("Thủ trưởng", "Lãnh đạo", "Người đứng đầu", "Lãnh đạo đơn vị", "Thủ trưởng đơn vị", "Cấp trưởng", "Head"),
    CLERK: (
        "Nhập liệu", "Người nhập liệu", "Cán bộ nhập liệu", "Chuyên viên nhập liệu", "Chuyên viên", "Cán bộ đầu mối",
        "Đầu mối", "Clerk",
    ),
    (Role.AGENCY_HEAD,): ("Thủ trưởng cơ quan", "Lãnh đạo cơ quan", "Người đứng đầu cơ quan"),
    (Role.AGENCY_CLERK,): ("Chuyên viên cơ quan",),
    (Role.DIVISION_HEAD,): (
        "Trưởng phòng, đơn vị", "Trưởng phòng", "Trưởng đơn vị", "Lãnh đạo phòng", "Thủ trưởng phòng, đơn vị",
    ),
    (Role.DIVISION_CLERK,): ("Chuyên viên phòng, đơn vị", "Chuyên viên phòng"),
}  # fmt: skip

LABELS = Words(
    columns={
        "full_name": _("Full name"),
        "email": _("E-mail address"),
        "username": _("User name"),
        "workplace": _("Agency"),
        "role": _("Role"),
        "post": _("Post"),
        "since": _("Since"),
    },
    fields={},
    missing=Counted(
        "%(n)s person that this sheet does not name: they stay as they are",
        "%(n)s people that this sheet does not name: they stay as they are",
    ),
    written={
        "people": Counted("%(n)s person added", "%(n)s people added"),
        "memberships": Counted("%(n)s role given", "%(n)s roles given"),
        "changed_people": Counted("%(n)s person changed", "%(n)s people changed"),
        "changed_memberships": Counted("%(n)s role changed", "%(n)s roles changed"),
    },
)

PROBLEMS = {
    "no_people_table": _(
        "No sheet holds a list of people. A row of headings is expected: the full name, the role, and beside them the"
        " e-mail address, the agency, the post."
    ),
    "sheet_without_people": _("This sheet holds no list of people and was passed over."),
    "no_full_name": _("Nobody has this user name, and a new person needs a full name."),
    "nobody_named": _("The full name is missing."),
    "no_workplace": _("The agency is missing."),
    "several_places": _(
        "Several are called “%(name)s” (%(codes)s). Write the code, or the agency behind a comma: “Văn phòng Sở, Sở"
        " Xây dựng”."
    ),
    "agency_has_ended": _("%(agency)s ended on %(day)s: nobody takes up a role there."),
    "no_role": _("The role is missing."),
    "unknown_role": _("“%(name)s” is no role."),
    "role_not_at_level": _("%(agency)s is of the level “%(level)s”, which has no such role."),
    "role_of_the_province": _("This role is held at the province, not at %(agency)s."),
    "role_above_own": _("You cannot give this role at %(agency)s: it is above your own."),
    "person_not_yours": _("What is said of %(username)s is changed by who may give all of their roles."),
    "not_an_email": _("This is no e-mail address."),
    "bad_username": _("“%(name)s” is no user name: letters, digits, dots, dashes and @, without spaces."),
    "username_taken": _("Somebody else has the user name “%(name)s”."),
    "username_twice": _("Row %(row)s gives this user name to somebody of another name."),
    "email_twice": _("Row %(row)s gives this e-mail address to somebody else."),
    "email_of_another": _("%(username)s has this e-mail address, under another name."),
    "other_email": _("Row %(row)s gives this person another e-mail address."),
    "double_name": _(
        "Row %(row)s names somebody of this name at the same agency. Write user names: two where they are two people."
    ),
    "several_of_this_name": _("Several people of this name hold a role there (%(usernames)s). Write the user name."),
    "same_role_twice": _("Row %(row)s gives the same person this role."),
    "person_refused": _("The row that makes this person known is refused: row %(row)s."),
    "person_is_off": _("The account %(username)s is switched off and stays so."),
    "name_in_row": _(
        "Row %(row)s names somebody of the same name elsewhere. Where it is one person, write the same user name twice."
    ),
    "name_known": _(
        "%(username)s has the same name and works elsewhere. Where it is one person, write that user name."
    ),
}

BLANK = Blank(
    headings={
        "vi": ("Họ và tên", "Thư điện tử", "Tên đăng nhập", "Cơ quan", "Vai trò", "Chức vụ", "Từ ngày"),
        "en": ("Full name", "E-mail", "User name", "Agency", "Role", "Post", "Since"),
    },
    widths=(28, 32, 18, 36, 24, 24, 12),
    rows=(
        (
            "Nguyễn Văn Hùng", "hungnv@tentinh.gov.vn", "", "Sở Xây dựng", "Thủ trưởng cơ quan", "Giám đốc",
            "01/01/2022",
        ),
        (
            "Trần Thị Thu Hà", "hattt@tentinh.gov.vn", "", "Sở Xây dựng", "Chuyên viên nhập liệu", "Chuyên viên",
            "01/01/2022",
        ),
        ("Lê Minh Đức", "", "ducle.vp", "Văn phòng Sở, Sở Xây dựng", "Trưởng phòng, đơn vị", "Chánh Văn phòng", ""),
    ),
    guide=(
        _("One row for each person and role. Who holds two roles stands in two rows with the same user name."),
        _("Needed in each row: the full name, the agency, the role."),
        _("User name: left empty, it is made from the name. Who is known is found by it, by e-mail or by name."),
        _("Agency: its name or code; a division with its agency behind a comma; for roles of the province its name."),
        _(
            "Role: “Quản trị viên”, “Cán bộ thường trực”, “Thành viên Ban Chỉ đạo” at the province; “Thủ trưởng cơ"
            " quan”, “Chuyên viên nhập liệu” at an agency; “Trưởng phòng, đơn vị”, “Chuyên viên phòng, đơn vị” at a"
            " division."
        ),
        _("Since: the first day of the role; left empty, the day of the import."),
        _("Nobody can log in by this sheet alone: invite the people afterwards."),
        _("An empty cell leaves what is stored. Somebody whom the sheet does not name stays as they are."),
    ),
)  # fmt: skip
