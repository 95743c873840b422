"""The only writers of issued reports and of their signed files.

A large report is issued by the worker (background.py), whose `work` ends in the same transaction.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now, today
from agencies.models import Agency, User, Work
from agencies.work.actions import holding
from agencies.work.carrying import tell
from commitments.files.actions import readable, refuse_at_once, stored
from commitments.files.verdicts import verdict
from commitments.files.verifying import read_file, trusted_in
from dxtracker.lib.paper.files import FORMS
from dxtracker.lib.text import clean, clean_lines
from kpis.errors import CannotChange
from kpis.frozen.months import reading_month
from kpis.models import Period, RollUp
from reports.models import IssuedReport, SignedReport
from reports.queries import additions_of
from reports.writing.page import build, is_final, payload
from reports.writing.paper import Issue, paper_of
from reports.writing.queries import scope_of_month

Added = Mapping[str, list[str]]  # people's own words by the code of the section that they follow


def added_to(node: Agency, period: Period, kind: str) -> dict[str, list[str]]:
    """What people added to a report up to now."""
    return {section: [row.text] for section, row in additions_of(node, period, kind).items()}


def issue_report(
    period: Period, agency: Agency | None, *, kind: str, number: str, on: date, signatory: str, by: User | None,
    signatory_post: str = "", added: Added | None = None, work: Work | None = None,
) -> IssuedReport:  # fmt: skip
    """Issue the report of a closed month: draw it with its number, day and signatory, and keep both files by hash.

    `added` is what people added where that was read before. Raises CannotChange as issue_of does.
    """
    node = agency or period.plan.province
    issue = issue_of(period, agency, kind, number, on, signatory, signatory_post)
    added = added_to(node, period, kind) if added is None else added
    steps = 1 + len(FORMS)
    with translation.override("vi"), reading_month(period):
        tell("read", 0, steps)
        scope = scope_of_month(period)
        report = build(scope, kind, agency, tuple(added))
        content = payload(scope, report, agency, added)
        paper, files = paper_of(scope, report, agency, issue, added), {}
        for nth, form in enumerate(FORMS, 1):
            tell(form, nth, steps)
            files[form] = FORMS[form].drawn(paper)
    told = {"kind": kind, "issued_on": on, "content": content, "month_checksum": report.checksum}
    return _kept(node, period, files, issue, work, by, **told)


def issue_of(
    period: Period, agency: Agency | None, kind: str, number: str, on: date, signatory: str, signatory_post: str
) -> Issue:
    """With what a report may be issued; `signatory_post` has a line for each that it has on paper.

    Raises CannotChange for a month that is not closed, does not end the stretch or in which nothing is assigned, a day
    before the month was closed or after today, and a number that this report had already.
    """
    posts = tuple(clean_lines(signatory_post)[:120].splitlines())
    issue = Issue(clean(number)[:60], on, clean(signatory)[:120], posts)
    if not issue.number or not issue.signatory:
        raise CannotChange(_("A report is issued with its number and by somebody who signs it."))
    if on > today():
        raise CannotChange(_("This day has not come yet."))
    if on < period.data_to:
        raise CannotChange(_("A report is issued after the last day of its figures."))
    if not is_final(period, kind):
        raise CannotChange(_("A report is issued once its last month is closed; until then it is a draft."))
    if not RollUp.objects.filter(period=period.pk).exists():
        raise CannotChange(_("Nothing is assigned in this month."))
    node = agency or period.plan.province
    if IssuedReport.objects.filter(agency=node.pk, period=period.pk, kind=kind, number=issue.number).exists():
        raise CannotChange(_("This report was issued with this number already."))
    return issue


def _kept(
    node: Agency, period: Period, files: dict[str, bytes], issue: Issue, work: Work | None, by: User | None, **told: Any
) -> IssuedReport:
    sums = {form: hashlib.sha256(data).hexdigest() for form, data in files.items()}
    names = {form: stored(data, sums[form], "reports") for form, data in files.items()}
    try:
        with transaction.atomic(), holding(work):
            row = IssuedReport.objects.create(
                agency_id=node.pk, period_id=period.pk, docx=names["docx"], docx_sha256=sums["docx"],
                pdf=names["pdf"], pdf_sha256=sums["pdf"], at=now(), by=by,
                number=issue.number, signatory=issue.signatory, **told,
            )  # fmt: skip
            new = {"number": row.number, "issued_on": row.issued_on, "signatory": row.signatory}
            new |= {"signatory_post": "\n".join(issue.posts), "sha256": sums}
            record(row, "report-issued", by=by, at=row.at, agency=node.pk, new=new)
    except IntegrityError as error:
        raise CannotChange(_("This report was issued with this number already.")) from error
    return row


def keep_signed(
    issued: IssuedReport, data: bytes, *, name: str, says_not_secret: bool, by: User | None
) -> SignedReport:
    """Keep the PDF of an issued report as it was signed, with what its signatures say; the same bytes once.

    Raises CannotChange for what is no PDF that opens, is encrypted, too large or marked as secret.
    """
    name = clean(name)[:200] or "bao-cao.pdf"
    refuse_at_once(data, name, says_not_secret)
    sha256 = hashlib.sha256(data).hexdigest()
    kept = issued.signed.filter(sha256=sha256).first()
    if kept:
        return kept
    facts = readable(read_file(data, trusted_in(issued.agency.root_id), now())).facts
    with transaction.atomic():
        IssuedReport.objects.select_for_update(no_key=True).get(pk=issued.pk)
        if kept := issued.signed.filter(sha256=sha256).first():  # handed in twice at once
            return kept
        row = SignedReport.objects.create(
            issued=issued, file=stored(data, sha256, "reports"), file_name=name, sha256=sha256, size=len(data),
            verdict=verdict(facts, issued.signatory), findings=facts.as_json(), at=now(), by=by,
        )  # fmt: skip
        new = {"file_name": name, "sha256": sha256, "verdict": str(row.verdict), "issued": issued.pk}
        record(row, "signed-report-kept", by=by, at=row.at, agency=issued.agency_id, new=new)
    return row
