"""Sheets of what was promised at a signing event."""
