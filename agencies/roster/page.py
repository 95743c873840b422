"""What the pages of people show: the list by what somebody looks for, a person with roles held, to come and past."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.clock import today
from agencies.deputies.queries import heads_at
from agencies.enums import Role
from agencies.links.letters import letters_leave
from agencies.models import Agency, Membership, User
from agencies.pages.counted import Counted, written
from agencies.people.rules import IN_BRACKETS
from agencies.queries import LONGEST_FIRST, whole_name
from agencies.rights.access import can_appoint, can_manage, grants
from agencies.roster.forms import PeopleFilter
from agencies.roster.queries import appointed, listed, roles_of
from dxtracker.lib.crumbs import Crumb
from dxtracker.lib.text import fold, sort_key

ROWS = 40
PEOPLE = Counted("%(n)s person", "%(n)s people")


@dataclass(frozen=True)
class RoleLine:
    """A role in words. `when`: its days; `after`: who holds it when an acting one ends; `is_now`, `is_over`."""

    label: str
    agency: str
    post: str
    when: str
    decision: str
    is_acting: bool
    is_now: bool
    is_over: bool
    after: str = ""
    url: str = ""


@dataclass(frozen=True)
class PersonLine:
    """A row of the list."""

    name: str
    username: str
    email: str
    url: str
    roles: list[RoleLine]
    last_login: datetime | None
    factor: str
    account: str
    is_off: bool


@dataclass(frozen=True)
class PeoplePage:
    province: Agency
    form: PeopleFilter
    page: Page
    lines: list[PersonLine]
    total: int
    uninvited: str
    uninvited_url: str
    is_head: bool

    @property
    def title(self) -> str:
        return PEOPLE.of(self.total)


@dataclass(frozen=True)
class PersonPage:
    person: User
    province: Agency
    line: PersonLine
    now: list[RoleLine]
    ahead: list[RoleLine]
    past: list[RoleLine]
    can_manage: bool
    is_self: bool
    mails: bool
    crumbs: tuple[Crumb, ...]


def people_page(user: User, province: Agency, asked: Any, page: str) -> PeoplePage:
    """The list of whom `user` looks after in `province`; nine queries, however many there are."""
    inside = appointed(user, province)
    agencies = list(inside.order_by("path"))
    form = PeopleFilter(asked, agencies=agencies)
    said = form.asked()
    found = listed(inside)
    if said["agency"] or said["role"]:
        found = found.filter(pk__in=_holders(inside, said))
    everyone = list(found)
    tells = {"uninvited": is_uninvited, "invited": is_invited, "in": is_in, "off": lambda person: not person.is_active}
    kept = [person for person in everyone if not said["state"] or tells[said["state"]](person)]
    words = fold(said["q"]).split()
    kept = [person for person in kept if all(word in _searched(person) for word in words)] if words else kept
    kept.sort(key=lambda person: (not person.is_active, sort_key(_by_given_name(person.full_name))))
    shown = Paginator(kept, ROWS).get_page(page)
    waiting = sum(map(is_uninvited, everyone))
    return PeoplePage(
        province=province,
        form=form,
        page=shown,
        lines=_lines(list(shown.object_list), inside),
        total=len(kept),
        uninvited=_("%(n)s not invited yet") % {"n": written(waiting)} if waiting else "",
        uninvited_url="?state=uninvited",
        is_head=any(grant.role == Role.AGENCY_HEAD for grant in grants(user)) and heads_at(user).exists(),
    )


def is_uninvited(person: Any) -> bool:
    """Whether the account is on and nobody has come in or may come in."""
    return person.is_active and not person.has_password and person.invited_until is None


def is_invited(person: Any) -> bool:
    return person.is_active and not person.has_password and person.invited_until is not None


def is_in(person: Any) -> bool:
    return person.is_active and person.has_password


def person_page(user: User, person: User, province: Agency) -> PersonPage:
    """A person as `user` may see them: the roles at agencies that `user` looks after."""
    roles = roles_of([person.pk], appointed(user, province))
    lines = [(role, _role(role, url=_role_url(user, person, role))) for role in _with_after(roles)]
    title = Crumb(_("People"), reverse("agencies:people"))
    return PersonPage(
        person=person,
        province=province,
        line=_line(person, []),
        now=[line for _role, line in lines if line.is_now],
        ahead=[line for _role, line in lines if not line.is_now and not line.is_over],
        past=[line for _role, line in lines if line.is_over],
        can_manage=can_manage(user, person),
        is_self=user.pk == person.pk,
        mails=bool(person.email) and letters_leave(),
        crumbs=(title, Crumb(person.full_name)),
    )


def _holders(inside: Any, said: dict[str, str]) -> list[int]:
    """Who holds a role now or later at the agency asked for or below it, in the role asked for."""
    held = Membership.objects.filter(agency__in=inside).exclude(until__lt=today())
    if said["agency"]:
        node = inside.get(code=said["agency"])
        held = held.filter(agency__path__gte=node.path, agency__path__lte=node.path_end)
    if said["role"]:
        held = held.filter(role=said["role"])
    return list(held.values_list("user", flat=True))


def _searched(person: User) -> str:
    return fold(f"{person.full_name} {person.username} {person.email}")


def _by_given_name(name: str) -> str:
    """A name as Vietnamese lists sort it: by the last word, then from the first."""
    *before, own = IN_BRACKETS.sub(" ", name).split() or [""]
    return " ".join([own, *before])


def _lines(people: Sequence[User], inside: Any) -> list[PersonLine]:
    held: dict[int, list[RoleLine]] = defaultdict(list)
    for role in roles_of([person.pk for person in people], inside):
        line = _role(role)
        if not line.is_over:
            held[role.user_id].append(line)
    return [_line(person, held[person.pk]) for person in people]


def _line(person: Any, roles: list[RoleLine]) -> PersonLine:
    return PersonLine(
        name=person.full_name,
        username=person.username,
        email=person.email,
        url=reverse("agencies:person", args=[person.pk]),
        roles=roles,
        last_login=person.last_login,
        factor=_("On") if person.has_factor else "–",
        account=_account(person),
        is_off=not person.is_active,
    )


def _account(person: Any) -> str:
    if not person.is_active:
        return _("switched off")
    if person.has_password:
        return _("in use")
    if person.invited_until:
        return _("invited until %(day)s") % {"day": date_format(person.invited_until, "SHORT_DATE_FORMAT")}
    return _("not invited yet")


def _role(role: Membership, url: str = "") -> RoleLine:
    day = today()
    is_over = role.until is not None and role.until < day
    return RoleLine(
        label=str(Role(role.role).label),
        agency=whole_name(role.place),
        post=role.post,
        when=days_in_words(role.since, role.until),
        decision=role.decision_number,
        is_acting=role.is_acting,
        is_now=not is_over and (role.since is None or role.since <= day),
        is_over=is_over,
        after=getattr(role, "after", ""),
        url=url,
    )


def days_in_words(since: date | None, until: date | None) -> str:
    """ "from 01/03/2022 to 31/12/2022"; empty for a role without days."""
    parts = [_("from %(day)s") % {"day": _day(since)}] if since else []
    parts += [_("to %(day)s") % {"day": _day(until)}] if until else []
    return " ".join(parts)


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _role_url(user: User, person: User, role: Membership) -> str:
    is_over = role.until is not None and role.until < today()
    if is_over or not can_appoint(user, role.role, role.agency):
        return ""
    return reverse("agencies:role-edit", args=[person.pk, role.pk])


def _with_after(roles: Iterable[Membership]) -> list[Membership]:
    """Acting roles that have a last day know who holds the role on the day after; one query where there are any."""
    found = list(roles)
    ending = [role for role in found if role.is_acting and role.until and role.until >= today()]
    if ending:
        rows = Membership.objects.filter(
            agency__in={role.agency_id for role in ending}, role__in={role.role for role in ending},
            user__is_active=True,
        )  # fmt: skip
        others = list(rows.select_related("user").order_by("is_acting", LONGEST_FIRST, "pk"))
        for role in ending:
            role.after = _after(role, others)  # type: ignore[attr-defined]
    return found


def _after(role: Membership, others: Iterable[Membership]) -> str:
    assert role.until is not None  # noqa: S101 - only roles that end are asked about
    day = role.until + timedelta(days=1)
    same = [one for one in others if (one.agency_id, one.role) == (role.agency_id, role.role) and one.pk != role.pk]
    holding = [one for one in same if (not one.since or one.since <= day) and (not one.until or one.until >= day)]
    who = ", ".join(str(one.user) for one in holding) or _("nobody yet")
    return _("from %(day)s: %(who)s") % {"day": _day(day), "who": who}
