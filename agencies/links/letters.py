"""The letters with a link: to whom it opens, until when."""

import logging
import smtplib
from threading import Thread

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from agencies.enums import LinkKind
from agencies.links.actions import VALID_FOR
from agencies.models import User

log = logging.getLogger("dxtracker.links")

STAYS_HERE = ("django.core.mail.backends.console.EmailBackend", "django.core.mail.backends.dummy.EmailBackend")


def letters_leave() -> bool:
    """Whether letters go to anybody: without a mail server they are printed where the system was started."""
    return settings.EMAIL_BACKEND not in STAYS_HERE


def address_of(request: HttpRequest, token: str) -> str:
    """The whole address of a link."""
    return address_at(site_of(request), token)


def address_at(site: str, token: str) -> str:
    return site.rstrip("/") + reverse("agencies:link", args=[token])


def site_of(request: HttpRequest) -> str:
    """Under what links stand: the first trusted origin, else the host that was allowed."""
    return str(settings.CSRF_TRUSTED_ORIGINS[0]) if settings.CSRF_TRUSTED_ORIGINS else request.build_absolute_uri("/")


def letter(person: User, kind: LinkKind, address: str) -> EmailMessage:
    """The letter in the person's own language."""
    with translation.override(person.language):
        said = {"person": person, "address": address, "days": VALID_FOR[kind].days}
        body = render_to_string(f"emails/{kind}.txt", said).strip()
        subject = {
            LinkKind.INVITATION: _("Your account for following the targets of digital transformation"),
            LinkKind.PASSWORD: _("A new password for %(username)s") % {"username": person.username},
        }[kind]
    return EmailMessage(subject, f"{body}\n", to=[person.email])


def send(message: EmailMessage) -> bool:
    """Send a letter; whether it left. Why it did not stands in the log, without the link."""
    try:
        message.send()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        log.warning("a letter with a link did not leave: %s", type(error).__name__)
        return False
    return True


def send_soon(message: EmailMessage) -> None:
    """Send without letting the one who asks wait: how long it takes would say whether there is such an account."""
    Thread(target=send, args=(message,), daemon=True).start()
