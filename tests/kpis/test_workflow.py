import pytest

from kpis.enums import EntryStatus
from kpis.errors import WrongMove
from kpis.workflow import MOVES, moves_from, target_of

ALLOWED = {
    ("type", "draft"): "draft",
    ("type", "returned"): "returned",
    ("submit", "draft"): "submitted",
    ("submit", "returned"): "submitted",
    ("approve", "submitted"): "approved",
    ("return", "submitted"): "returned",
    ("reopen", "approved"): "returned",
}


@pytest.mark.parametrize("status", EntryStatus.values)
@pytest.mark.parametrize("name", MOVES)
def test_a_move_leads_where_the_table_says_and_nowhere_else(name, status):
    if (name, status) in ALLOWED:
        assert target_of(name, status, "vì sai số") == ALLOWED[name, status]
    else:
        with pytest.raises(WrongMove, match="does not start from"):
            target_of(name, status, "vì sai số")


@pytest.mark.parametrize(("name", "status"), [("return", "submitted"), ("reopen", "approved")])
def test_sending_back_needs_a_reason(name, status):
    with pytest.raises(WrongMove, match="needs a reason"):
        target_of(name, status, "  ")


def test_an_unknown_move_is_refused():
    with pytest.raises(WrongMove, match="no move is called publish"):
        target_of("publish", "draft")


def test_buttons_of_a_status_are_its_moves():
    assert {status: [move.name for move in moves_from(status)] for status in EntryStatus.values} == {
        "draft": ["type", "submit"],
        "submitted": ["approve", "return"],
        "returned": ["type", "submit"],
        "approved": ["reopen"],
    }
