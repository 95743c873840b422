"""What the pages of invitations show: who can be invited, and what became of those who were."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.clock import now
from agencies.enums import LinkKind
from agencies.inviting.background import SUBJECT
from agencies.inviting.queries import invitable
from agencies.links.actions import VALID_FOR
from agencies.links.letters import letters_leave
from agencies.models import Agency, User, Work
from agencies.pages.counted import Counted
from agencies.people.second_factor import drawn
from agencies.work.queries import Progress, progress_of, words_of
from dxtracker.lib.crumbs import Crumb

MOST = 200  # at once: letters leave one after the other
FEW = 20  # people who are read as they stand; more are folded
INVITE = Counted("Invite %(n)s person", "Invite %(n)s people")
INVITED = Counted("%(n)s person invited", "%(n)s people invited")


@dataclass(frozen=True)
class Line:
    """Somebody who may be invited; `value` names the person and the last link, `way` how the link goes."""

    value: str
    name: str
    username: str
    role: str
    way: str
    since: str
    is_chosen: bool


@dataclass(frozen=True)
class InvitePage:
    province: Agency
    lines: list[Line]
    new: int
    more: int
    mails: bool
    url: str
    letters: "Letters"
    crumbs: tuple[Crumb, ...]

    @property
    def is_long(self) -> bool:
        return len(self.lines) > FEW

    @property
    def has_invited(self) -> bool:
        """Whether an earlier link of somebody is still open: else the column says the same of all."""
        return any(line.since for line in self.lines)

    @property
    def title(self) -> str:
        return INVITE.of(self.new) if self.new else _("Invite people")


@dataclass(frozen=True)
class Letters:
    """What became of the last letters: how far they are, how many left, who was written to in vain."""

    progress: Progress | None = None
    sent: int = 0
    passed_over: int = 0
    failed: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return words_of(self.progress, {"send": _("Letters are leaving")})


@dataclass(frozen=True)
class Slip:
    """A link on paper, to be cut out and handed over."""

    name: str
    username: str
    role: str
    address: str
    picture: Any


@dataclass(frozen=True)
class InvitedPage:
    letters: int
    slips: list[Slip]
    passed_over: int
    days: int
    crumbs: tuple[Crumb, ...]

    @property
    def title(self) -> str:
        return INVITED.of(self.letters + len(self.slips))


def invite_page(user: User, province: Agency) -> InvitePage:
    """Everybody without a login: those never invited are chosen, those whose link is still open are not."""
    people = sorted(invitable(user, province), key=lambda one: one.invited_until is not None)  # type: ignore[attr-defined]
    mails, shown = letters_leave(), people[:MOST]
    lines = [_line(one, mails) for one in shown]
    return InvitePage(
        province, lines, sum(line.is_chosen for line in lines), len(people) - len(shown), mails,
        reverse("agencies:invite"),
        letters_of(user), crumbs_of(),
    )  # fmt: skip


def letters_of(user: User) -> Letters:
    """The last letters that a person had sent; one query, up to four where there were any."""
    work = Work.objects.filter(subject=SUBJECT, subject_id=user.pk).order_by("-pk").first()
    if work is None:
        return Letters()
    failed = User.objects.filter(pk__in=work.said["failed"]).order_by("full_name") if work.said["failed"] else ()
    return Letters(
        progress_of(SUBJECT, user.pk), len(work.said["sent"]), len(work.said["passed"]),
        tuple(one.full_name for one in failed),
    )  # fmt: skip


def _line(person: Any, mails: bool) -> Line:
    until = person.invited_until
    return Line(
        value=f"{person.pk}-{person.last_link}",
        name=person.full_name,
        username=person.username,
        role=_roles(person),
        way=person.email if mails and person.email else _("on paper"),
        since=_("invited until %(day)s") % {"day": date_format(until, "SHORT_DATE_FORMAT")} if until else "",
        is_chosen=until is None,
    )


def invited_page(letters: int, printed: Sequence[tuple[Any, str]], asked: int) -> InvitedPage:
    """What becomes of those who were chosen: so many get a letter; `printed`: (person with roles, address) on paper."""
    slips = [Slip(one.full_name, one.username, _roles(one), address, drawn(address)) for one, address in printed]
    crumbs = (*crumbs_of(linked=True), Crumb(_("Invitations")))
    days = VALID_FOR[LinkKind.INVITATION].days
    passed_over = asked - letters - len(slips)
    return InvitedPage(letters, slips, passed_over, days, crumbs)


def chosen_of(posted: Iterable[str], people: Iterable[Any]) -> dict[int, int]:
    """Key → last link, as the page showed them, of the people named who may be invited; what is no choice is none."""
    may = {person.pk for person in people}
    pairs = [value.partition("-") for value in posted]
    sound = [(int(pk), int(link)) for pk, _dash, link in pairs if _is_key(pk) and _is_key(link)]
    return dict(list({pk: link for pk, link in sound if pk in may}.items())[:MOST])


def by_letter(chosen: Mapping[int, int], people: Mapping[int, Any]) -> dict[int, int]:
    """Of `chosen` those who get a letter: they have an address, and no further link since the page was shown."""
    if not letters_leave():
        return {}
    return {pk: link for pk, link in chosen.items() if people[pk].email and people[pk].last_link == link}


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def crumbs_of(*, linked: bool = False) -> tuple[Crumb, ...]:
    own = Crumb(_("Invite people"), reverse("agencies:invite") if linked else "")
    return Crumb(_("People"), reverse("agencies:people")), own


def _roles(person: Any) -> str:
    """The roles of today and later, else nothing: "Giám đốc Sở, Sở Xây dựng"."""
    day = now().date()
    held = [row for row in person.roles if not row.since or row.since <= day] or person.roles
    return "; ".join(f"{row.post or row.get_role_display()}, {row.agency.name}" for row in held)
