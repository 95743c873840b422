"""The letters with a link: to whom it opens, until when."""

import logging
import smtplib
from collections.abc import Sequence
from threading import Thread

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
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
    """The whole address of a link: under the first trusted origin, else under the host that was allowed."""
    path = reverse("agencies:link", args=[token])
    if settings.CSRF_TRUSTED_ORIGINS:
        return str(settings.CSRF_TRUSTED_ORIGINS[0]).rstrip("/") + path
    return request.build_absolute_uri(path)


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


def send_all(letters: Sequence[EmailMessage]) -> list[bool]:
    """Send letters over one connection; whether each left. Without a connection none did."""
    if not letters:
        return []
    connection = get_connection()
    try:
        connection.open()
        for message in letters:
            message.connection = connection
        return [send(message) for message in letters]
    except (smtplib.SMTPException, OSError) as error:
        log.warning("no letter with a link left: %s", type(error).__name__)
        return [False] * len(letters)
    finally:
        connection.close()


def send_soon(message: EmailMessage) -> None:
    """Send without letting the one who asks wait: how long it takes would say whether there is such an account."""
    Thread(target=send, args=(message,), daemon=True).start()
