"""The second factor: a code from an app after the password, and codes on paper for the day the phone is gone."""

import math
import re
from base64 import b32encode

import segno
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from agencies.audit import record
from agencies.clock import now
from agencies.enums import Role
from agencies.models import User
from agencies.pages.counted import Counted, written
from agencies.rights.access import grants
from agencies.sessions.store import live_of

STEP = "second_factor"
NONE, PENDING, VERIFIED = "none", "pending", "verified"
BACKUP_CODES = 10
SIX_DIGITS = re.compile("[0-9]{6}")
LOOK_ALIKES = str.maketrans("01", "ol")  # backup codes have neither 0 nor 1
IN_SECONDS = Counted(
    "This code was not looked at: wrong codes before it: %(wrong)s. Try again in %(n)s second.",
    "This code was not looked at: wrong codes before it: %(wrong)s. Try again in %(n)s seconds.",
)


def is_required_of(user: User) -> bool:
    """Whether `user` may not work without a second factor; asks only for the roles, which a request knows once."""
    if not settings.DX_SECOND_FACTOR_REQUIRED:
        return False
    return user.is_staff or user.is_superuser or any(grant.role == Role.ADMINISTRATOR for grant in grants(user))


def device_of(user: User) -> TOTPDevice | None:
    """The confirmed device of `user`."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def draft_of(user: User) -> TOTPDevice | None:
    """The device that `user` has begun to set up and not confirmed."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


def codes_left(user: User) -> int:
    """How many backup codes of `user` are unused."""
    return StaticToken.objects.filter(device__user=user).count()


def first_step(user: User | AnonymousUser) -> str:
    """Where a session begins after the password of `user`."""
    return PENDING if user.is_authenticated and device_of(user) else NONE


def step_of(request: HttpRequest) -> str:
    """Where this session stands: "none" (no device), "pending" (no code yet) or "verified". Asked once per session."""
    if STEP not in request.session:
        request.session[STEP] = first_step(request.user)
    return request.session[STEP]


def mark_step(request: HttpRequest, step: str) -> None:
    """Move this session to `step`, under a new key so that an earlier copy of the cookie is worth nothing."""
    request.session.cycle_key()
    request.session[STEP] = step


@transaction.atomic
def begin(user: User) -> TOTPDevice:
    """A new secret for `user`, not in force before `confirm`; an earlier draft is dropped. No-one has two devices."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if existing := device_of(user):
        return existing
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, name="app", confirmed=False)


def check(device: TOTPDevice, typed: str) -> None:
    """Raise ValidationError unless `typed` is the present code of `device`, or an unused backup code of its owner.

    A code counts once. Each wrong one doubles the wait before the next is looked at (from one second).
    """
    code = re.sub(r"[\s-]", "", typed).lower()
    found: TOTPDevice | StaticDevice = device
    if device.confirmed and not SIX_DIGITS.fullmatch(code):
        found = StaticDevice.objects.filter(user=device.user_id).first() or device
        code = kept_form(device.user_id, code.translate(LOOK_ALIKES))
    with transaction.atomic():
        locked = type(found).objects.select_for_update().get(pk=found.pk)
        allowed, why = locked.verify_is_allowed()
        accepted = allowed and locked.verify_token(code)
        if accepted and isinstance(locked, StaticDevice):
            left = {"left": codes_left(device.user)}
            record(device.user, "backup-code-used", by=device.user, at=now(), new=left)
    if not allowed:
        raise ValidationError(_wait_for(why or {}))
    if not accepted:
        raise ValidationError(_("The code is wrong or was already used. Wait for the next code in the app."))


def _wait_for(why: dict) -> str:
    until = why.get("locked_until")
    seconds = max(1, math.ceil((until - timezone.now()).total_seconds())) if until else 1
    wrong = written(why.get("failure_count", 1))
    if seconds < 120:
        return IN_SECONDS.of(seconds, wrong=wrong)
    said = {"wrong": wrong, "n": written(math.ceil(seconds / 60))}
    return _("This code was not looked at: wrong codes before it: %(wrong)s. Try again in %(n)s minutes.") % said


def kept_form(user_id: int, code: str) -> str:
    """What the database keeps of a backup code: a keyed hash in sixteen letters, never the code."""
    digest = salted_hmac("agencies.backup-code", f"{user_id}:{code}", algorithm="sha256").digest()
    return b32encode(digest[:10]).decode().lower()


@transaction.atomic
def confirm(device: TOTPDevice, *, session_key: str | None) -> list[str]:
    """Put a checked `device` in force and return its ten backup codes, which nobody can read again.

    Ends the person's other sessions: they were opened by the password alone.
    """
    user = device.user
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    StaticDevice.objects.filter(user=user).delete()
    paper = StaticDevice.objects.create(user=user, name="paper")
    codes = [StaticToken.random_token() for _number in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=paper, token=kept_form(user.pk, code)) for code in codes)
    end_sessions(user, but=session_key)
    record(user, "second-factor-set", by=user, at=now())
    return [f"{code[:4]}-{code[4:]}" for code in codes]


@transaction.atomic
def remove(user: User, *, by: User, reason: str = "", session_key: str | None = None) -> int:
    """Take every device and backup code of `user` away and end the sessions but one; returns how many devices."""
    old = {"devices": TOTPDevice.objects.filter(user=user).count(), "backup_codes": codes_left(user)}
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    end_sessions(user, but=session_key)
    record(user, "second-factor-removed", by=by, at=now(), old=old, new=dict.fromkeys(old, 0), reason=reason)
    return old["devices"]


def end_sessions(user: User, *, but: str | None = None) -> None:
    """Log `user` out everywhere, except in the session with the key `but`."""
    live_of(user).exclude(session_key=but).delete()


def secret_of(device: TOTPDevice) -> str:
    """The secret as people type it into an app: base32 in groups of four."""
    letters = b32encode(device.bin_key).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def picture_of(device: TOTPDevice) -> SafeString:
    """The QR code of `device`."""
    return drawn(device.config_url)


def drawn(address: str) -> SafeString:
    """A QR code as an inline SVG, dark on white on every screen, without style attributes."""
    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(scale=4, dark="#000", light="#fff"))  # noqa: S308 segno draws it from our own URL
