"""Where a province has many files the worker judges them anew; whom it trusts changes with them, all or nothing."""

from django.utils.translation import gettext as _
from django_tasks import task

from agencies.models import Agency, User, Work
from agencies.rights.access import can
from agencies.rights.roles import Permission
from agencies.work.actions import ask
from agencies.work.carrying import carry_out
from agencies.work.errors import Stopped
from commitments.models import TrustRoot
from commitments.trust.actions import add_root, files_in, new_certificate, retire_root
from kpis.errors import CannotChange

SUBJECT = "trust"
LARGE = 20  # files from which nobody waits for them


def is_large(province: Agency) -> bool:
    """Whether the files of a province are judged in the background."""
    return files_in(province).count() >= LARGE


def start_adding(province: Agency, data: bytes, *, name: str, by: User) -> None:
    """Have a certificate trusted by the worker. Raises CannotChange as add_root does, and while other work goes on."""
    said = {"certificate": new_certificate(province, data).pem, "name": name}
    _start(province, "add", said, by)


def start_retiring(root: TrustRoot, *, by: User) -> None:
    """Have a certificate trusted no more by the worker. Raises CannotChange while other work goes on."""
    _start(root.province, "retire", {"root": root.pk}, by)


def _start(province: Agency, step: str, said: dict, by: User) -> None:
    if not ask(trust_step, subject=SUBJECT, key=province.pk, step=step, by=by, said=said):
        raise CannotChange(_("The files are being judged anew just now. Try again when that is over."))


@task()
def trust_step(key: int, attempt: str) -> None:
    """What a Work says of a province's certificates."""
    carry_out(key, attempt, _step)


def _step(work: Work) -> None:
    province = Agency.objects.get(pk=work.subject_id)
    if not can(work.by, Permission.ADMINISTER, province):
        raise Stopped(_("Whoever asked for it no longer administers the province. Nothing was written."))
    try:
        if work.step == "add":
            add_root(
                province, work.said["certificate"].encode(), name=work.said["name"], by=work.by, work=work,
            )  # fmt: skip
        else:
            root = TrustRoot.objects.select_related("province").get(pk=work.said["root"])
            retire_root(root, by=work.by, work=work)
    except CannotChange as error:
        raise Stopped(str(error)) from error
