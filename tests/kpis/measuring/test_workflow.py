import pytest

from kpis.enums import EntryStatus
from kpis.errors import WrongMove
from kpis.measuring.workflow import MOVES, can_move, target_of

ALLOWED = {
    ("type", "draft"): "draft",
    ("type", "returned"): "returned",
    ("submit", "draft"): "submitted",
    ("submit", "returned"): "submitted",
    ("approve", "submitted"): "approved",
    ("return", "submitted"): "returned",
    ("reopen", "approved"): "returned",
    ("verify", "submitted"): "submitted",
    ("verify", "approved"): "approved",
}


@pytest.mark.parametrize("status", EntryStatus.values)
@pytest.mark.parametrize("name", MOVES)
def test_a_move_leads_where_the_table_says_and_nowhere_else(name, status):
    if (name, status) in ALLOWED:
        assert target_of(name, status, "vì sai số") == ALLOWED[name, status]
    else:
        with pytest.raises(WrongMove, match="does not start from"):
            target_of(name, status, "vì sai số")


@pytest.mark.parametrize(("name", "status"), [("return", "submitted"), ("reopen", "approved"), ("verify", "approved")])
def test_sending_back_and_correcting_need_a_reason(name, status):
    with pytest.raises(WrongMove, match="needs a reason"):
        target_of(name, status, "  ")


def test_an_unknown_move_is_refused():
    with pytest.raises(WrongMove, match="no move is called publish"):
        target_of("publish", "draft")


def test_what_a_status_leaves_to_be_done():
    assert {status: [name for name in MOVES if can_move(name, status)] for status in EntryStatus.values} == {
        "draft": ["type", "submit"],
        "submitted": ["approve", "return", "verify"],
        "returned": ["type", "submit"],
        "approved": ["reopen", "verify"],
    }
