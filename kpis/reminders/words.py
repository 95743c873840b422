"""What a run of the outbox did, in words."""

from django.utils.translation import gettext as _

from agencies.pages.counted import Counted
from kpis.reminders.actions import Sent

SENT = Counted("%(n)s letter sent", "%(n)s letters sent")
FAILED = Counted(
    "%(n)s letter failed and is kept for the next run", "%(n)s letters failed and are kept for the next run"
)


def outbox_words(done: Sent) -> str:
    """For whoever reads what a scheduler's command did; what failed is said even where nothing did.

    >>> outbox_words(Sent(sent=2, failed=0))
    'Đã gửi 2 thư, không có thư nào lỗi'
    """
    failed = FAILED.of(done.failed) if done.failed else _("no letter failed")
    return f"{SENT.of(done.sent)}, {failed}"
