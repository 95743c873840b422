"""Why items are not done: confirmed causes, the two bottlenecks of record, promises."""

from datetime import date, timedelta
from random import Random

from dxtracker.demonstration import sheets
from dxtracker.demonstration.catalogue import Catalogue, at
from dxtracker.demonstration.months import BLOCKED_CAUSES, Items
from dxtracker.demonstration.people import Cast
from kpis.enums import ClaimOutcome, ClaimState
from kpis.models import Assignment, Bottleneck, CauseClaim, Phrase, Promise

BLOCKED_SINCE = date(2022, 3, 15)
STALLED_SINCE = date(2022, 8, 15)
MISSED_SINCE = date(2022, 6, 15)
BOTTLENECKS_CONFIRMED_ON = date(2022, 4, 20)
COMMON_CAUSES = {
    "CQS-08": ("nguoi-dan-quen-truc-tiep",),
    "CQS-14": ("nguoi-dan-quen-truc-tiep",),
    "ATTT-02": ("thieu-nhan-luc",),
}
RETURNED_BECAUSE = (
    "Thiếu minh chứng kèm theo (minh họa)",
    "Số lũy kế thấp hơn tháng trước, đề nghị rà soát (minh họa)",
    "Tử số và mẫu số chưa cùng kỳ số liệu (minh họa)",
)
OTHER_CAUSES = ("thieu-nhan-luc", "cham-trien-khai", "phoi-hop-cham")


def load(items: Items, cast: Cast, catalogue: Catalogue) -> None:
    province = catalogue.plan.province
    Phrase.objects.bulk_create(
        Phrase(province=province, text=text, sort_order=order) for order, text in enumerate(RETURNED_BECAUSE, 1)
    )
    claims = [_claim(row, items[row["agency"], row["indicator"]], cast, catalogue) for row in sheets.rows("items")]
    CauseClaim.objects.bulk_create(claim for claim in claims if claim)
    Bottleneck.objects.bulk_create(
        Bottleneck(
            plan=catalogue.plan,
            indicator=catalogue.indicators[indicator],
            cause=catalogue.causes[cause],
            owner=catalogue.causes[cause].remover,
            confirmed_on=BOTTLENECKS_CONFIRMED_ON,
            confirmed_by=cast.reviewer,
            due_on=catalogue.periods[12].data_to,
            note="Ngày xác nhận, hạn và cơ quan tháo gỡ là minh họa.",
        )
        for indicator, cause in BLOCKED_CAUSES.items()
    )
    Promise.objects.bulk_create(
        Promise(
            assignment=items[row["agency"], row["indicator"]],
            due_on=date.fromisoformat(row["due_on"]),
            text=row["text"],
            reason=row["reason"],
            made_at=at(date.fromisoformat(row["made_on"]), 15),
            made_by=cast.heads[row["agency"]],
            is_illustrative=sheets.is_illustrative(row),
        )
        for row in sheets.rows("promises")
    )


def _claim(row: dict[str, str], item: Assignment, cast: Cast, catalogue: Catalogue) -> CauseClaim | None:
    """The confirmed cause of an item that is not done; None where the year goes well."""
    if row["course"] == "blocked":
        code, outcome, since = BLOCKED_CAUSES[row["indicator"]], ClaimOutcome.NOT_MEASURABLE, BLOCKED_SINCE
    elif row["course"] == "stalled":
        code, outcome, since = BLOCKED_CAUSES[row["indicator"]], ClaimOutcome.MISSED, STALLED_SINCE
    elif row["course"] in ("behind", "overdue", "silent"):
        choices = COMMON_CAUSES.get(row["indicator"], OTHER_CAUSES)
        code = Random(item.code).choice(choices)  # noqa: S311
        outcome, since = ClaimOutcome.MISSED, MISSED_SINCE
    else:
        return None
    return CauseClaim(
        assignment=item,
        cause=catalogue.causes[code],
        outcome=outcome,
        note="Nội dung đề nghị minh họa.",
        holds_from=since,
        state=ClaimState.CONFIRMED,
        claimed_at=at(since + timedelta(days=13), 9),
        claimed_by=cast.heads[row["agency"]],
        decided_at=at(since + timedelta(days=28), 14),
        decided_by=cast.reviewer,
        decision_reason="Xác nhận theo đề nghị của cơ quan (minh họa).",
        is_illustrative=True,
    )
