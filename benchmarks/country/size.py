"""How much is written, and where each province's block of keys begins."""

from dataclasses import dataclass

from agencies.models import Agency, User
from kpis.models import Cause, Indicator

LAST_YEAR = 2022
DIVISIONS = 2
MONTHS = 12


@dataclass(frozen=True)
class Size:
    """`agencies` and `items` of one province; of the last year the months before `month_open` are closed."""

    provinces: int
    agencies: int
    items: int
    month_open: int = 11

    @property
    def codes(self) -> list[str]:
        return [f"T{number:02}" for number in range(1, self.provinces + 1)]

    @property
    def places(self) -> int:
        """Nodes of one province: itself, its agencies, the divisions of the first of them."""
        return 1 + self.agencies + DIVISIONS

    @property
    def people(self) -> int:
        """The officer and a head for each agency."""
        return 1 + self.agencies

    def signer_of(self, place: int) -> int:
        """Whose hand a place's figures are, within the block of people; divisions have their agency's head."""
        return place if place <= self.agencies else 1

    def months_of(self, year: int) -> int:
        """How many months of a year are judged."""
        return self.month_open if year == LAST_YEAR else MONTHS


@dataclass(frozen=True)
class Blocks:
    """The first key of the first province's block, of each kind that provinces have of their own."""

    agency: int
    user: int
    indicator: int
    cause: int

    @classmethod
    def found(cls) -> "Blocks":
        """Read from the database, once the provinces are written."""
        province = Agency.objects.get(code="T01", level="province")
        return cls(
            agency=province.pk,
            user=User.objects.get(username="scale-T01").pk,
            indicator=Indicator.objects.filter(province=province).order_by("pk").values_list("pk", flat=True)[0],
            cause=Cause.objects.filter(province=province).order_by("pk").values_list("pk", flat=True)[0],
        )


def next_key(model) -> int:
    """The first key that no row of `model` has taken."""
    return (model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
