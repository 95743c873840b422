"""Committed items come in at a signing: the cast of commitments is at hand here too."""

from tests.commitments.conftest import commit, event_a, event_top, fulfilled  # noqa: F401  -- fixtures
