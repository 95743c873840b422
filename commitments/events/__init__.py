"""Signing events: added, put right, what was promised there."""
