"""What becomes of commitments when their agencies merge or end: proposed, chosen one by one, taken back to the row."""

from datetime import date

import pytest
from django.apps import apps

from agencies.enums import Fate, Reorganising
from agencies.models import Agency
from agencies.reorganising.actions import Decision, reorganise, take_back
from agencies.reorganising.parts import Change, Choice, NewAgency
from commitments.models import Amendment, Commitment, CommitmentStanding
from commitments.passing.actions import Commitments

DAY = date(2022, 7, 1)
NEW = NewAgency(name="Sở Khoa học và Công nghệ", code="so-moi", short_name="Sở KH&CN")
DERIVED = {"RollUp", "CommitmentStanding", "CommitmentRollUp"}  # judged anew: their keys mean nothing


def rows() -> dict[str, list[tuple]]:
    found = {}
    for model in (m for app in ("agencies", "kpis", "commitments") for m in apps.get_app_config(app).get_models()):
        if model.__name__ not in ("AuditEvent", "Reorganisation"):
            names = [f.attname for f in model._meta.concrete_fields if model.__name__ not in DERIVED or f.name != "id"]
            found[model.__name__] = sorted(model._base_manager.values_list(*names), key=repr)
    return found


@pytest.fixture
def signed(commit, item, event_top, event_a, agency_a, agency_b, division_1, on_day):
    """Both agencies signed at one event; A's stands for an item; a division of A signed with its director."""
    on_day(date(2022, 10, 17))
    given = item(low=100)
    return {
        "a": commit(agency_a, event=event_top, items=[given, "Việc khác"]),
        "b": commit(agency_b, event=event_top, items=["Việc của B"]),
        "division": commit(division_1, items=["Việc của phòng"]),
    }


def merged(province, *agencies, by=None, **chosen):
    decision = Decision(Reorganising.MERGE, province, agencies, DAY, "NQ 01/2022", forms=(NEW,))
    return reorganise(decision, by=by, chosen={f"commitment-{key[1:]}": Choice(fate) for key, fate in chosen.items()})


def drifting(commitment) -> set[bool]:
    of = CommitmentStanding.objects.filter(item__commitment=commitment, period__month=9)
    return set(of.values_list("is_drifting", flat=True))


def test_it_is_proposed_that_one_passes_on_and_the_second_of_an_event_stays(signed, province, agency_a, agency_b):
    change = Change(Reorganising.MERGE, province, (agency_a, agency_b), (Agency(code="x"),), DAY, "NQ")
    proposed = {thing.key: thing.proposal for thing in Commitments().open_of(change)}
    assert proposed == {f"commitment-{signed['a'].pk}": Fate.MOVES, f"commitment-{signed['b'].pk}": Fate.STAYS}
    ending = Change(Reorganising.END, province, (agency_a,), (), DAY, "NQ")
    assert [(one.proposal, one.fates) for one in Commitments().open_of(ending)] == [
        (Fate.ENDS, (Fate.STAYS, Fate.ENDS))
    ]


def test_a_commitment_passes_on_as_it_was_signed_and_does_not_drift_by_it(signed, province, agency_a, agency_b):
    merged(province, agency_a, agency_b)
    new = Agency.objects.get(code="so-moi")
    own = Commitment.objects.get(pk=signed["a"].pk)
    assert (own.agency, own.agency_name, drifting(own)) == (new, signed["a"].agency_name, {False})
    amendment = Amendment.objects.get()
    change = amendment.changes.get()
    assert (amendment.number, change.old["agency_name"], change.new["agency"]) == ("NQ 01/2022", agency_a.name, new.pk)
    assert Commitment.objects.get(pk=signed["b"].pk).agency == agency_b
    division = Commitment.objects.select_related("event").get(pk=signed["division"].pk)
    assert division.event.agency == new


def test_what_is_chosen_wins(signed, province, agency_a, agency_b):
    a, b = signed["a"].pk, signed["b"].pk
    merged(province, agency_a, agency_b, **{f"_{a}": Fate.STAYS, f"_{b}": Fate.ENDS})
    assert Commitment.objects.get(pk=a).agency == agency_a
    ended = signed["b"].items.get()
    assert (ended.withdrawn_by.number, ended.withdrawn_by.dated_on) == ("NQ 01/2022", DAY)


@pytest.mark.parametrize("fate", [Fate.MOVES, Fate.ENDS, Fate.STAYS])
def test_taken_back_every_row_is_as_before(fate, signed, province, agency_a, agency_b, administrator):
    before = rows()
    act = merged(province, agency_a, agency_b, by=administrator, **{f"_{signed['a'].pk}": fate})
    assert rows() != before
    take_back(act, by=administrator, reason="ghi nhầm")
    after = rows()
    assert {name: after[name] for name in after if after[name] != before[name]} == {}


def test_who_signed_is_not_missing_in_the_months_before_the_commitment_passed_on(
    client, committee, signed, province, agency_a, agency_b
):
    merged(province, agency_a, agency_b)
    client.force_login(committee)
    for month in (5, 8):
        board = client.get(f"/boards/commitments/?year=2022&month={month}&tier=agency&format=json").json()
        assert (len(board["commitments"]), board["missing"]) == (2, []), month
