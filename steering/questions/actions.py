"""The only writers of questions: asked, answered. Both sides are told by a letter."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now, today
from agencies.models import User
from dxtracker.lib.text import clean
from kpis.errors import CannotChange
from kpis.evidence.actions import refuse_secrets
from kpis.models import Assignment, Period
from kpis.reminders.actions import recipients, tell
from steering.models import Question

ASKED, ANSWERED = "question", "answer"


@transaction.atomic
def ask(item: Assignment, period: Period, *, text: str, by: User | None) -> Question:
    """Ask the agency of an item about a month of its year; who types and who heads there are told.

    The same word of the same person, not answered yet, is one question however often it is sent. Raises CannotChange
    for a month of another year, and where nothing is asked.
    """
    if period.plan_id != item.plan_id:
        raise CannotChange(_("The month belongs to another year."))
    said = {"item": item, "period": period, "text": _said(text, _("Write what you ask.")), "asked_by": by}
    if by is not None:
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if there := Question.objects.filter(**said, answered_at=None).first():
        return there
    row = Question.objects.create(**said, asked_at=now())
    new = {"text": row.text, "period": f"{period.month}/{period.plan.year}"}
    record(row, "question-asked", by=by, at=row.asked_at, agency=item.agency_id, new=new)
    people = recipients(item.plan.province_id, {item.agency_id}, today())
    keys = {*people.typists.get(item.agency_id, ()), *people.heads.get(item.agency_id, ())}
    _tell(User.objects.filter(pk__in=keys), row, ASKED, row.text)
    return row


@transaction.atomic
def answer(question: Question, *, text: str, by: User | None) -> Question:
    """Answer a question; who asked is told. Raises CannotChange for one that is answered."""
    rows = Question.objects.select_for_update(of=["self"], no_key=True)
    row = rows.select_related("item__indicator", "item__agency", "item__plan", "period__plan", "asked_by").get(
        pk=question.pk
    )
    if row.answered_at:
        raise CannotChange(_("This question is answered already."))
    row.answer, row.answered_at = _said(text, _("Write the answer.")), now()
    row.answered_by = by
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    record(row, "question-answered", by=by, at=row.answered_at, agency=row.item.agency_id, new={"answer": row.answer})
    asked_by: User | None = row.asked_by  # type: ignore[assignment]
    if asked_by is not None:
        _tell([asked_by], row, ANSWERED, row.answer)
    return row


def _said(text: str, missing: str) -> str:
    text = clean(text)
    if not text:
        raise CannotChange(missing)
    refuse_secrets(text)
    return text


def _tell(users: Iterable[User], row: Question, kind: str, text: str) -> None:
    url = reverse("steering:item", args=[row.item_id])
    for user in sorted(users, key=lambda user: user.pk):
        with translation.override(user.language):
            subject = {
                ASKED: _("The committee asks about an item of your agency"),
                ANSWERED: _("Your question about an item is answered"),
            }[kind]
            said = {"item": row.item.indicator.name, "agency": row.item.agency.name, "text": text}
            line = _("- %(item)s (%(agency)s): %(text)s") % said
            tell([user], row.period, kind, subject=subject, lines=[line], url=url)
