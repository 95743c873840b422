"""A report of many items is drawn and issued by the worker, as it was asked for: all of it or nothing."""

from datetime import date
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django_tasks import task

from agencies.models import Agency, User, Work
from agencies.rights.access import get_agency_or_404
from agencies.work.actions import ask
from agencies.work.carrying import carry_out
from agencies.work.errors import Stopped
from kpis.errors import CannotChange
from kpis.frozen.months import reading_month
from kpis.models import Period, Standing
from reports.issuing.actions import added_to, issue_of, issue_report
from reports.models import IssuedReport
from reports.scope import may_issue

LARGE = 2_000  # items of a report from which both files take several seconds


def subject_of(period: Period, kind: str) -> str:
    """The subject of the work on a report; its key is the agency, or the province."""
    return f"report-{kind}-{period.pk}"


def is_large(period: Period, agency: Agency | None) -> bool:
    """Whether a report tells so many items that nobody waits for it; one query."""
    rows = Standing.objects.filter(period=period.pk)
    return (rows.filter(assignment__agency=agency.pk) if agency else rows).count() > LARGE


def start(
    period: Period, agency: Agency | None, *, kind: str, number: str, on: date, signatory: str, signatory_post: str,
    by: User,
) -> None:  # fmt: skip
    """Have a report issued by the worker, with what people have added to it by now.

    Raises CannotChange as issue_of does, and while the same report is being issued.
    """
    issue = issue_of(period, agency, kind, number, on, signatory, signatory_post)
    node = agency or period.plan.province
    said = {
        "period": period.pk, "kind": kind, "agency": agency.code if agency else "", "checksum": period.checksum,
        "number": issue.number, "on": on.isoformat(), "signatory": issue.signatory,
        "signatory_post": "\n".join(issue.posts), "added": added_to(node, period, kind),
    }  # fmt: skip
    if not ask(issue_step, subject=subject_of(period, kind), key=node.pk, step="issue", by=by, said=said):
        raise CannotChange(_("This report is being issued just now."))


def last_issued(subject: str, key: int) -> tuple[int, str] | None:
    """(key, number) of the report that the last work on a subject issued; one query, two where there was work."""
    work = Work.objects.filter(subject=subject, subject_id=key, error="").exclude(ended_at=None).order_by("-pk").first()
    if work is None:
        return None
    which = {"agency": key, "period": work.said["period"], "kind": work.said["kind"], "number": work.said["number"]}
    return IssuedReport.objects.filter(**which).values_list("pk", "number").first()


@task()
def issue_step(key: int, attempt: str) -> None:
    """The report that a Work names."""
    carry_out(key, attempt, _step)


def _step(work: Work) -> None:
    said = work.said
    period = Period.objects.select_related("plan__province").get(pk=said["period"])
    if period.checksum != said["checksum"]:
        raise Stopped(_("The month was opened again meanwhile. The report was not issued."))
    if not may_issue(work.by, Agency.objects.get(pk=work.subject_id)):
        raise Stopped(_("Whoever asked for it may no longer issue this report. It was not issued."))
    more: dict[str, Any] = {name: said[name] for name in ("kind", "number", "signatory", "added")}
    more["signatory_post"] = said.get("signatory_post", "")  # asked for before posts were
    try:
        issue_report(
            period, _agency(work, period), on=date.fromisoformat(said["on"]), by=work.by, work=work, **more,
        )  # fmt: skip
    except (CannotChange, Http404) as error:
        raise Stopped(str(error)) from error


def _agency(work: Work, period: Period) -> Agency | None:
    """Whose report it is, under the name of then as the page has it; None for the whole province's."""
    if not work.said["agency"]:
        return None
    with reading_month(period):
        return get_agency_or_404(work.by, period.plan.province, work.said["agency"], name_on=period.data_to)
