"""What confirming an import refuses for more than its own file."""

from kpis.errors import CannotChange


class Stale(CannotChange):
    """What confirming would do is no longer what the preview showed; the run holds the new preview."""
