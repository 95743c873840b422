"""Status, word and icon in one file. Colours follow the same codes in static/css/tokens.css."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """The state of an item at a period, in the order in which boards show them."""

    EXCEEDED = "exceeded", _("Exceeded")
    DONE = "done", _("Done")
    DONE_LATE = "done_late", _("Done late")
    ON_TRACK = "on_track", _("On track")
    BEHIND = "behind", _("Behind")
    OVERDUE = "overdue", _("Overdue")
    NO_DATA = "no_data", _("No data")
    NOT_MEASURABLE = "not_measurable", _("Not measurable")
    NO_ACTIVITY = "no_activity", _("No activity")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")

    @property
    def icon(self) -> str:
        """The id of its symbol in the SVG sprite."""
        return f"state-{self.value.replace('_', '-')}"

    @property
    def sign(self) -> str:
        """One letter for it, where a cell has room for no more: never colour alone."""
        return SIGNS[self]


SIGNS: dict[str, str] = {
    State.EXCEEDED: "▲", State.DONE: "●", State.DONE_LATE: "◉", State.ON_TRACK: "◐", State.BEHIND: "▼",
    State.OVERDUE: "■", State.NO_DATA: "○", State.NOT_MEASURABLE: "◇", State.NO_ACTIVITY: "–",
    State.NOT_APPLICABLE: "·",
}  # fmt: skip
MET = frozenset({State.EXCEEDED, State.DONE, State.DONE_LATE})
UNMET = frozenset(State) - MET
BEYOND = frozenset({State.EXCEEDED, State.DONE_LATE})  # a target may have been left far behind
MISSED = frozenset({State.BEHIND, State.OVERDUE, State.NO_DATA})  # a cause is wanted
BLOCKED = MISSED | {State.NOT_MEASURABLE}  # the radar counts them
CLAIMABLE = MISSED | {State.ON_TRACK}  # a cause may be claimed
LATE_STATES = frozenset({State.BEHIND, State.OVERDUE})
EXCUSED = frozenset({State.NOT_MEASURABLE, State.NOT_APPLICABLE})  # nothing need be reported
OUTSIDE = frozenset({State.NOT_APPLICABLE, State.NO_ACTIVITY})  # no part of a bar


class Operator(TextChoices):
    GT = ">", ">"
    GE = ">=", "≥"
    LT = "<", "<"
    LE = "<=", "≤"
    EQ = "=", "="
    BETWEEN = "between", _("between")
    DONE = "done", _("done")


class Kind(TextChoices):
    NUMBER = "number", _("Measure: a number")
    RATIO = "ratio", _("Measure: a ratio")
    DELIVERABLE = "deliverable", _("Deliverable")


class OverTime(TextChoices):
    CUMULATIVE = "cumulative", _("Running total is typed")
    SUM = "sum", _("Months are typed and added")
    LATEST = "latest", _("Latest")
    AVERAGE = "average", _("Average")
    MAX = "max", _("Maximum")


class OverAgencies(TextChoices):
    SUM = "sum", _("Sum")
    RATIO = "ratio", _("Ratio of the sums")
    AVERAGE = "average", _("Average")
    ALL = "all", _("All of them")


class PeriodState(TextChoices):
    PLANNED = "planned", _("Not yet open")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Calendar(TextChoices):
    FIFTEENTH = "fifteenth", _("From the 15th to the 14th")
    MONTH = "month", _("Calendar month")


class EntryStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Awaiting review")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Recorded")


class Reporting(TextChoices):
    """What stands behind a standing's value: the period's own entry, an earlier one, or none."""

    FRESH = "fresh", _("Reported this month")
    CARRIED = "carried", _("Carried from an earlier month")
    NONE = "none", _("Never reported")


class CauseKind(TextChoices):
    OBJECTIVE = "objective", _("Objective")
    SUBJECTIVE = "subjective", _("Subjective")


class ClaimOutcome(TextChoices):
    MISSED = "missed", _("Explains a missed target")
    NOT_MEASURABLE = "not_measurable", _("Cannot be measured")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")


class ClaimState(TextChoices):
    CLAIMED = "claimed", _("Claimed")
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Refused")


class EvidenceKind(TextChoices):
    FILE = "file", _("File")
    DOCUMENT = "document", _("Document")


class PromiseState(TextChoices):
    OPEN = "open", _("Open")
    KEPT = "kept", _("Kept")
    MOVED = "moved", _("Moved")
    SOONER = "sooner", _("Brought forward")
    BROKEN = "broken", _("Broken")


class Reason(TextChoices):
    """Why a standing is in its state: the rule that fitted, each with a sentence in kpis/standings/words.py."""

    BEFORE_START = "before_start", _("Before it applies")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ENDED = "ended", _("The agency had ended")
    EXEMPT = "exempt", _("Confirmed as not applicable")
    NOTHING_HAPPENED = "nothing_happened", _("Nothing to measure in the period")
    BEYOND_TARGET = "beyond_target", _("Beyond the target")
    TARGET_MET = "target_met", _("Target met")
    MET_LATE = "met_late", _("Met after the deadline")
    ISSUED = "issued", _("Document issued")
    CAUSE_CONFIRMED = "cause_confirmed", _("Cannot be measured, cause confirmed")
    PAST_DEADLINE = "past_deadline", _("Deadline passed")
    NEVER_REPORTED = "never_reported", _("Nothing reported yet")
    BELOW_PACE = "below_pace", _("Below the pace")
    ABOVE_PACE = "above_pace", _("At or above the pace")
    BEYOND_LIMIT = "beyond_limit", _("Beyond the limit")
    IN_PROGRESS = "in_progress", _("Under way, deadline ahead")
    NO_TARGET = "no_target", _("No target in force")


class SelfAssessment(TextChoices):
    """What the agency itself says of an item this month, beside what its figures say."""

    DONE = "done", _("Done")
    NOT_DONE = "not_done", _("Not done")


class NoticeKind(TextChoices):
    """Why somebody is written to about a month: working days from its due day on."""

    BEFORE = "before", _("Due in three working days")
    DUE = "due", _("Due today")
    LATE = "late", _("One working day late")
    STANDING_BODY = "standing_body", _("Three working days late")
    RETURNED = "returned", _("Figures were returned")


class TargetRule(TextChoices):
    """What becomes of last year's target in a new year (kpis/carrying/rules.py)."""

    SAME = "same", _("The same as last year")
    RAISED_PERCENT = "raised_percent", _("Raised by so many per cent")
    RAISED_BY = "raised_by", _("Raised by so much, in its unit")
    LAST_RESULT = "last_result", _("Last year's result")
    PATH = "path", _("On the way to the goal of a later year")
    EMPTY = "empty", _("No target yet")
