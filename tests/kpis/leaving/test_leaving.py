"""What is in the hands of a person who leaves: told at their place, each with who takes it up."""

from kpis.items.actions import withdraw
from kpis.leaving.queries import pending
from kpis.models import Assignment


def test_items_that_are_asked_no_more_are_in_nobodys_hands(item, months, province, clerk_a, officer):
    gone, _kept, later = item(), item(kind="latest"), item(kind="peak")
    Assignment.objects.update(accountable=clerk_a)
    withdraw(gone, in_force_from=months[9], by=officer, reason="Không còn phù hợp")
    withdraw(later, in_force_from=months[12], by=officer, reason="Không còn phù hợp")
    (told,) = pending(clerk_a, province)
    assert told.what.startswith("2 ")
