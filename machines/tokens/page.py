"""What the pages of tokens show: a person's own; the systems of a province, each with its tokens."""

from collections import defaultdict
from dataclasses import dataclass

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.clock import now
from agencies.models import Agency, User
from agencies.rights.access import administered
from dxtracker.lib.crumbs import Crumb
from machines.models import Token
from machines.tokens.forms import SystemForm, TokenForm
from machines.tokens.queries import held_in, home_of, roles_of, systems_of, tokens_of
from machines.tokens.words import called


@dataclass(frozen=True)
class TokenLine:
    """A token in words; `revoke_url` is empty where it opens nothing any more."""

    token: Token
    state: str
    revoke_url: str


@dataclass(frozen=True)
class TokensPage:
    """`made` is what a new token reads: shown once."""

    lines: list[TokenLine]
    form: TokenForm
    made: str
    crumbs: tuple[Crumb, ...]


@dataclass(frozen=True)
class SystemLine:
    """A system, for whom it acts, its tokens, and the form of a further one; `is_on`: they open what they open."""

    name: str
    username: str
    agencies: str
    agencies_url: str
    is_on: bool
    switch_url: str
    lines: list[TokenLine]
    form: TokenForm
    token_url: str


@dataclass(frozen=True)
class SystemsPage:
    province: Agency
    lines: list[SystemLine]
    people: dict[str, list[TokenLine]]  # name → the tokens that open something now
    form: forms.Form
    made: str
    crumbs: tuple[Crumb, ...]


def tokens_page(user: User, form: TokenForm, made: str = "") -> TokensPage:
    """A person's own tokens; one query."""
    crumbs = (Crumb(_("Your account"), reverse("agencies:profile")), Crumb(_("Tokens for programs")))
    return TokensPage([_line(token, "machines:token-revoke") for token in tokens_of(user)], form, made, crumbs)


def systems_page(
    user: User, province: Agency, form: forms.Form | None = None, made: str = "", refused: dict | None = None
) -> SystemsPage:
    """The systems of a province, and the tokens of its people; four queries, and one for the agencies of a new one.

    `refused`: (key of a system) → the form of a further token.
    """
    systems = list(systems_of(province))
    held: dict[int, list[Token]] = defaultdict(list)
    for token in Token.objects.filter(user__in=systems):
        held[token.user_id].append(token)
    acts: dict[int, list[str]] = defaultdict(list)
    for role in roles_of(systems):
        acts[role.user_id].append(called(role.place, is_short=True))
    lines = [
        SystemLine(
            name=system.full_name,
            username=system.username,
            agencies="; ".join(acts[system.pk]),
            agencies_url=reverse("machines:system-agencies", args=[system.pk]),
            is_on=system.is_active,
            switch_url=reverse("machines:system-switch", args=[system.pk]),
            lines=[_line(token, "machines:system-token-revoke") for token in held[system.pk]],
            form=(refused or {}).get(system.pk) or TokenForm(auto_id=f"id_{system.pk}_%s"),
            token_url=reverse("machines:system-token", args=[system.pk]),
        )
        for system in systems
    ]
    people: dict[str, list[TokenLine]] = defaultdict(list)
    for token in held_in(province):
        people[f"{token.user} ({token.user.username})"].append(_line(token, "machines:system-token-revoke"))
    crumbs = (Crumb(_("People"), reverse("agencies:people")), Crumb(_("Systems")))
    return SystemsPage(province, lines, dict(people), form or SystemForm(province=province), made, crumbs)


def home_or_404(user: User, holder: User) -> Agency:
    """The one province of a token's holder; 404 for strangers to it, 403 for who reads it and does no more."""
    home = home_of(holder, user)
    if home is None:
        raise Http404
    return administered(user, home.code)


def system_or_404(user: User, pk: int) -> tuple[User, Agency]:
    """(system, province) for who administers its province; 404 for strangers, 403 for readers of the province."""
    system = get_object_or_404(User, pk=pk, is_system=True)
    return system, home_or_404(user, system)


def _line(token: Token, name: str) -> TokenLine:
    if token.revoked_at:
        return TokenLine(token, _("revoked"), "")
    if token.expires_at <= now():
        return TokenLine(token, _("expired"), "")
    return TokenLine(token, _("valid"), reverse(name, args=[token.pk]))
