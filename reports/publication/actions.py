"""The only writers of publications."""

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.clock import now
from agencies.models import User
from dxtracker.lib.text import clean
from kpis.errors import CannotChange
from kpis.frozen.months import reading_month
from kpis.models import Period
from reports.models import Publication
from reports.publication.content import content_of
from reports.writing.queries import facts_of, scope_of_month


def propose_publication(period: Period, *, by: User) -> Publication:
    """Draw up what the public would read of a closed month; nothing is shown until a second person confirms it.

    Raises CannotChange for a month that is not closed, in which nothing is assigned, or that is proposed or published
    already.
    """
    if not period.is_closed or period.closed_at is None:
        raise CannotChange(_("Only a closed month is published."))
    province, closed_at = period.plan.province, timezone.localtime(period.closed_at)
    with translation.override("vi"), reading_month(period):
        scope = scope_of_month(period)
        facts = facts_of(scope, "month")
        content = content_of(facts, scope.province.name, period.checksum, closed_at)
    if not facts.items:
        raise CannotChange(_("Nothing is assigned in this month."))
    try:
        with transaction.atomic():
            row = Publication.objects.create(
                province_id=province.pk, period_id=period.pk, code=province.code, year=period.plan.year,
                month=period.month, content=content, month_checksum=period.checksum, proposed_at=now(), proposed_by=by,
            )  # fmt: skip
            _told(row, "publication-proposed", by, {"checksum": row.month_checksum})
    except IntegrityError as error:
        raise CannotChange(_("This month is proposed or published already.")) from error
    return row


@transaction.atomic
def confirm_publication(publication: Publication, *, by: User) -> Publication:
    """Publish what another person proposed.

    Raises CannotChange for the person who proposed it, for what is published or withdrawn, and for a month that was
    opened again since.
    """
    row = _locked(publication)
    if row.published_at or row.withdrawn_at:
        raise CannotChange(_("This is published or withdrawn already."))
    if row.proposed_by_id == by.pk:
        raise CannotChange(_("Whoever proposed a publication does not confirm it: a second person does."))
    if not row.period.is_closed or row.period.checksum != row.month_checksum:
        raise CannotChange(_("The month was opened again since; withdraw this and propose it anew."))
    row.published_at, row.confirmed_by = now(), by
    row.save(update_fields=["published_at", "confirmed_by"])
    _told(row, "publication-confirmed", by, {"checksum": row.month_checksum})
    return row


@transaction.atomic
def withdraw_publication(publication: Publication, *, reason: str, by: User, is_shown: bool) -> Publication:
    """Show it no longer, or give up what was only proposed: `is_shown` says which is meant.

    Raises CannotChange without a reason, a second time, and for a proposal that was confirmed meanwhile.
    """
    row, reason = _locked(publication), clean(reason)
    if row.withdrawn_at:
        raise CannotChange(_("This is withdrawn already."))
    if row.published_at and not is_shown:
        raise CannotChange(
            _("This was published meanwhile: everybody reads it. Look at it, then withdraw it if that is meant.")
        )
    if not reason:
        raise CannotChange(_("Say why it is withdrawn."))
    row.withdrawn_at, row.withdrawn_by, row.reason = now(), by, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    _told(row, "publication-withdrawn", by, {"was_shown": row.published_at is not None}, reason)
    return row


def _locked(publication: Publication) -> Publication:
    return (
        Publication.objects.select_related("period").select_for_update(of=["self"], no_key=True).get(pk=publication.pk)
    )


def _told(row: Publication, action: str, by: User, new: dict[str, object], reason: str = "") -> None:
    new = {"period": row.period_id, "year": row.year, "month": row.month, **new}
    record(row, action, by=by, at=now(), agency=row.province_id, new=new, reason=reason)
